"""What the console shows is made of conversations and events by pure functions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from desk.console import views
from desk.core.conversation import Conversation, Holder
from desk.core.events import Event

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TITLES = {"vpn": "VPN", "network": "Network"}


def conversation(id: str, **more: Any) -> Conversation:
    person = more.pop("person", {"id": "p1", "name": "Ana Lopez", "verified": True, "vip": True})
    return Conversation(id, person, "web", NOW, NOW, **more)


def event(seq: int, kind: str, role: str = "bot", **data: Any) -> Event:
    name = {"agent": "Lee Chan", "bot": "Firstline"}.get(role, "")
    return Event(seq, "c", seq, kind, NOW, role, role, name, data)  # type: ignore[arg-type]


def test_who_waits_longest_is_first_and_mine_are_apart() -> None:
    held = [
        conversation("late", holder=Holder.QUEUE, queue="network", queued_at=NOW - timedelta(minutes=2)),
        conversation("early", holder=Holder.QUEUE, queue="network", queued_at=NOW - timedelta(minutes=65)),
        conversation("mine", holder=Holder.AGENT, agent="lee", topic="vpn"),
        conversation("hers", holder=Holder.AGENT, agent="kim"),
    ]
    waiting, mine = views.rows(held, {}, TITLES, "lee", NOW)
    assert [(r.id, r.place, r.waited) for r in waiting] == [("early", 1, "1 h 05"), ("late", 2, "2 min")]
    assert [(r.id, r.topic) for r in mine] == [("mine", "VPN")]


def test_a_row_tells_the_last_words_of_the_person() -> None:
    log = [event(1, "message", "employee", text="vpn"), event(2, "reply", text="Which computer?")]
    waiting, _ = views.rows([conversation("c", holder=Holder.QUEUE)], {"c": log}, TITLES, "lee", NOW)
    assert waiting[0].words == "vpn"
    assert waiting[0].vip is True


def test_words_of_people_are_escaped_and_words_of_the_bot_are_formatted() -> None:
    lines = views.transcript(
        [
            event(1, "message", "employee", text="<script>x</script>"),
            event(2, "reply", text="Open **Settings**"),
            event(3, "agent_message", "agent", text="**not bold**\n<b>"),
        ],
        TITLES,
    )
    assert [line.side for line in lines] == ["them", "bot", "us"]
    assert lines[0].html == "<p>&lt;script&gt;x&lt;/script&gt;</p>"
    assert lines[1].html == "<p>Open <strong>Settings</strong></p>"
    assert lines[2].html == "<p>**not bold**<br>&lt;b&gt;</p>"


def test_what_happened_in_between_is_told_in_words_and_the_rest_is_left_out() -> None:
    lines = views.transcript(
        [
            event(1, "understood", intent="vpn"),
            event(2, "queued", "desk", queue="network"),
            event(3, "handoff_declined", "agent", reason="not <my> domain"),
            event(4, "handoff_returned", "agent", note=""),
            event(5, "handoff_returned", "desk"),
        ],
        TITLES,
    )
    assert [str(line.html) for line in lines] == [
        "Waiting for a person: Network",
        "Lee Chan declined: not &lt;my&gt; domain",
        "Lee Chan gave it back to the bot",
        "The person went back to the bot",
    ]


def test_a_late_reply_of_the_bot_is_marked() -> None:
    (line,) = views.transcript([event(1, "reply", text="late", shown=False)], TITLES)
    assert line.hidden


def test_the_context_has_steps_with_results_and_the_ticket_in_its_newest_state() -> None:
    draft = {"short_description": "VPN drops"}
    log = [
        event(1, "message", "employee", text="vpn drops"),
        event(2, "step", flow="vpn_problem", step="net", title="Try another network", result=""),
        event(3, "step", flow="vpn_problem", step="net", title="Try another network", result="Drops too"),
        event(4, "answer", article="a1", title="When the VPN drops"),
        event(5, "feedback", article="a1", helped=False),
        event(6, "work", state="proposed", key="", payload=draft),
        event(7, "work", state="pending", key="k", reference="FL-ABC", payload=draft),
        event(8, "work", state="done", key="k", number="INC0010001", payload=draft),
        event(9, "note", "agent", text="gateway"),
    ]
    c = conversation(
        "c", topic="vpn", queue="network", handoff={"summary": "VPN client drops", "reason": "asked"}
    )
    found = views.context(c, log, TITLES)
    assert found.steps == (("Try another network", "Drops too"),)
    assert found.answers == ("When the VPN drops (did not help)",)
    assert found.tickets == (views.Ticket("INC0010001", "done", "VPN drops"),)
    assert (found.topic, found.queue, found.restated, found.reason) == (
        "VPN",
        "Network",
        "VPN client drops",
        "asked",
    )
    assert found.notes == (("Lee Chan", "gateway"),)


def test_somebody_not_signed_in_has_no_name_and_is_not_verified() -> None:
    c = conversation("c", person={"id": "anon:1", "name": "", "verified": False})
    found = views.context(c, [], TITLES)
    assert found.name == "Somebody not signed in"
    assert not found.verified


def test_the_transcript_says_what_the_person_permitted_and_what_they_have() -> None:
    log = [
        event(1, "consent", purpose="remote_help", text="May we?", given=True),
        event(2, "consent", purpose="remote_help", text="Withdrawn", given=False),
        event(3, "consent", purpose="remote_help", text="May we?", given=None),
        event(4, "affected", outage="OUT1", about="VPN: It drops"),
    ]
    assert [str(line.html) for line in views.transcript(log, TITLES)] == [
        "Permission to see the screen: given",
        "Permission to see the screen: refused or taken back",
        "Has what is known to be down: VPN: It drops",
    ]


def test_a_moment_is_told_on_the_persons_clock_where_that_is_known() -> None:
    call = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert views.their_time(call, "Asia/Manila") == "Tue 24 Nov 22:00 (Asia/Manila)"
    assert [views.their_time(call, zone) for zone in ("UTC", "", "Asia", "No/Where", "../etc")] == [""] * 5
