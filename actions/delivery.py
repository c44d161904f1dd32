"""What the person said yes to is written to ServiceNow once, and said: done, on its way, or refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from actions.drafted import Operation
from actions.release import Shelf
from actions.reply import EMPTY, Reply, Say, record, say
from actions.the_other import back_to_the_other
from actions.turn import Turn
from itsm.errors import Refused, Unavailable, UnknownOutcome
from wire.cards import Outcome, Work
from wire.keys import local_reference, work_key

CALL_S = 4.0
"""Seconds ServiceNow has; then the desk's outbox delivers."""


@dataclass(frozen=True)
class Kind:
    """A kind of work: the outcome it gives the conversation, and its words in domain.yml."""

    operation: Operation
    outcome: Literal["incident", "request"]
    done: str
    pending: str
    refused: str


@dataclass(frozen=True)
class Made:
    """What exists in ServiceNow now, with values for the words that say so."""

    number: str
    sys_id: str
    values: Mapping[str, str] = field(default_factory=dict)


async def delivered(
    kind: Kind,
    payload: dict[str, Any],
    make: Callable[[str], Awaitable[Made]],
    turn: Turn,
    shelf: Shelf,
    *,
    call_s: float = CALL_S,
) -> Reply:
    """``make`` is given the key, and is safe to be called again with it."""
    key = work_key(turn.context.conversation, turn.context.seq)
    try:
        async with asyncio.timeout(call_s):
            made = await make(key)
    except Refused as error:
        return _refused(kind, payload, key, error.detail, turn)
    except (Unavailable, UnknownOutcome, TimeoutError) as error:
        reply = _pending(kind, payload, key, type(error).__name__, turn)
    else:
        reply = _done(kind, payload, key, made, turn)
    return back_to_the_other(reply, turn, shelf.current())


def _done(kind: Kind, payload: dict[str, Any], key: str, made: Made, turn: Turn) -> Reply:
    card = Work(kind.operation, "done", payload, key, local_reference(key), made.number, made.sys_id)
    words = say(kind.done, card, number=made.number, **made.values)
    return _filed(kind, words, {"number": made.number, "key": key}, turn)


def _pending(kind: Kind, payload: dict[str, Any], key: str, reason: str, turn: Turn) -> Reply:
    reference = local_reference(key)
    card = Work(kind.operation, "pending", payload, key, reference, reason=reason)
    return _filed(kind, say(kind.pending, card, reference=reference), {"number": "", "key": key}, turn)


def _refused(kind: Kind, payload: dict[str, Any], key: str, reason: str, turn: Turn) -> Reply:
    """The problem stays known: the person who is offered now should not have to hear it again."""
    reference = local_reference(key)
    card = Work(kind.operation, "refused", payload, key, reference, reason=reason)
    words = say(kind.refused, card, reference=reference)
    return Reply((words,), {**EMPTY, "problem": turn.slots.get("problem")}, asked="person")


def _filed(kind: Kind, words: Say, filed: dict[str, str], turn: Turn) -> Reply:
    topic = (turn.slots.get("problem") or {}).get("topic", "")
    ended = record(Outcome(kind.outcome, topic=topic))
    kept = {**EMPTY, "problem": turn.slots.get("problem")}  # a person may be asked for next
    return Reply((words, ended), {**kept, "filed": {**filed, "operation": kind.operation}})
