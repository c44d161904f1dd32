"""What the console shows, made of conversations and events. Pure: the time comes in as an argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from desk.core.conversation import Conversation, Holder
from desk.core.events import Event
from desk.core.queue import Waiting, in_order, waited
from desk.core.summary import summarise
from desk.markup import escape, render

# What may have come of a conversation, as the log and the agent call it.
RESOLUTIONS = (
    ("solved", "Solved"),
    ("information", "Question answered"),
    ("request", "Became a request"),
    ("incident", "Became an incident"),
    ("callback", "Call back arranged"),
    ("abandoned", "Person left"),
)

_SIDES = {
    "message": "them",
    "reply": "bot",
    "agent_message": "us",
    "notice": "desk",
    "survey_asked": "desk",
    "note": "note",
}


@dataclass(frozen=True)
class Row:
    """One conversation in the left column. ``place`` is 0 for one that an agent holds."""

    id: str
    name: str
    vip: bool
    topic: str
    queue: str
    words: str
    waited: str
    place: int


@dataclass(frozen=True)
class Line:
    """One line of the transcript. ``side``: them, bot, us, desk, note or fact."""

    seq: int
    side: str
    who: str
    at: datetime
    html: Markup
    hidden: bool = False
    buttons: tuple[str, ...] = ()
    image: str = ""


@dataclass(frozen=True)
class Ticket:
    """A ticket of this conversation: its number, or the reference until it has one."""

    name: str
    state: str
    title: str


@dataclass(frozen=True)
class Context:
    """What an agent wants to know without scrolling. ``restated`` is the problem in concrete words."""

    name: str
    verified: bool
    vip: bool
    title: str
    location: str
    time_zone: str
    topic: str
    queue: str
    reason: str
    restated: str
    words: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    answers: tuple[str, ...]
    tickets: tuple[Ticket, ...]
    notes: tuple[tuple[str, str], ...]


def rows(
    held: Sequence[Conversation],
    logs: Mapping[str, Sequence[Event]],
    titles: Mapping[str, str],
    agent: str,
    now: datetime,
) -> tuple[list[Row], list[Row]]:
    """Who waits, longest first, and which conversations this agent holds."""
    by_id = {c.id: c for c in held}
    waiting = in_order(
        [Waiting(c.id, c.queue, c.queued_at or c.updated_at) for c in held if c.holder is Holder.QUEUE]
    )
    mine = [c for c in held if c.holder is Holder.AGENT and c.agent == agent]
    return (
        [_row(by_id[w.conversation], logs, titles, now, place) for place, w in enumerate(waiting, 1)],
        [_row(c, logs, titles, now, 0) for c in mine],
    )


def _row(
    c: Conversation, logs: Mapping[str, Sequence[Event]], titles: Mapping[str, str], now: datetime, place: int
) -> Row:
    said = [e for e in logs.get(c.id, ()) if e.kind == "message"]
    words = (str(said[-1].data.get("text", "")) or "Sent a picture") if said else ""
    since = c.queued_at or c.updated_at
    return Row(
        c.id,
        name_of(c),
        c.person.get("vip") is True,
        titles.get(c.topic, c.topic),
        titles.get(c.queue, c.queue),
        words,
        waited(now, since),
        place,
    )


def name_of(c: Conversation) -> str:
    return str(c.person.get("name") or "Somebody not signed in")


def their_time(at: datetime, time_zone: str) -> str:
    """A moment on the person's own clock: "Tue 24 Nov 22:00 (Asia/Manila)"; empty for an unknown zone."""
    try:
        there = at.astimezone(ZoneInfo(time_zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # pages that vouch for their visitors send any name
        return ""
    return "" if time_zone == "UTC" else f"{there:%a} {there.day} {there:%b %H:%M} ({time_zone})"


def transcript(events: Sequence[Event], titles: Mapping[str, str]) -> list[Line]:
    """Everything said, the notes among colleagues, and what happened in between."""
    lines = [_line(e, titles) for e in events]
    return [line for line in lines if line is not None]


def _line(event: Event, titles: Mapping[str, str]) -> Line | None:
    data, text = event.data, str(event.data.get("text", ""))
    side = _SIDES.get(event.kind)
    if side is None:
        words = _FACTS[event.kind](event, titles) if event.kind in _FACTS else ""
        return Line(event.seq, "fact", "", event.at, _safe(escape(words))) if words else None
    formatted = render(text) if side in {"bot", "desk"} else f"<p>{escape(text)}</p>" if text else ""
    passage = _passage(data.get("card"))
    return Line(
        event.seq,
        side,
        event.author_name or _NAMES.get(event.role, ""),
        event.at,
        _safe(formatted + passage),
        hidden=data.get("shown", True) is not True,
        buttons=tuple(str(b["title"]) for b in data.get("buttons", ())),
        image=str((data.get("attachment") or {}).get("url", "")),
    )


def _safe(html: str) -> Markup:
    """Only what desk.markup made may be called safe."""
    return Markup(html)  # noqa: S704


_NAMES = {"employee": "", "bot": "Firstline", "desk": "Service desk", "agent": "Agent"}


def _passage(card: Any) -> str:
    """The article an answer quoted, so that the agent sees what the person was told."""
    if not isinstance(card, dict) or card.get("card") != "answer":
        return ""
    source = escape(f"{card.get('title', '')}, version {card.get('version', '')}")
    return f"<blockquote>{render(str(card.get('passage', '')))}</blockquote><p><small>{source}</small></p>"


def _with(words: str, more: object) -> str:
    return f"{words}: {more}" if more else words


def _result(event: Event) -> str:
    word = str(event.data.get("resolution") or event.data.get("outcome") or "")
    return dict(RESOLUTIONS).get(word, word)


def _queue(event: Event, titles: Mapping[str, str]) -> str:
    name = str(event.data.get("queue", ""))
    return titles.get(name, name)


def _consent(event: Event) -> str:
    given = event.data.get("given")
    if given is None:
        return ""
    return f"Permission to see the screen: {'given' if given else 'refused or taken back'}"


_FACTS: Mapping[str, Callable[[Event, Mapping[str, str]], str]] = {
    "handoff_accepted": lambda e, _: f"{e.author_name} took the conversation",
    "handoff_declined": lambda e, _: _with(f"{e.author_name} declined", e.data.get("reason")),
    "handoff_returned": lambda e, _: (
        _with(f"{e.author_name} gave it back to the bot", e.data.get("note"))
        if e.role == "agent"
        else "The person went back to the bot"
    ),
    "transferred": lambda e, t: f"{e.author_name} passed it to {_queue(e, t)}",
    "queued": lambda e, t: f"Waiting for a person: {_queue(e, t)}",
    "person_wanted": lambda e, _: "The person asked for a person",
    "lease_lost": lambda e, _: "The agent's connection was lost",
    "unaccepted": lambda e, _: "Nobody has taken it yet; the person was told",
    "affected": lambda e, _: _with("Has what is known to be down", e.data.get("about")),
    "consent": lambda e, _: _consent(e),
    "closed": lambda e, _: _with(f"{e.author_name or 'The desk'} closed it", _result(e)),
    "survey": lambda e, _: f"Rated the {e.data.get('about')}: {e.data.get('score')} of 5",
}


def context(c: Conversation, events: Sequence[Event], titles: Mapping[str, str]) -> Context:
    """The right column."""
    known, person, handoff = summarise(events), c.person, c.handoff or {}
    topic = c.topic or str(handoff.get("topic", "")) or known.topic
    return Context(
        name=name_of(c),
        verified=person.get("verified") is True,
        vip=person.get("vip") is True,
        title=str(person.get("title", "")),
        location=str(person.get("location", "")),
        time_zone=c.time_zone,
        topic=titles.get(topic, topic),
        queue=titles.get(c.queue, c.queue),
        reason=str(handoff.get("reason", "")),
        restated=str(handoff.get("summary", "")),
        words=known.words,
        steps=known.steps,
        answers=_answers(events),
        tickets=_tickets(events),
        notes=tuple((e.author_name, str(e.data.get("text", ""))) for e in events if e.kind == "note"),
    )


def _answers(events: Sequence[Event]) -> tuple[str, ...]:
    """Articles the person was shown, each once, with whether it helped when they said so."""
    helped = {e.data.get("article"): e.data.get("helped") for e in events if e.kind == "feedback"}
    shown: dict[str, str] = {}
    for event in events:
        if event.kind == "answer":
            verdict = helped.get(event.data.get("article"))
            word = "" if verdict is None else " (helped)" if verdict else " (did not help)"
            shown[str(event.data.get("article"))] = f"{event.data.get('title', '')}{word}"
    return tuple(shown.values())


def _tickets(events: Sequence[Event]) -> tuple[Ticket, ...]:
    """One line a ticket, in its newest state; a draft counts until something came of it."""
    found: dict[str, Ticket] = {}
    for event in events:
        if event.kind == "work":
            data = event.data
            name = str(data.get("number") or data.get("reference") or "Draft")
            title = str((data.get("payload") or {}).get("short_description", ""))
            found.pop("", None)
            found[str(data.get("key", ""))] = Ticket(name, str(data.get("state", "")), title)
    return tuple(found.values())
