"""The story over Slack: a pretend Slack in front of a real desk, both over HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from desk.channels.slack.parcels import KIND
from desk.store import outbox
from tests.fakes.fake_slack import BOT_USER, Failure, FakeSlack
from wire.turn import BotMessage, Button

ANA, BOB = "U0ANA", "U0BOB"


def sent(slack: FakeSlack) -> list[str]:
    return [post.words for post in slack.posts]


async def test_a_direct_message_is_welcomed_and_answered_in_that_order(joined: Any) -> None:
    assert await joined.slack.write(ANA, "my vpn keeps dropping") == [200]
    answer = await joined.slack.post("echo: my vpn keeps dropping")
    welcome = joined.slack.posts[0]
    assert "Ana" in welcome.words
    assert list(welcome.buttons) == ["Talk to a person"]
    assert (answer.channel, answer.thread) == ("D0ANA", "")
    assert len(joined.slack.posts) == 2


async def test_the_person_is_the_one_with_that_email_in_the_directory(joined: Any) -> None:
    await joined.slack.write(ANA, "hello there my friend")
    await joined.slack.post("echo")
    person = joined.lab.bot.asked[0].context.person
    assert (person.id, person.verified) == ("ana", True)


async def test_somebody_the_directory_does_not_know_is_helped_unverified(joined: Any) -> None:
    joined.slack.add("U0EVE", "Eve Doe", "eve@elsewhere.example")
    await joined.slack.write("U0EVE", "my vpn keeps dropping")
    await joined.slack.post("echo")
    person = joined.lab.bot.asked[0].context.person
    assert (person.id, person.verified) == ("slack:T0LARKFIELD:U0EVE", False)


async def test_an_outsider_with_an_employees_email_proves_nothing(joined: Any) -> None:
    joined.slack.add("U0MAL", "Ana Lopez", "ana.lopez@larkfield.example", team_id="T0OTHER")
    await joined.slack.write("U0MAL", "what about my tickets?")
    await joined.slack.post("echo")
    assert joined.lab.bot.asked[0].context.person.verified is False


async def test_when_slack_cannot_say_who_it_is_the_message_is_taken_all_the_same(joined: Any) -> None:
    joined.slack.fail("users.info", Failure(500))
    assert await joined.slack.write(ANA, "my vpn keeps dropping") == [200]
    await joined.slack.post("echo")
    assert joined.lab.bot.asked[0].context.person.verified is False


async def test_a_message_delivered_four_times_at_once_is_one_message_with_one_reply(joined: Any) -> None:
    assert await joined.slack.write(ANA, "my vpn keeps dropping", copies=4) == [200] * 4
    await joined.slack.post("echo")
    await joined.slack.write(ANA, "and a second sentence follows")
    await joined.slack.post("echo: and a second")
    assert await joined.messages() == ["my vpn keeps dropping", "and a second sentence follows"]
    assert len(joined.slack.posts) == 3


async def test_a_mention_that_also_comes_as_a_message_is_one_message(joined: Any) -> None:
    ts, text = joined.slack.ts(), f"<@{BOT_USER}> my vpn keeps dropping"
    where = {"channel": "C0HELP", "channel_type": "channel"}
    await joined.slack.write(ANA, text, ts=ts, type="app_mention", **where)
    answer = await joined.slack.post("echo: my vpn keeps dropping")
    await joined.slack.write(ANA, text, ts=ts, **where)
    await joined.slack.write(ANA, text, ts=ts, thread_ts=ts, **where)
    assert await joined.messages() == ["my vpn keeps dropping"]
    assert (answer.channel, answer.thread) == ("C0HELP", ts)


async def test_a_thread_goes_on_without_a_mention_and_other_threads_are_left_alone(joined: Any) -> None:
    ts, where = joined.slack.ts(), {"channel": "C0HELP", "channel_type": "channel"}
    await joined.slack.write(ANA, f"<@{BOT_USER}> my vpn keeps dropping", ts=ts, type="app_mention", **where)
    await joined.slack.post("echo: my vpn")
    await joined.slack.write(BOB, "me too, every single day!", thread_ts=ts, **where)
    await joined.slack.write(ANA, "not for us, another thread", thread_ts="1.000001", **where)
    await joined.slack.write(ANA, "lunch anyone, at noon today?", **where)
    await joined.slack.write(ANA, "it began this morning, actually.", thread_ts=ts, **where)
    await joined.slack.post("echo: it began")
    assert await joined.messages() == ["my vpn keeps dropping", "it began this morning, actually."]


async def test_two_people_in_one_thread_have_a_conversation_each(joined: Any) -> None:
    ts, mention = joined.slack.ts(), {"type": "app_mention", "channel": "C0HELP", "thread_ts": None}
    await joined.slack.write(ANA, f"<@{BOT_USER}> my vpn is down today", ts=ts, **mention)
    await joined.slack.post("echo: my vpn")
    mention["thread_ts"] = ts
    for user, text in (
        (BOB, "bob has it too now"),
        (ANA, "ana writes once more"),
        (BOB, "bob writes again too"),
    ):
        await joined.slack.write(user, f"<@{BOT_USER}> {text}", **mention)
        await joined.slack.post(f"echo: {text}")
    assert await joined.rows("opened") == 2


@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "message_changed", "message": {"text": "edited"}},
        {"subtype": "message_deleted", "deleted_ts": "1.000001"},
        {"subtype": "bot_message"},
        {"bot_id": "B0OTHER"},
        {"user": BOT_USER},
        {"user": None},
        {"channel_type": "channel", "channel": "C0HELP"},
        {"type": "reaction_added"},
        {"ts": "yesterday"},
        {"channel": {"id": "D1"}},
    ],
    ids=lambda e: next(iter(e)),
)
async def test_what_no_person_wrote_to_us_is_acknowledged_and_left_alone(joined: Any, event: Any) -> None:
    body = joined.slack.event(ANA, "hello there my friend")
    body["event"] |= event
    body["event"] = {k: v for k, v in body["event"].items() if v is not None}
    assert await joined.slack.deliver("/slack/events", json.dumps(body).encode()) == [200]
    assert await joined.rows() == 0


async def test_the_challenge_is_answered(joined: Any) -> None:
    raw = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
    at = int(time.time())
    headers = {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": joined.slack.sign(raw, at)}
    response = await joined.slack._client.post(
        joined.slack.desk + "/slack/events", content=raw, headers=headers
    )
    assert (response.status_code, response.json()) == (200, {"challenge": "3eZbrw1a"})


@pytest.mark.parametrize("path", ["/slack/events", "/slack/interactions"])
async def test_what_slack_did_not_sign_is_refused_and_nothing_is_stored(joined: Any, path: str) -> None:
    raw = json.dumps(joined.slack.event(ANA, "hello there my friend")).encode()
    old = str(int(time.time()) - 301)
    forged: list[dict[str, str]] = [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=ünïcode"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": old, "X-Slack-Signature": joined.slack.sign(raw, int(old))},
        {"X-Slack-Signature": FakeSlack(secret="another").sign(raw, int(time.time()))},
    ]
    for headers in forged:
        as_bytes = {name: value.encode() for name, value in headers.items()}
        assert await joined.slack.deliver(path, raw, **as_bytes) == [401], headers
    assert await joined.rows() == 0


async def test_an_altered_body_is_refused(joined: Any) -> None:
    raw = json.dumps(joined.slack.event(ANA, "hello there my friend")).encode()
    signature = joined.slack.sign(raw, int(time.time()))
    altered = raw.replace(ANA.encode(), BOB.encode())
    assert await joined.slack.deliver("/slack/events", altered, **{"X-Slack-Signature": signature}) == [401]
    assert await joined.rows() == 0


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"type":"event_callback"}', b"[" * 9999]
)
async def test_a_signed_body_that_makes_no_sense_is_never_a_500(joined: Any, raw: bytes) -> None:
    signable = raw.decode("utf-8", "replace").encode() == raw
    for path in ("/slack/events", "/slack/interactions"):
        (status,) = await joined.slack.deliver(path, raw)
        assert status in ((200, 400) if signable else (401,))
    wrapped = urlencode({"payload": raw.decode("latin-1")}).encode()
    assert (await joined.slack.deliver("/slack/interactions", wrapped, form=True))[0] in (200, 400)
    assert await joined.rows() == 0


async def test_a_button_goes_round_and_then_shows_what_was_chosen(joined: Any) -> None:
    joined.lab.bot.answer = lambda r: (
        [BotMessage("Is it a laptop?", [Button("Yes", "/affirm"), Button("No", "/deny")])]
        if r.kind == "text"
        else [BotMessage(f"You pressed {r.payload}")]
    )
    await joined.slack.write(ANA, "my computer is very slow")
    question = await joined.slack.post("Is it a laptop?")
    assert await joined.slack.press(ANA, question, "Yes", copies=4) == [200] * 4
    await joined.slack.post("You pressed /affirm")
    await joined.slack.until(lambda: question.updated)
    assert question.buttons == {}
    assert "✓ *Yes*" in question.words
    assert await joined.messages() == ["my computer is very slow", "Yes"]


async def test_a_payload_never_leaves_the_desk(joined: Any) -> None:
    joined.lab.bot.answer = lambda r: [BotMessage("Well?", [Button("Yes", '/affirm{"choice":"mac"}')])]
    await joined.slack.write(ANA, "my computer is very slow")
    question = await joined.slack.post("Well?")
    assert "affirm" not in json.dumps(question.blocks)


async def test_a_button_that_nobody_made_gets_words(joined: Any) -> None:
    await joined.slack.write(ANA, "my computer is very slow")
    await joined.slack.post("echo")
    post = joined.slack.posts[0]
    made_up = {"actions": [{"type": "button", "value": "/restart", "action_ts": joined.slack.ts()}]}
    assert await joined.slack.press(ANA, post, "Talk to a person", **made_up) == [200]
    await joined.slack.post("I don't know that button")
    assert await joined.messages() == ["my computer is very slow"]


async def test_somebody_elses_button_in_a_channel_does_nothing_and_says_so_to_them_alone(joined: Any) -> None:
    joined.lab.bot.answer = lambda r: [BotMessage("Well?", [Button("Yes", "/affirm")])]
    ts = joined.slack.ts()
    await joined.slack.write(
        ANA, f"<@{BOT_USER}> my vpn is down today", ts=ts, type="app_mention", channel="C0HELP"
    )
    question = await joined.slack.post("Well?")
    assert await joined.slack.press(BOB, question, "Yes") == [200]
    said = await joined.slack.post("I don't know that button")
    assert (said.to, said.thread) == (BOB, ts)
    assert await joined.messages() == ["my vpn is down today"]


async def test_talk_to_a_person_works_with_the_bot_down_and_again_later(joined: Any) -> None:
    await joined.lab.sign_in()
    joined.lab.bot.down = True
    await joined.slack.write(ANA, "my vpn keeps dropping")
    await joined.slack.post("I'm having trouble answering")
    welcome = joined.slack.posts[0]
    assert await joined.slack.press(ANA, welcome, "Talk to a person", copies=4) == [200] * 4
    await joined.slack.post("I'm getting you a person")
    assert await joined.slack.press(ANA, welcome, "Talk to a person") == [200]
    await joined.slack.until(lambda: sum("You are next" in words for words in sent(joined.slack)) == 2)
    assert await joined.rows("person_wanted") == 1
    assert not welcome.updated


async def test_an_agent_and_an_employee_in_slack_write_to_each_other(joined: Any) -> None:
    await joined.lab.sign_in()
    await joined.slack.write(ANA, "my vpn keeps dropping")
    await joined.slack.post("echo")
    await joined.slack.press(ANA, joined.slack.posts[0], "Talk to a person")
    await joined.slack.post("I'm getting you a person")
    conversation = joined.lab.bot.asked[0].conversation
    from desk.switchboard import AgentRef

    lee = AgentRef("lee", "Lee Chan")
    await joined.lab.parts.switchboard.accept(conversation, lee)
    await joined.lab.parts.switchboard.say(conversation, lee, "Hi Ana, **I am here** <!channel>", "a1")
    said = await joined.slack.post("*I am here*")
    assert "*Lee Chan*" in said.words
    assert "&lt;!channel&gt;" in said.words
    await joined.slack.write(ANA, "thank you so much, Lee")
    assert (await joined.messages())[-1] == "thank you so much, Lee"
    assert len(joined.lab.bot.asked) == 1


async def test_talk_to_a_person_under_a_conversation_that_is_over_opens_a_new_one(joined: Any) -> None:
    await joined.lab.sign_in()
    await joined.slack.write(ANA, "my vpn keeps dropping")
    await joined.slack.post("echo")
    await joined.lab.until_quiet()
    welcome, conversation = joined.slack.posts[0], joined.lab.bot.asked[0].conversation
    from desk.core import conversation as rules
    from desk.store import conversations

    async with joined.lab.parts.desk.db.write() as connection:
        c = await conversations.get(connection, conversation)
        await conversations.save(connection, c, rules.close(c, joined.lab.clock.now()))
    assert await joined.slack.press(ANA, welcome, "Talk to a person", copies=4) == [200] * 4
    await joined.slack.post("I'm getting you a person")
    assert await joined.rows("opened") == 2
    assert await joined.rows("person_wanted") == 1


async def test_a_pause_that_slack_asks_for_is_kept_and_the_order_stays(joined: Any) -> None:
    joined.lab.bot.answer = lambda r: [BotMessage(f"answer {n}") for n in range(5)]
    joined.slack.fail("chat.postMessage", Failure(429, retry_after=30))
    await joined.slack.write(ANA, "my vpn keeps dropping")
    await joined.slack.until(lambda: joined.slack.calls and joined.slack.calls[-1][0] == "chat.postMessage")
    await joined.lab.until_quiet()
    await joined.lab.until(lambda: _is_postponed(joined))
    joined.lab.clock.advance(seconds=29)
    joined.lab.parts.desk.send_wanted.set()
    await joined.slack.write(BOB, "bob is not held up")
    await joined.slack.until(
        lambda: any(p.channel == "D0BOB" and "answer 4" in p.words for p in joined.slack.posts)
    )
    assert [c for c in joined.slack.calls if c[1] == "D0ANA"] == [joined.slack.calls[1]]
    joined.lab.clock.advance(seconds=2)
    joined.lab.parts.desk.send_wanted.set()
    await joined.slack.until(
        lambda: any(p.channel == "D0ANA" and "answer 4" in p.words for p in joined.slack.posts)
    )
    to_ana = [p.words for p in joined.slack.posts if p.channel == "D0ANA"]
    assert to_ana[1:] == [f"answer {n}" for n in range(5)]
    assert to_ana[0].startswith("Hi Ana")


async def test_when_slack_breaks_nothing_is_lost_or_reordered(joined: Any) -> None:
    joined.lab.bot.answer = lambda r: [BotMessage(f"answer {n}") for n in range(3)]
    joined.slack.fail("chat.postMessage", Failure(500), Failure(500), Failure(200, error="fatal_error"))
    await joined.slack.write(ANA, "my vpn keeps dropping")
    for tries in (1, 2, 3):
        await joined.slack.until(lambda n=tries: len([c for c in joined.slack.calls if "chat" in c[0]]) >= n)
        await joined.lab.until(_postponed(joined))
        joined.lab.clock.advance(minutes=2)
        joined.lab.parts.desk.send_wanted.set()
    await joined.slack.post("answer 2")
    assert sent(joined.slack)[1:] == ["answer 0", "answer 1", "answer 2"]


def _postponed(joined: Any) -> Any:
    """Whether the sender has written down that it must try later."""
    from desk.channels.slack.parcels import KIND
    from desk.store import outbox

    async def nothing_due() -> bool:
        async with joined.lab.parts.desk.db.read() as connection:
            return not await outbox.heads(connection, KIND, joined.lab.clock.now())

    return nothing_due


async def test_a_post_that_slack_will_never_take_does_not_hold_up_the_next(joined: Any) -> None:
    joined.slack.fail("chat.postMessage", Failure(200, error="restricted_action"))
    await joined.slack.write(ANA, "my vpn keeps dropping")
    await joined.slack.post("echo")
    assert len(joined.slack.posts) == 1
    async with joined.lab.parts.desk.db.read() as connection:
        from desk.store import outbox

        assert (await outbox.counts(connection))["send:slack/dead"] == 1


async def test_a_secret_is_nowhere_but_in_slack(joined: Any, settings: Any) -> None:
    await joined.slack.write(ANA, "my password is Hunter2!")
    await joined.slack.post("I removed what looked like a password")
    await joined.slack.post("echo")
    await joined.slack.until(lambda: len(joined.slack.posts) == 3)
    assert all("Hunter2" not in json.dumps([p.text, p.blocks]) for p in joined.slack.posts)
    assert "Hunter2" not in "".join(r.text for r in joined.lab.bot.asked)
    assert _files_with(b"a password", settings.var)
    assert not _files_with(b"Hunter2", settings.var)


def _files_with(words: bytes, folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and words in path.read_bytes()]


async def test_slacks_escapes_are_undone_on_the_way_in_and_nobody_can_call_a_channel(joined: Any) -> None:
    await joined.slack.write(
        ANA, "see &lt;!channel&gt; &amp;lt; <https://intra.example/vpn|the page> &lt;b&gt;x&lt;/b&gt;"
    )
    answer = await joined.slack.post("echo")
    (words,) = await joined.messages()
    assert words == "see <!channel> &lt; the page <b>x</b>"
    assert "<" not in answer.words
    assert "&lt;!channel&gt;" in answer.words


async def test_a_message_too_long_and_an_empty_one_get_words(joined: Any) -> None:
    assert await joined.slack.write(ANA, "x" * 1_000_000, copies=2) == [200, 200]
    await joined.slack.post("more than I can read")
    assert await joined.slack.write(ANA, "   ") == [200]
    await joined.slack.post("arrived empty")
    assert await joined.rows() == 0
    assert len(joined.slack.posts) == 2


async def test_the_words_with_a_file_are_taken_and_the_file_is_said_to_be_missing(joined: Any) -> None:
    await joined.slack.write(ANA, "this is what I see", subtype="file_share", files=[{"id": "F1"}])
    await joined.slack.post("I can't see files sent here")
    assert await joined.messages() == ["this is what I see"]


async def test_a_command_typed_in_slack_is_only_words(joined: Any) -> None:
    await joined.slack.write(ANA, "/restart everything right now, please")
    await joined.slack.post("echo")
    assert joined.lab.bot.asked[0].kind == "text"


async def test_when_the_database_is_busy_slack_is_told_to_come_again(joined: Any, monkeypatch: Any) -> None:
    from desk.store.database import Busy

    receive_at = joined.lab.parts.intake.receive_at

    async def busy(*_: Any) -> None:
        raise Busy("locked")

    monkeypatch.setattr(joined.lab.parts.intake, "receive_at", busy)
    ts = joined.slack.ts()
    assert await joined.slack.write(ANA, "my vpn keeps dropping", ts=ts) == [503]
    monkeypatch.setattr(joined.lab.parts.intake, "receive_at", receive_at)
    assert await joined.slack.write(ANA, "my vpn keeps dropping", ts=ts) == [200]
    await joined.slack.post("echo")
    assert await joined.messages() == ["my vpn keeps dropping"]


async def test_slack_hears_200_only_after_the_commit(joined: Any, monkeypatch: Any) -> None:
    gate, receive_at = asyncio.Event(), joined.lab.parts.intake.receive_at

    async def slow(*given: Any) -> Any:
        await gate.wait()
        return await receive_at(*given)

    monkeypatch.setattr(joined.lab.parts.intake, "receive_at", slow)
    delivery = asyncio.create_task(joined.slack.write(ANA, "my vpn keeps dropping"))
    await joined.slack.until(lambda: joined.slack.calls)  # users.info: the message is being taken
    assert await joined.rows() == 0
    assert not delivery.done()
    gate.set()
    assert await delivery == [200]
    assert await joined.messages() == ["my vpn keeps dropping"]


async def _is_postponed(joined: Any) -> bool:
    """Whether the sender has noted the pause: the clock may be moved only then."""
    now = joined.lab.clock.now()
    async with joined.lab.parts.desk.db.read() as connection:
        heads = await outbox.heads(connection, KIND, now + timedelta(hours=1))
    return any((head.next_at - now).total_seconds() > 20 for head in heads)
