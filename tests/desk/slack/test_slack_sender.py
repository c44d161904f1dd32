"""The way out when Slack, the network or the desk breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from desk.channels.slack.api import Limited, Rejected, SlackApi, Unreachable
from desk.channels.slack.parcels import KIND
from desk.channels.slack.sender import SlackSender
from desk.store import outbox
from desk.store.database import Busy
from tests.fakes.fake_slack import TOKEN, Failure, FakeSlack
from wire.turn import BotMessage

ADDRESS = {"team": "T01", "channel": "D01", "user": "U01", "thread": ""}


@pytest.fixture
async def api(slack: FakeSlack) -> AsyncIterator[SlackApi]:
    made = SlackApi(slack.api_url, TOKEN)  # type: ignore[attr-defined]
    yield made
    await made.close()


@pytest.fixture
async def waiting(lab: Any) -> str:
    """A conversation of Slack's whose welcome waits in the outbox; nothing sends yet."""
    person = {"id": "ana", "name": "Ana Lopez", "verified": True, "audiences": ["all"]}
    c = await lab.parts.intake.open(person, "slack", address=ADDRESS, address_key="T01:D01")
    return str(c.id)


async def parcels(lab: Any, conversation: str) -> list[Any]:
    async with lab.parts.desk.db.read() as connection:
        rows = await connection.execute(outbox.outbox.select().order_by(outbox.outbox.c.id))
        return [outbox.Parcel(**row) for row in rows.mappings() if row["conversation"] == conversation]


def sending(lab: Any, api: SlackApi) -> asyncio.Task[None]:
    return asyncio.create_task(SlackSender(lab.parts.desk, api).run())


async def settled(lab: Any, conversation: str) -> None:
    async def done() -> bool:
        return all(p.state != "waiting" for p in await parcels(lab, conversation))

    await lab.until(done)


async def stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_slack_answered_is_kept_with_the_parcel(
    lab: Any, slack: FakeSlack, api: SlackApi, waiting: str
) -> None:
    task = sending(lab, api)
    await settled(lab, waiting)
    (parcel,) = await parcels(lab, waiting)
    assert (parcel.state, parcel.result) == ("done", {"channel": "D01", "ts": slack.posts[0].ts})
    assert slack.posts[0].metadata["event_payload"] == {"conversation": waiting, "seq": parcel.payload["seq"]}
    await stop(task)


async def test_what_was_marked_done_is_not_posted_again_after_a_restart(
    lab: Any, slack: FakeSlack, waiting: str
) -> None:
    for _ in range(2):
        made = SlackApi(slack.api_url, TOKEN)  # type: ignore[attr-defined]
        task = sending(lab, made)
        await settled(lab, waiting)
        await stop(task)
    assert len(slack.posts) == 1


async def test_what_waited_while_the_desk_was_down_is_posted_when_it_is_back(
    lab: Any, slack: FakeSlack, api: SlackApi, waiting: str
) -> None:
    async with lab.parts.desk.db.read() as connection:
        assert [p.conversation for p in await outbox.heads(connection, KIND, lab.clock.now())] == [waiting]
    task = sending(lab, api)
    await slack.post("Hi Ana")
    await stop(task)


async def test_a_lost_answer_is_the_one_way_to_be_posted_twice(
    lab: Any, slack: FakeSlack, api: SlackApi, waiting: str
) -> None:
    slack.fail("chat.postMessage", Failure(500, done=True))
    task = sending(lab, api)
    await slack.until(lambda: slack.calls)
    await lab.until(lambda: _nothing_due(lab))
    lab.clock.advance(minutes=2)
    lab.parts.desk.send_wanted.set()
    await settled(lab, waiting)
    assert [post.metadata for post in slack.posts] == [slack.posts[0].metadata] * 2
    await stop(task)


async def _nothing_due(lab: Any) -> bool:
    async with lab.parts.desk.db.read() as connection:
        return not await outbox.heads(connection, KIND, lab.clock.now())


async def test_a_busy_database_after_the_post_does_not_post_it_again(
    lab: Any, slack: FakeSlack, api: SlackApi, waiting: str, monkeypatch: Any
) -> None:
    settle, tries = outbox.settle, iter((True, False, False))

    async def busy_once(*given: Any) -> bool:
        if next(tries):
            raise Busy("locked")
        return await settle(*given)

    monkeypatch.setattr(outbox, "settle", busy_once)
    monkeypatch.setattr("desk.channels.slack.sender._LOOK_S", 0.01)
    task = sending(lab, api)
    await settled(lab, waiting)
    assert len(slack.posts) == 1
    await stop(task)


async def test_a_desk_that_stops_finishes_the_post_under_way(
    lab: Any, slack: FakeSlack, api: SlackApi, waiting: str, monkeypatch: Any
) -> None:
    reached, gate, post = asyncio.Event(), asyncio.Event(), api.post

    async def slow(*given: Any) -> Any:
        reached.set()
        await gate.wait()
        return await post(*given)

    monkeypatch.setattr(api, "post", slow)
    task = sending(lab, api)
    await reached.wait()
    task.cancel()
    gate.set()
    await asyncio.gather(task, return_exceptions=True)
    assert [p.state for p in await parcels(lab, waiting)] == ["done"]
    assert len(slack.posts) == 1


async def test_a_wrong_token_keeps_everything_for_later(
    lab: Any, slack: FakeSlack, api: SlackApi, waiting: str
) -> None:
    slack.fail("chat.postMessage", Failure(200, error="invalid_auth"))
    task = sending(lab, api)
    await slack.until(lambda: slack.calls)
    await lab.until(lambda: _nothing_due(lab))
    assert [p.state for p in await parcels(lab, waiting)] == ["waiting"]
    lab.clock.advance(seconds=61)
    lab.parts.desk.send_wanted.set()
    await slack.post("Hi Ana")
    await stop(task)


async def test_blocks_that_slack_refuses_are_sent_as_plain_words(
    lab: Any, slack: FakeSlack, api: SlackApi, waiting: str
) -> None:
    slack.fail("chat.postMessage", Failure(200, error="invalid_blocks"))
    task = sending(lab, api)
    await settled(lab, waiting)
    assert slack.posts[0].text.startswith("Hi Ana")
    assert slack.posts[0].blocks == []
    await stop(task)


async def test_a_parcel_that_cannot_be_shown_stops_no_other_conversation(
    lab: Any, slack: FakeSlack, api: SlackApi, waiting: str
) -> None:
    async with lab.parts.desk.db.write() as connection:
        await outbox.put(
            connection, kind=KIND, key="broken", conversation="nobody", payload={"seq": 1}, at=lab.clock.now()
        )
    task = sending(lab, api)
    await slack.post("Hi Ana")
    await lab.until(lambda: _nothing_due(lab))
    assert [(p.state, p.attempts) for p in await parcels(lab, "nobody")] == [("waiting", 1)]
    await stop(task)


async def test_a_pause_is_for_the_whole_channel_whichever_conversation_asked(
    lab: Any, slack: FakeSlack, api: SlackApi, waiting: str
) -> None:
    other = {"id": "bob", "name": "Bob", "verified": True, "audiences": ["all"]}
    slack.fail("chat.postMessage", Failure(429, retry_after=60))
    task = sending(lab, api)
    await slack.until(lambda: slack.calls)
    await lab.until(lambda: _nothing_due(lab))
    second = (await lab.parts.intake.open(other, "slack", address=ADDRESS, address_key="x")).id
    await lab.until(lambda: _nothing_due(lab))
    assert len(slack.calls) == 1
    lab.clock.advance(seconds=61)
    lab.parts.desk.send_wanted.set()
    await settled(lab, waiting)
    await settled(lab, second)
    assert len(slack.posts) == 2
    await stop(task)


async def test_tickets_in_a_channel_are_shown_to_their_owner_only(joined: Any) -> None:
    from wire.cards import Ticket, Tickets

    mine = Tickets([Ticket("INC0010001", "new", "VPN drops")])
    joined.lab.bot.answer = lambda r: [BotMessage("These are yours:", card=mine)]
    await joined.slack.write("U0ANA", "what about my tickets?", type="app_mention", channel="C0HELP")
    shown = await joined.slack.post("INC0010001")
    assert (shown.to, shown.channel) == ("U0ANA", "C0HELP")
    await joined.slack.write("U0ANA", "what about my tickets?")
    direct = await joined.slack.until(
        lambda: next((p for p in joined.slack.posts if "INC" in p.words and not p.to), None)
    )
    assert direct.channel == "D0ANA"


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (Failure(429, retry_after=7), Limited),
        (Failure(200, error="ratelimited"), Limited),
        (Failure(500), Unreachable),
        (Failure(200, error="internal_error"), Unreachable),
        (Failure(200, error="channel_not_found"), Rejected),
    ],
)
async def test_every_failure_of_slack_has_a_name(
    slack: FakeSlack, api: SlackApi, failure: Failure, error: type[Exception]
) -> None:
    slack.fail("chat.postMessage", failure)
    with pytest.raises(error) as raised:
        await api.post("chat.postMessage", {"channel": "D01", "text": "x"})
    if failure.retry_after:
        assert raised.value.seconds == 7  # type: ignore[attr-defined]


async def test_nobody_listening_is_unreachable() -> None:
    api = SlackApi("http://127.0.0.1:9/api/", TOKEN)
    with pytest.raises(Unreachable):
        await api.user("U01")
    await api.close()
