"""A turn is done once, in order, whole or not at all."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from bot_fixtures import settings_for, soon
from tests_turn import turn

from bot import tame
from bot.engine import loaded
from bot.loud import TurnFailed
from bot.said import Unknown
from bot.turns import Turns
from wire.cards import Outcome
from wire.convert import Malformed
from wire.turn import Button

OPENED = {
    "events": [],
    "responses": [{
        "text": "Done.\n\nAnything else?", "buttons": [{"title": "Yes", "payload": "/affirm"}],
        "custom": {"card": "outcome", "outcome": "incident", "deflection": "none", "topic": "printer"},
    }],
}


async def test_a_greeting_is_understood_and_answered(turns):
    reply = await turns.take(turn("hello"))
    assert [message.text for message in reply.messages] == ["Hello. How can I help?"]
    assert reply.nlu.intent == "greet"
    assert reply.nlu.confidence > 0.5
    assert (reply.release, reply.replayed) == ("r1", False)


async def test_text_buttons_and_card_stay_one_message(turns, actions):
    actions.answers["action_open"] = OPENED
    reply = await turns.take(turn("the printer does not print"))
    (message,) = reply.messages
    assert message.text == "Done.\n\nAnything else?"
    assert message.buttons == [Button("Yes", "/affirm")]
    assert message.card == Outcome("incident", "none", "printer")


async def test_the_actions_get_the_secret_and_the_context(turns, actions):
    await turns.take(turn("the printer does not print"))
    assert actions.headers[0]["X-Firstline-Secret"] == "actions-secret"
    assert actions.asked[0]["tracker"]["latest_message"]["metadata"]["person"]["name"] == "Ada"
    assert actions.asked[0]["sender_id"] == "c1"


async def test_the_same_turn_again_gives_the_same_reply_and_advances_nothing(turns, actions):
    actions.answers["action_open"] = OPENED
    first = await turns.take(turn("the printer does not print"))
    again = await turns.take(turn("the printer does not print"))
    assert len(actions.asked) == 1
    assert (again.messages, again.nlu.intent, again.replayed) == (first.messages, first.nlu.intent, True)


async def test_a_reply_given_again_by_the_next_release_names_the_one_that_answered(agent, turns, actions):
    actions.answers["action_open"] = OPENED
    await turns.take(turn("the printer does not print"))
    next_one = Turns(agent, release="r2")
    assert (await next_one.take(turn("the printer does not print"))).release == "r1"
    assert (await next_one.take(turn("hello", id="2"))).release == "r2"


async def test_the_same_turn_after_a_later_one_gives_its_own_reply(turns, actions):
    actions.answers["action_open"] = OPENED
    first = await turns.take(turn("the printer does not print"))
    await turns.take(turn("hello", id="2"))
    assert (await turns.take(turn("the printer does not print"))).messages == first.messages


async def test_the_same_turn_while_it_is_being_done_waits_for_its_reply(turns, actions):
    gate = asyncio.Event()

    async def slow(_):
        await gate.wait()
        return OPENED

    actions.answers["action_open"] = slow
    both = [asyncio.ensure_future(turns.take(turn("the printer does not print"))) for _ in range(2)]
    await soon(lambda: actions.asked)
    gate.set()
    first, second = await asyncio.gather(*both)
    assert len(actions.asked) == 1
    assert first.messages == second.messages
    assert [first.replayed, second.replayed] == [False, True]


async def test_a_caller_who_hangs_up_does_not_cut_the_turn(turns, actions):
    gate = asyncio.Event()

    async def slow(_):
        await gate.wait()
        return OPENED

    actions.answers["action_open"] = slow
    caller = asyncio.ensure_future(turns.take(turn("the printer does not print")))
    await soon(lambda: actions.asked)
    caller.cancel()
    gate.set()
    reply = await turns.take(turn("the printer does not print"))
    assert len(actions.asked) == 1
    assert reply.messages[0].buttons == [Button("Yes", "/affirm")]


async def test_turns_of_one_conversation_are_done_in_the_order_they_came(turns, actions):
    gate = asyncio.Event()

    async def slow(_):
        await gate.wait()
        return OPENED

    actions.answers["action_open"] = slow
    first = asyncio.ensure_future(turns.take(turn("the printer does not print")))
    await soon(lambda: actions.asked)
    second = asyncio.ensure_future(turns.take(turn("hello", id="2")))
    other = await turns.take(turn("hello", conversation="c2"))
    assert other.messages
    assert not second.done()
    gate.set()
    await asyncio.gather(first, second)


async def test_conversations_do_not_see_one_another(turns, agent):
    await turns.take(turn("my vpn keeps dropping", conversation="c1"))
    await turns.take(turn("hello", conversation="c2"))
    mine = await agent.tracker_store.retrieve("c2")
    assert mine.active_loop_name is None
    assert [e.text for e in mine.events if e.type_name == "user"] == ["hello"]


@pytest.mark.parametrize(
    "failing",
    [
        web.Response(status=500, text="secret words"),
        web.json_response({"events": "none", "responses": []}),
        web.json_response({"events": [], "responses": [{"custom": {"card": "nonsense"}}]}),
    ],
    ids=["error", "not a reply", "unknown card"],
)
async def test_a_failed_action_fails_the_turn_and_saves_nothing(turns, actions, agent, failing):
    async def fail(_):
        return web.Response(status=failing.status, body=failing.body, content_type=failing.content_type)

    actions.answers["action_open"] = fail
    with pytest.raises((TurnFailed, Malformed)) as failure:
        await turns.take(turn("the printer does not print"))
    assert "secret words" not in str(failure.value)
    assert await agent.tracker_store.retrieve("c1") is None
    actions.answers["action_open"] = OPENED
    assert (await turns.take(turn("the printer does not print"))).replayed is False


async def test_an_action_that_takes_too_long_fails_the_turn(turns, actions, monkeypatch):
    never = asyncio.Event()

    async def hang(_):
        await never.wait()

    monkeypatch.setattr(tame, "ACTION_SECONDS", 0.05)
    actions.answers["action_open"] = hang
    with pytest.raises(TurnFailed, match="action_open: TimeoutError"):
        await turns.take(turn("the printer does not print"))
    never.set()


async def test_rules_that_run_in_a_circle_fail_the_turn(turns, actions, agent, monkeypatch):
    monkeypatch.setattr(agent.processor, "max_number_of_predictions", 0)
    with pytest.raises(TurnFailed, match="too many actions"):
        await turns.take(turn("hello"))


async def test_a_form_may_reject_the_turn(turns, actions):
    rounds = []

    async def validate(body):
        rounds.append(body["tracker"]["latest_message"]["text"])
        if rounds[-1] == "hello" and rounds.count("hello") == 1:
            return web.json_response({"action_name": "flow_form", "error": "no answer"}, status=400)
        asked = {"event": "slot", "name": "requested_slot", "value": "turn"}
        return {"events": [asked], "responses": [{"text": "Windows or Mac?", "buttons": []}]}

    actions.answers["validate_flow_form"] = validate
    first = await turns.take(turn("my vpn keeps dropping"))
    digression = await turns.take(turn("hello", id="2"))
    assert [message.text for message in first.messages] == ["Windows or Mac?"]
    assert [message.text for message in digression.messages] == ["Hello. How can I help?", "Windows or Mac?"]


@pytest.mark.parametrize(
    "text", ["/restart", "  /restart", "/ /restart", '/affirm{"choice":"mac"}', "//", "/", ""]
)
async def test_typed_slashes_are_words(turns, agent, text):
    await turns.take(turn("hello"))
    reply = await turns.take(turn(text, id="2"))
    tracker = await agent.tracker_store.retrieve("c1")
    assert reply.nlu.intent not in ("restart", "session_start")
    assert tracker.get_slot("choice") is None
    assert sum(e.type_name == "user" for e in tracker.events) == 2


async def test_a_button_means_its_payload(turns, agent):
    reply = await turns.take(turn("Mac", payload='/affirm{"choice":"mac"}'))
    tracker = await agent.tracker_store.retrieve("c1")
    assert (reply.nlu.intent, reply.nlu.confidence) == ("affirm", 1.0)
    assert reply.nlu.entities[0]["value"] == "mac"
    assert tracker.get_slot("choice") == "mac"
    assert tracker.latest_message.text == "Mac"


@pytest.mark.parametrize(
    "payload", ["/no_such", "/restart", "affirm", "/affirm{", "/affirm{x}", "/affirm[1]", ""]
)
async def test_a_payload_that_means_nothing_is_refused(turns, agent, payload):
    with pytest.raises(Unknown):
        await turns.take(turn("x", payload=payload, kind="button"))
    assert await agent.tracker_store.retrieve("c1") is None


async def test_an_event_is_its_payload(turns):
    assert (await turns.take(turn(payload="/greet", kind="event"))).messages[0].text.startswith("Hello")


async def test_products_and_devices_are_named(turns):
    reply = await turns.take(turn("my vpn keeps dropping on win 11"))
    assert {(each["entity"], each["value"]) for each in reply.nlu.entities} == {
        ("product", "VPN client"), ("operating_system", "Windows 11"),
    }


async def test_strange_words_are_not_understood_and_the_ranking_is_kept(turns, actions):
    reply = await turns.take(turn("how long does a soufflé stay in the oven, and which wine goes with it?"))
    assert reply.nlu.intent == "nlu_fallback"
    assert reply.nlu.oos > 0.5
    assert len(reply.nlu.ranking) == 5
    assert actions.asked[0]["next_action"] == "action_not_understood"


async def test_a_locked_database_fails_the_turn_rather_than_forget(turns, agent, tmp_path):
    await turns.take(turn("my vpn keeps dropping"))
    agent.tracker_store.engine.dispose()
    (tmp_path / "tracker.db").write_bytes(b"not a database, " * 1000)
    with pytest.raises(Exception, match="database"):
        await turns.take(turn("hello", id="2"))


async def test_a_reply_survives_a_restart(tiny_model, turns, agent, actions, tmp_path):
    actions.answers["action_open"] = OPENED
    first = await turns.take(turn("the printer does not print"))
    other = Turns(await loaded(settings_for(tmp_path, actions.url, tmp_path), tiny_model))
    again = await other.take(turn("the printer does not print"))
    assert (again.messages, again.replayed, len(actions.asked)) == (first.messages, True, 1)
