"""What is known to be down is said before a flow's next step, so that nobody mends what is not theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.release import Release
from actions.reply import EMPTY, Reply, record, say
from actions.turn import Turn
from actions.walk import Walk, said
from flows import engine
from flows.model import Flow
from flows.reading import says_known
from flows.turns import NotAnAnswer
from standards.model import Topic
from wire.cards import Affected, Outage, Outcome
from wire.turn import Button, Notice

MINE = "outage.mine"
"""The choice of the button: by itself all that was said, or ``outage.mine:<id>`` one of it."""


@dataclass(frozen=True)
class Kind:
    """The responses for one kind of trouble: said first, said first when its end is known, and a line of
    it among others, by which kinds count as alike; and the title of its button."""

    first: str
    until: str
    line: str
    title: str


_OUT = Kind("utter_outage_first", "utter_outage_first", "utter_line_outage", "utter_title_that_outage")
_KINDS = {
    "outage": _OUT,
    "notice": replace(_OUT, title="utter_title_that_problem"),
    "degradation": Kind(
        "utter_degraded_first", "utter_degraded_first", "utter_line_degraded", "utter_title_that_problem"
    ),
    "planned": Kind(
        "utter_maintenance_first",
        "utter_maintenance_first_until",
        "utter_line_maintenance",
        "utter_title_that_maintenance",
    ),
}
"""From what stops most to what stops least."""
_LONGEST_TITLE = 60

Known = Mapping[str, str]


def line(notice: Notice) -> str:
    """The notice as a person reads it: "VPN: the gateway does not answer"."""
    return ": ".join(part for part in (notice.service, notice.text) if part)


def listed(notices: Sequence[Notice], turn: Turn) -> str:
    """A line each; with what kind of trouble it is when they are of several kinds."""
    alike = len({_KINDS[notice.kind].line for notice in notices}) == 1
    return "\n".join(f"- {line(each) if alike else _with_kind(each, turn)}" for each in notices)


def moment(iso: str, turn: Turn) -> str:
    """A UTC time as the person's clock and calendar have it."""
    return datetime.fromisoformat(iso).astimezone(turn.here).strftime("%d %B, %H:%M")


def _with_kind(notice: Notice, turn: Turn) -> str:
    return turn.words(_KINDS[notice.kind].line, line=line(notice))


def concerns(notice: Notice, topic: Topic) -> bool:
    """A lead's notice names its topic; otherwise all the words of the topic's title, or its name, must
    stand in what is down."""
    if notice.topic:
        return notice.topic == topic.name
    down = _words(line(notice))
    return _words(topic.title) <= down or _words(topic.name.replace("_", " ")) <= down


def said_first(asks: Reply, turn: Turn, release: Release) -> Reply:
    """The same question after what is down about its topic, each notice once in a walk: also for a walk
    that began, or was left, before the notice. With a way out as long as that question waits."""
    slot = asks.slots.get("flow") if asks.form == "ask" else None
    walk = Walk(**slot) if slot else None
    if walk is None or walk.doubt:
        return asks
    topic = release.standards.topic_of(walk.flow)
    heard = [each["id"] for each in walk.known]
    fresh = [n for n in turn.context.outages if concerns(n, topic) and n.id not in heard]
    walk = replace(walk, known=[*walk.known, *(_known(notice, walk) for notice in fresh)])
    asks = replace(asks, slots={**asks.slots, "flow": walk.to_slot()})
    return _with_ways_out(_with_told(asks, fresh, turn), _open(walk), turn)


def mine(turn: Turn, walk: Walk, flow: Flow) -> Sequence[Known] | None:
    """What of the known the person has: by its button, or in words while the question after it waits.

    None when the turn says nothing of the kind. A plain yes counts where the step takes none.
    """
    choice, _, id = turn.choice.partition(":")
    if choice == MINE:
        return [each for each in walk.known if id in ("", each["id"])]
    told = _open(walk)
    if not told or turn.choice or engine.danger(flow, turn.text):
        return None
    if says_known(flow, turn.text) or (turn.intent == "affirm" and _answers_nothing(turn, walk, flow)):
        return told
    return None


def is_mine(walk: Walk, known: Sequence[Known], release: Release) -> Reply:
    """The flow is over, the episode was information, and the desk knows whom to tell when it is over."""
    topic = release.standards.topic_of(walk.flow).name
    cards = [Affected(each["id"], each["incident"], topic, each["about"], walk.flow) for each in known]
    ended = record(Outcome("information", topic=topic))
    slots = {**EMPTY, "left": walk.left, "outcome": "known"}
    return Reply((*map(record, cards), ended), slots, form="end")


def _known(notice: Notice, walk: Walk) -> dict[str, str]:
    step = str(walk.state["step"])
    about = {"id": notice.id, "incident": notice.incident, "about": line(notice), "kind": notice.kind}
    return {**about, "step": step}


def _open(walk: Walk) -> list[Known]:
    """What was said with the question that waits."""
    return [each for each in walk.known if each["step"] == walk.state["step"]]


def _answers_nothing(turn: Turn, walk: Walk, flow: Flow) -> bool:
    return isinstance(engine.read(flow, walk.state, said(turn), now=turn.now), NotAnAnswer)


def _with_told(asks: Reply, fresh: Sequence[Notice], turn: Turn) -> Reply:
    """Before the flow's own words, and after what leads to them ("two things: the first is ...")."""
    if not fresh:
        return asks
    worst = min(fresh, key=lambda notice: [*_KINDS].index(notice.kind))
    kind = _KINDS[worst.kind]
    told = say(
        kind.until if worst.until else kind.first,
        Outage(worst.service, worst.text, worst.id),
        since=moment(worst.since, turn),
        until=moment(worst.until, turn) if worst.until else "",
        notices=listed(fresh, turn),
    )
    at = next((at for at, words in enumerate(asks.says) if words.text), 0)
    return replace(asks, says=(*asks.says[:at], told, *asks.says[at:]))


def _with_ways_out(asks: Reply, known: Sequence[Known], turn: Turn) -> Reply:
    *before, question = asks.says
    buttons = (*question.buttons, *(_way_out(each, known, turn) for each in known))
    return replace(asks, says=(*before, replace(question, buttons=buttons)))


def _way_out(one: Known, of: Sequence[Known], turn: Turn) -> Button:
    """One needs no name; several do."""
    alone = len(of) == 1
    title = _KINDS[one["kind"]].title if alone else "utter_title_that_one"
    shown = turn.words(title, about=one["about"][:_LONGEST_TITLE])
    return Button(shown, f'/choose{{"choice":"{MINE}:{one["id"]}"}}')


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
