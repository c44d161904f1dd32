"""Answers a question from the knowledge base, with the article it quotes, and asks whether it helped."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.problem import of_words
from actions.release import Release, Shelf
from actions.reply import EMPTY, Reply, record, say
from actions.turn import Turn
from kb_index import Found, NotCovered, Passage
from wire.cards import Answer, Feedback, Missed, Outcome

WORTH_A_TRY = 0.4
"""The chance of helping from which a second answer is offered."""


@dataclass(frozen=True)
class AnswerQuestion:
    shelf: Shelf
    name: str = "action_answer"

    async def __call__(self, turn: Turn) -> Reply:
        release = self.shelf.current()
        match await ask(turn.text, turn, release):
            case Found(best=best):
                return answered(best, turn)
            case _:
                return not_covered(turn, release)


@dataclass(frozen=True)
class AnswerHelped:
    """Without an answer to speak of (an old button), it is taken as a kind word."""

    name: str = "action_answer_helped"

    async def __call__(self, turn: Turn) -> Reply:
        given = turn.slots.get("answer")
        if not given:
            return Reply((say("utter_glad"),))
        ended = record(Outcome("information", "confirmed", given["topic"]))
        return Reply((say("utter_answer_helped", _feedback(given, helped=True)), ended), EMPTY)


@dataclass(frozen=True)
class AnswerDidNotHelp:
    """The second-best passage where there is one, then a ticket or a person."""

    shelf: Shelf
    name: str = "action_answer_did_not_help"

    async def __call__(self, turn: Turn) -> Reply:
        given = turn.slots.get("answer")
        if not given:
            return Reply((say("utter_what_else"),))
        release = self.shelf.current()
        noted = record(_feedback(given, helped=False))
        other = await _another(given, turn, release)
        if other:
            return answered(other, turn, before=given).before(noted)
        problem = of_words(given["question"], "how_to", release).about(given["topic"], release)
        problem = problem.then(*(turn.words("utter_tried_article", title=t) for t in given["titles"]))
        slots = {**EMPTY, "filed": None, "problem": problem.to_slot()}
        return Reply((noted, say("utter_no_better_answer")), slots)


async def ask(question: str, turn: Turn, release: Release) -> Found | NotCovered:
    """What the knowledge base says, off the event loop: encoding a question takes milliseconds of CPU."""
    result: Found | NotCovered = await asyncio.to_thread(
        release.knowledge.ask,
        question,
        audiences=turn.context.person.audiences,
        today=turn.now.astimezone(turn.here).date(),
    )
    return result


def answered(best: Passage, turn: Turn, *, before: Mapping[str, Any] | None = None) -> Reply:
    """The quoted passage; ``before`` is the answer that did not help. A flow asks its own question next,
    so in the middle of one the answer asks nothing."""
    card = Answer(
        best.article, best.version, best.title, best.heading, best.text, round(best.score, 3), best.link
    )
    values = {"passage": quoted(best.text), "title": best.title, "version": best.version}
    if turn.loop:
        return Reply((say("utter_answer_in_flow", card, **values),))
    given = {
        "question": before["question"] if before else turn.text,
        "article": best.article,
        "version": best.version,
        "heading": best.heading,
        "topic": best.topic,
        "titles": [*(before["titles"] if before else ()), best.title],
        "seen": [*(before["seen"] if before else ()), [best.article, best.heading]],
    }
    response = "utter_another_answer" if before else "utter_answer"
    return Reply((say(response, card, **values),), {**EMPTY, "answer": given}, asked="helped")


def not_covered(turn: Turn, release: Release) -> Reply:
    """Honest words and the next steps; the question is kept for the ticket or the person."""
    missed = Missed("not_covered")
    if turn.loop:
        return Reply((say("utter_not_covered_in_flow", missed),))
    problem = of_words(turn.text, turn.intent, release)
    return Reply((say("utter_not_covered", missed),), {**EMPTY, "filed": None, "problem": problem.to_slot()})


async def _another(given: dict[str, Any], turn: Turn, release: Release) -> Passage | None:
    """The next best passage of the same question that was not shown yet; one, then it is enough."""
    if len(given["seen"]) > 1:
        return None
    result = await ask(given["question"], turn, release)
    if not isinstance(result, Found):
        return None
    unseen = (p for p in result.others if [p.article, p.heading] not in given["seen"])
    return next((p for p in unseen if p.score >= WORTH_A_TRY), None)


def _feedback(given: dict[str, Any], *, helped: bool) -> Feedback:
    return Feedback(given["article"], given["version"], given["heading"], helped)


def quoted(passage: str) -> str:
    """The passage as a Markdown quotation."""
    return "\n".join(f"> {line}".rstrip() for line in passage.strip().splitlines())

