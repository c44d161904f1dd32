"""What is known to be down is said before a flow's first step, so that nobody mends what is not theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from actions.release import Release
from actions.reply import EMPTY, Reply, Say, record, say
from actions.turn import Turn
from actions.walk import Walk
from standards.model import Topic
from wire.cards import Outage, Outcome
from wire.turn import Button, Notice

MINE = "outage.mine"


def line(notice: Notice) -> str:
    """The notice as a person reads it: "VPN: the gateway does not answer"."""
    return ": ".join(part for part in (notice.service, notice.text) if part)


def concerns(notice: Notice, topic: Topic) -> bool:
    """A lead's notice names its topic; otherwise all the words of the topic's title, or its name, must
    stand in what is down."""
    if notice.topic:
        return notice.topic == topic.name
    down = _words(line(notice))
    return _words(topic.title) <= down or _words(topic.name.replace("_", " ")) <= down


def said_first(begins: Reply, turn: Turn, topic: Topic) -> Reply:
    """The same beginning after what is down about its topic; unchanged when nothing is known."""
    known = [notice for notice in turn.context.outages if concerns(notice, topic)]
    if not known or begins.form != "ask":
        return begins
    first = known[0]
    told = say(
        "utter_outage_first",
        Outage(first.service, first.text, first.id),
        since=_since(first, turn),
        notices="\n".join(f"- {line(notice)}" for notice in known),
    )
    *before, question = begins.says
    return replace(begins, says=(told, *before, _with_way_out(question, turn)))


def is_mine(walk: Walk, release: Release) -> Reply:
    """The person has what is known: the flow is over, and the episode was information."""
    ended = record(Outcome("information", topic=release.standards.topic_of(walk.flow).name))
    return Reply((ended,), {**EMPTY, "left": None, "outcome": "known"}, form="end")


def _with_way_out(question: Say, turn: Turn) -> Say:
    button = Button(turn.words("utter_title_that_outage"), f'/choose{{"choice":"{MINE}"}}')
    return replace(question, buttons=(*question.buttons, button))


def _since(notice: Notice, turn: Turn) -> str:
    return datetime.fromisoformat(notice.since).astimezone(turn.here).strftime("%d %B, %H:%M")


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
