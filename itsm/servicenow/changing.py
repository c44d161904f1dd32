"""Changes to incidents: the fields and one marked journal entry in one PATCH, so both are done or none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from itsm import states
from itsm.errors import Refused, Unavailable, UnknownOutcome
from itsm.limits import clean
from itsm.marks import marked
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.choices import ServiceNowChoices
from itsm.servicenow.once import Once
from itsm.servicenow.opening import LOOK_UP_S, POLL_S
from itsm.servicenow.query import is_key
from itsm.servicenow.reading import INCIDENTS, WHOLE, Reading
from itsm.servicenow.rows import Row, state_of, value
from itsm.states import Move

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patch:
    """What a move writes: fields, and an entry in one journal ("comments" or "work_notes")."""

    journal: str
    text: str
    fields: dict[str, str] = field(default_factory=dict)


Made = Callable[[Row], Awaitable[Patch]]


class Changing:
    def __init__(self, gate: Gate, reading: Reading, choices: ServiceNowChoices, once: Once) -> None:
        self._gate = gate
        self._reading = reading
        self._choices = choices
        self._once = once

    async def change(self, move: Move, number: str, caller: str, key: str, made: Made) -> Row:
        """The incident's row after the change of ``key``. Raises what Tickets promises."""
        if not is_key(key):
            raise Refused("key: letters, digits and hyphens only")
        async with self._once.turn(key):
            row = await self._reading.own(number, caller)
            if await self._reading.has_entry(value(row, "sys_id"), row, key):
                return row
            states.check(move, state_of(row, await self._choices.states()))
            self._once.check(key)
            return await self._written(row, caller, key, await made(row))

    async def set(self, move: Move, row: Row, fields: dict[str, str]) -> Row:
        """Set fields that may be set again and again without harm."""
        states.check(move, state_of(row, await self._choices.states()))
        work = ask.patch(value(row, "sys_id"), fields, WHOLE)
        return self._checked(row, await self._gate.write(INCIDENTS, work))

    async def _written(self, row: Row, caller: str, key: str, patch: Patch) -> Row:
        text = clean(patch.text)
        if not text:
            raise Refused(f"{patch.journal}: nothing to say")
        fields = {**patch.fields, patch.journal: marked(text, key)}
        work = ask.patch(value(row, "sys_id"), fields, WHOLE)
        try:
            after = self._checked(row, await self._gate.write(INCIDENTS, work, keep_s=LOOK_UP_S))
        except UnknownOutcome as error:
            return await self._done_after_all(row, caller, key, str(error))
        _say_what_was_dropped(after, patch.fields)
        return after

    def _checked(self, before: Row, after: Row) -> Row:
        """The answer, when it is this record's. Raises UnknownOutcome."""
        same = all(value(after, name) == value(before, name) for name in ("sys_id", "number"))
        if not same:
            raise UnknownOutcome("the answer is another record")
        return after

    async def _done_after_all(self, row: Row, caller: str, key: str, why: str) -> Row:
        while self._gate.seconds_left() > POLL_S:
            try:
                now = await self._reading.own(value(row, "number"), caller)
                if await self._reading.has_entry(value(row, "sys_id"), now, key):
                    return now
            except Unavailable:
                pass
            await asyncio.sleep(POLL_S)
        raise self._once.lost(key, why)


def _say_what_was_dropped(after: Row, sent: dict[str, str]) -> None:
    """A value the server did not take; its name only, for the value may be somebody's words."""
    for name, text in sent.items():
        if name in after and value(after, name) != text:
            _log.warning("%s of %s was not taken as sent", name, value(after, "number"))
