"""What a scripted employee does next. Pure: the row and what was heard in, a move out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.crowd.choosing import Choose, cannot_tell
from benchmarks.crowd.likeness import alike, bare, offers
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
CALL = "please call me back"
CANNOT = "I can't do this step"
KNOWN = "It's that "
"""How the button begins that says: I have what is known to be down."""
AFTER = {
    "handoff": (PERSON, ("wait", "person")), "callback": (CALL, ("call", "phone")),
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
    said = Counter((line["text"], step_of(line)) for line in lines if line["from"]["role"] == "bot")
    return any(count >= OFTEN for count in said.values())


def step_of(line: Line) -> str:
    """The step that the words ask: "does it work now?" after another instruction is another question."""
    return str((line.get("card") or {}).get("step", ""))


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
    return row.answers.get("other") or known(row, question) or what_for(row, question, choose)


def step_answer(row: Row, flow: str, step: str, question: Line, choose: Choose) -> str:
    """By the step's name, by a fact that is one of the choices, by a fact of the step's name; else by what
    kind of question it is."""
    planned = row.answers.get(f"{flow}.{step}") or row.answers.get(step)
    told = planned or known(row, question) or row.facts.get(step)
    titles = [title for title in titles_of(question) if not title.startswith(KNOWN)]
    if told:
        return told
    return guess(row, question["text"], titles, choose) if titles else row.answers.get("describe") or UNSURE


def guess(row: Row, question: str, titles: Sequence[str], choose: Choose) -> str:
    """For a question that the row says nothing about: an instruction did not help, yes or no is not known,
    and of anything else what fits best."""
    if any(words_of(title)[:2] == ("no", "not") for title in titles):
        return NO
    if any(bare(words_of(title)) for title in titles):
        return next((title for title in titles if "sure" in words_of(title)), NO)
    agreed = next((title for title in titles if words_of(title)[:1] == ("yes",)), "")
    if agreed and row.expect["outcome"] in AFTER:
        return agreed
    worked = titles[:1] if CANNOT in titles and row.expect["outcome"] != "solved" else []
    return choose(row, question, [title for title in titles if title not in worked]) or UNSURE


def known(row: Row, question: Line) -> str:
    """The offered title that one of the facts names; empty when none does."""
    titles = titles_of(question)
    return next((title for title in titles if any(alike(fact, title) for fact in row.facts.values())), "")


def titles_of(question: Line) -> list[str]:
    return [str(button["title"]) for button in question["buttons"]]


def wants_answer(row: Row, question: Line) -> bool:
    """Whether this is the answer that the row is about."""
    article = row.expect.get("article")
    right: bool = article is None or question["card"]["article"] == article
    return row.expect["outcome"] in ("information", "solved") and right


def what_for(row: Row, question: Line, choose: Choose) -> str:
    """A question outside flows, ticket and answers: the employee presses what they are after, refuses what
    they are not, or picks what fits best."""
    words, hints = AFTER.get(row.expect["outcome"], (NO, ()))
    titles = titles_of(question)
    wished = next((title for title in titles if offers(title, hints)), "")
    refused = next((title for title in titles if words_of(title)[:1] == ("no",)), "")
    meant = [title for title in titles if not offers(title, ("person", "you"))]
    best = choose(row, question["text"], meant) if len(meant) > 1 and not refused else ""
    return wished or refused or best or words


def after_plain_words(row: Row, lines: Sequence[Line], fresh: Sequence[Line]) -> Move:
    """Words that ask nothing by button: the end, or a request to describe the problem."""
    if outcome(lines, "BOT") == row.expect["outcome"] and fresh:
        return Stop("outcome")
    own = said_by_employee(lines)
    if fresh and (asked := asked_for(row, fresh[-1]["text"])) and asked not in own:
        return Say(asked)
    planned = row.answers.get("describe") or row.opening
    return Say(planned) if fresh and own.count(planned) < 2 else Stop("dead end")


def asked_for(row: Row, words: str) -> str:
    """What the row knows of a telephone number or a time that is asked for; empty for anything else."""
    heard = words_of(words)
    asked = {"phone": ("number",), "when": ("when", "time"), "name": ("name",)}
    known = (fact for fact, signs in asked.items() if any(sign in heard for sign in signs))
    return next((row.facts[fact] for fact in known if fact in row.facts), "")


def said_by_employee(lines: Iterable[Line]) -> list[str]:
    return [str(line["text"]) for line in lines if line["from"]["role"] == "employee"]


def spoken(text: str, question: Mapping[str, Any]) -> Move:
    """A press when the words are a button's title, else the words."""
    offered = {str(button["title"]).lower(): str(button["id"]) for button in question["buttons"]}
    found = offered.get(text.strip().lower())
    return Press(found) if found else Say(text)
