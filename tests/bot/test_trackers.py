"""The tracker store: what it remembers is what is in its file."""

from __future__ import annotations

import sqlalchemy as sa
from bot_fixtures import settings_for
from tests_turn import turn

from bot import trackers
from bot.engine import loaded


def told(tracker):
    return [event.as_dict() for event in tracker.events]


async def test_a_remembered_tracker_is_what_another_process_reads(
    turns, agent, actions, tiny_model, tmp_path
):
    for number, words in enumerate(["hello", "my vpn keeps dropping", "hello"]):
        await turns.take(turn(words, id=str(number)))
    other = await loaded(settings_for(tmp_path, actions.url, tmp_path), tiny_model)
    read = await other.tracker_store.retrieve_full_tracker("c1")
    kept = await agent.tracker_store.retrieve("c1")
    assert told(read) == told(kept)
    assert read.active_loop_name == kept.active_loop_name


async def test_every_event_is_written_once(turns, agent):
    for number in range(3):
        await turns.take(turn("hello", id=str(number)))
    tracker = await agent.tracker_store.retrieve("c1")
    with agent.tracker_store.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT count(*) FROM events WHERE sender_id = 'c1'")).scalar()
    assert rows == len(tracker.events)


async def test_a_conversation_that_left_the_memory_goes_on(turns, agent, monkeypatch):
    monkeypatch.setattr(trackers, "KEPT", 1)
    await turns.take(turn("my vpn keeps dropping", conversation="c1"))
    await turns.take(turn("hello", conversation="c2"))
    await turns.take(turn("hello", conversation="c1", id="2"))
    tracker = await agent.tracker_store.retrieve("c1")
    assert [e.text for e in tracker.events if e.type_name == "user"] == ["my vpn keeps dropping", "hello"]
