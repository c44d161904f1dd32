"""The Problems port over the table problem; incidents are linked by their field problem_id."""

from __future__ import annotations

import asyncio
import logging

from itsm.errors import Refused, Unavailable
from itsm.limits import DESCRIPTION, SHORT_DESCRIPTION, clean, cut, one_line
from itsm.problems import Problem, ProblemDraft
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.inserting import Inserting
from itsm.servicenow.opening import APP
from itsm.servicenow.query import equal, is_number, is_sys_id
from itsm.servicenow.reading import INCIDENTS, LAG_S, Reading
from itsm.servicenow.rows import Row, value

_FIELDS = ["sys_id", "number", "correlation_id", "short_description"]
_LINK = ["sys_id", "number", "caller_id", "problem_id"]
_log = logging.getLogger(__name__)


class ServiceNowProblems:
    def __init__(
        self, gate: Gate, reading: Reading, directory: ServiceNowDirectory, inserting: Inserting
    ) -> None:
        self._gate = gate
        self._reading = reading
        self._directory = directory
        self._inserting = inserting

    async def propose(self, draft: ProblemDraft, *, key: str) -> Problem:
        if not (is_sys_id(draft.caller) and draft.short_description.strip()):
            raise Refused("problem: a caller and a short description are needed")
        with self._gate.budget():
            numbers = [*draft.incidents, *await self._newest(draft)]
            row = await self._inserting.once(
                "problem", await self._values(draft, key), key, lambda: self._find(key), _FIELDS
            )
            for incident in await self._own(numbers, draft.caller):
                await self._link(incident, value(row, "sys_id"))
        return Problem(value(row, "number"), value(row, "sys_id"))

    async def _find(self, key: str) -> Row | None:
        rows = await self._gate.read("/table/problem", ask.get(equal(correlation_id=key), _FIELDS, 2))
        return next((row for row in rows if value(row, "correlation_id") == key), None)

    async def _newest(self, draft: ProblemDraft) -> list[str]:
        if not draft.opened_with:
            return []
        row = await self._reading.with_key(draft.opened_with)
        if row is None:
            raise Unavailable("the incident does not exist yet")
        return [value(row, "number")]

    async def _values(self, draft: ProblemDraft, key: str) -> dict[str, str]:
        name = draft.assignment_group
        group = await self._directory.group_id(name) if name else None
        return {
            "short_description": cut(one_line(draft.short_description), SHORT_DESCRIPTION),
            "description": cut(clean(draft.description), DESCRIPTION),
            "category": draft.category,
            "assignment_group": group or "",
            "correlation_id": key,
            "correlation_display": APP,
        }

    async def _own(self, numbers: list[str], caller: str) -> list[Row]:
        """The caller's incidents of these numbers that belong to no problem yet."""
        wanted = [number for number in numbers if is_number(number)]
        if not wanted:
            return []
        mine = await self._of(caller, wanted)
        if len(mine) < len(set(wanted)):
            await asyncio.sleep(LAG_S)  # the newest may just have been made
            mine = await self._of(caller, wanted)
        return [row for row in mine if is_sys_id(value(row, "sys_id")) and not value(row, "problem_id")]

    async def _of(self, caller: str, numbers: list[str]) -> list[Row]:
        query = f"{equal(caller_id=caller)}^numberIN{','.join(numbers)}"
        rows = await self._reading.rows(query, len(numbers), _LINK)
        return [r for r in rows if value(r, "caller_id") == caller and value(r, "number") in numbers]

    async def _link(self, incident: Row, problem: str) -> None:
        fields = {"problem_id": problem}
        try:
            await self._gate.write(INCIDENTS, ask.patch(value(incident, "sys_id"), fields, _LINK))
        except Refused as error:  # a closed incident may be read-only: the description names it
            _log.warning("incident not linked: %s: %s", value(incident, "number"), error.detail)
