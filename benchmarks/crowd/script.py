"""What a scripted employee does next. Pure: the row and what was heard in, a move out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.crowd.choosing import Choose, cannot_tell
from benchmarks.crowd.likeness import alike, offers
from benchmarks.crowd.rows import Row
from benchmarks.crowd.stream import Line, is_over, outcome
from flows.phrases import words_of

NO = "no, that did not help"
UNSURE = "I don't know"
HELPED = "yes, that helped"
FILE = "yes, please file it"
NOT_FILE = "no, please don't file it"
PERSON = "I want to talk to a person"
TICKET = "please open a ticket"
AFTER = {
    "handoff": (PERSON, ("wait", "person")), "callback": (PERSON, ("wait", "person")),
    "incident": (TICKET, ("ticket",)), "request": (TICKET, ("ticket",)),
}
"""By the outcome that is expected: what to say, and how a button for it may be worded."""
OFTEN = 3  # the same words or the same step so many times are a loop


@dataclass(frozen=True)
class Say:
    text: str


@dataclass(frozen=True)
class Press:
    """A button that was offered."""

    id: str


@dataclass(frozen=True)
class Stop:
    why: Literal["outcome", "dead end", "loop", "turns"]


Move = Say | Press | Stop


def next_move(row: Row, lines: Sequence[Line], holder: str, choose: Choose = cannot_tell) -> Move:
    """``lines`` is everything heard so far; what counts is what came after the employee's last message."""
    if is_over(lines, holder):
        return Stop("outcome")
    if loops(lines):
        return Stop("loop")
    fresh = since_last_word(lines)
    question = waiting(fresh)
    if question is None:
        return after_plain_words(row, lines, fresh)
    return spoken(answer(row, question, choose), question)


def since_last_word(lines: Sequence[Line]) -> list[Line]:
    own = [index for index, line in enumerate(lines) if line["from"]["role"] == "employee"]
    return list(lines[own[-1] + 1 :]) if own else list(lines)


def waiting(fresh: Sequence[Line]) -> Line | None:
    """The newest line that asks: it has buttons, or it is a step that waits for free words."""
    asking = (line for line in reversed(fresh) if line["buttons"] or kind(line) == "step")
    return next(asking, None)


def kind(line: Line) -> str:
    return str((line.get("card") or {}).get("card", ""))


def loops(lines: Sequence[Line]) -> bool:
    """Whether the bot said the same so often that a person would have left."""
    said = Counter(line["text"] for line in lines if line["from"]["role"] == "bot")
    return any(count >= OFTEN for count in said.values())


def answer(row: Row, question: Line, choose: Choose) -> str:
    """The words for a question, by what kind of question it is."""
    match question.get("card"):
        case {"card": "step", "flow": flow, "step": step}:
            return step_answer(row, str(flow), str(step), question, choose)
        case {"card": "answer"}:
            return row.answers.get("helped") or (HELPED if wants_answer(row, question) else NO)
        case {"card": "work", "state": "proposed"}:
            wanted = row.expect["outcome"] in ("incident", "request")
            return row.answers.get("file") or (FILE if wanted else NOT_FILE)
    return row.answers.get("other") or known(row, question) or what_for(row, question)


def step_answer(row: Row, flow: str, step: str, question: Line, choose: Choose) -> str:
    """By the step's name, by a fact of that name, by a fact that is one of the choices; else no to what is
    answered by yes or no, and to anything else what fits best."""
    named = row.answers.get(f"{flow}.{step}") or row.answers.get(step) or row.facts.get(step)
    if named := named or known(row, question):
        return named
    titles = [str(button["title"]) for button in question["buttons"]]
    if any(words_of(title)[:1] in (("yes",), ("no",)) for title in titles):
        return NO
    best = choose(row, question["text"], titles) if titles else row.answers.get("describe")
    return best or UNSURE


def known(row: Row, question: Line) -> str:
    """The offered title that one of the facts names; empty when none does."""
    titles = (str(button["title"]) for button in question["buttons"])
    return next((title for title in titles if any(alike(fact, title) for fact in row.facts.values())), "")


def wants_answer(row: Row, question: Line) -> bool:
    """Whether this is the answer that the row is about."""
    article = row.expect.get("article")
    right: bool = article is None or question["card"]["article"] == article
    return row.expect["outcome"] in ("information", "solved") and right


def what_for(row: Row, question: Line) -> str:
    """A question outside flows, ticket and answers: the employee says or presses what they are after."""
    words, hints = AFTER.get(row.expect["outcome"], (NO, ()))
    titles = [str(button["title"]) for button in question["buttons"]]
    return next((title for title in titles if offers(title, hints)), words)


def after_plain_words(row: Row, lines: Sequence[Line], fresh: Sequence[Line]) -> Move:
    """Words that ask nothing by button: the end, or a request to describe the problem."""
    if outcome(lines, "BOT") == row.expect["outcome"] and fresh:
        return Stop("outcome")
    own = said_by_employee(lines)
    planned = row.answers.get("describe") or row.opening
    return Say(planned) if fresh and own.count(planned) < 2 else Stop("dead end")


def said_by_employee(lines: Iterable[Line]) -> list[str]:
    return [str(line["text"]) for line in lines if line["from"]["role"] == "employee"]


def spoken(text: str, question: Mapping[str, Any]) -> Move:
    """A press when the words are a button's title, else the words."""
    offered = {str(button["title"]).lower(): str(button["id"]) for button in question["buttons"]}
    found = offered.get(text.strip().lower())
    return Press(found) if found else Say(text)
