"""Others who have what an incident is about: a work note each, whoever's incident it is.

Not the watch list: who is on it hears of the incident and may open it, and it is somebody else's.
"""

from __future__ import annotations

from itsm import states
from itsm.errors import NotFound, Refused, UnknownOutcome
from itsm.limits import clean
from itsm.marks import marked
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.choices import ServiceNowChoices
from itsm.servicenow.once import Once
from itsm.servicenow.opening import LOOK_UP_S
from itsm.servicenow.query import equal, is_key, is_number, is_sys_id
from itsm.servicenow.reading import INCIDENTS, WHOLE, Reading, seen
from itsm.servicenow.rows import Row, state_of, value


class Affecting:
    def __init__(self, gate: Gate, reading: Reading, once: Once) -> None:
        self._gate = gate
        self._reading = reading
        self._choices = ServiceNowChoices(gate)
        self._once = once

    async def note(self, incident: str, text: str, key: str) -> None:
        """Add the note of ``key``, once. Raises what Trouble.affected promises."""
        if not (is_key(key) and clean(text)):
            raise Refused("affected: a key and words are needed")
        async with self._once.turn(key):
            row = await seen(lambda: self._any(incident))
            if row is None:
                raise NotFound("no such incident")
            if await self._reading.has_entry(value(row, "sys_id"), row, key):
                return
            states.check("work_note", state_of(row, await self._choices.states()))
            self._once.check(key)
            await self._write(row, marked(clean(text), key), key)

    async def _any(self, incident: str) -> Row | None:
        """The incident, whoever's it is, looked at again."""
        rows = await self._reading.rows(equal(number=incident), 1, WHOLE) if is_number(incident) else []
        found = [r for r in rows if value(r, "number") == incident and is_sys_id(value(r, "sys_id"))]
        return found[0] if found else None

    async def _write(self, row: Row, note: str, key: str) -> None:
        work = ask.patch(value(row, "sys_id"), {"work_notes": note}, WHOLE)
        try:
            await self._gate.write(INCIDENTS, work, keep_s=LOOK_UP_S)
        except UnknownOutcome as error:
            raise self._once.lost(key, str(error)) from error
