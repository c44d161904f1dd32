"""Asks ServiceNow what it knows of a problem before a ticket is opened, and never keeps a person waiting.

Own tickets, others' and known errors are read side by side under one limit; what does not answer in time
is left out, and nobody hears of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import structlog

from actions.problem import Problem
from actions.seen import Found, Seen, seen
from actions.turn import Turn
from itsm.errors import ItsmError
from itsm.limits import cut, one_line
from itsm.tickets import Tickets
from itsm.trouble import Trouble
from standards.history import History
from standards.model import Standards

COMPARING = 0.25
"""The share of the wait that is kept for comparing what was read."""
OWN_WORDS = 200
"""Characters of the person's own words that are compared: the beginning says what is wrong."""
_log = structlog.get_logger("actions")


class Encoder(Protocol):
    """language.encoder.Encoder keeps this promise."""

    def encode(self, texts: Sequence[str]) -> Any:
        """One row of length one per text: a dot product of two is their likeness."""
        ...


@dataclass(frozen=True)
class Past:
    tickets: Tickets
    trouble: Trouble
    encoder: Encoder

    async def of(self, problem: Problem, turn: Turn, standards: Standards) -> Seen:
        """What is known of the problem of this turn's person, within the time that history.yml allows."""
        history = standards.history
        category = standards.topic(problem.topic).category
        try:
            async with asyncio.timeout(history.wait_s):
                found = await self._found(problem, turn, category, history)
                alike = await asyncio.to_thread(likeness, self.encoder, told(problem), found.texts)
        except TimeoutError:
            return Seen()
        except Exception as error:  # the gate: knowing less is no reason to fail a person
            _log.error("past not compared", error=type(error).__name__)
            return Seen()
        return seen(found, alike, history, category=category, now=turn.now)

    async def _found(self, problem: Problem, turn: Turn, category: str, history: History) -> Found:
        since = turn.now - timedelta(days=history.others_days)
        mine, others, errors = await answered_in_time(
            history.wait_s * (1 - COMPARING),
            self.tickets.history(caller=turn.caller),
            self.trouble.others(category=category, since=since, caller=turn.caller),
            self.trouble.known_errors(" ".join(told(problem))),
        )
        return Found(tuple(mine), tuple(others), tuple(errors))


async def answered_in_time(wait_s: float, *reads: Coroutine[Any, Any, Any]) -> list[Any]:
    """What each read answered; () for one that failed or took longer."""
    tasks = [asyncio.ensure_future(read) for read in reads]
    try:
        done, _ = await asyncio.wait(tasks, timeout=wait_s)
        return [_answer(task) if task in done else () for task in tasks]
    finally:
        for task in tasks:
            task.cancel()


def _answer(task: asyncio.Future[Any]) -> Any:
    error = task.exception()
    if error is None:
        return task.result()
    if not isinstance(error, ItsmError):
        _log.error("past not read", error=type(error).__name__)
    return ()


def told(problem: Problem) -> tuple[str, ...]:
    """The problem in normalised words and in the person's own."""
    own = cut(one_line(problem.words), OWN_WORDS)
    return tuple(text for text in (problem.short, own) if text)


def likeness(encoder: Encoder, told: Sequence[str], texts: Sequence[str]) -> dict[str, float]:
    """How much each text is like what was told, by the nearest of that: a cosine."""
    if not told or not texts:
        return {}
    vectors = encoder.encode([*told, *texts])
    cosines = (vectors[len(told) :] @ vectors[: len(told)].T).max(axis=1)
    return {text: float(cosine) for text, cosine in zip(texts, cosines, strict=True)}
