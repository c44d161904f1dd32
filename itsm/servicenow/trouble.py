"""The Trouble port over cmdb_ci_outage, problem and the Aggregate API."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from itsm.matching import best, plain
from itsm.servicenow import ask
from itsm.servicenow.affecting import Affecting
from itsm.servicenow.call import Gate
from itsm.servicenow.changed import stamp
from itsm.servicenow.query import UnsafeValue, equal, is_number, is_sys_id
from itsm.servicenow.rows import Row, moment, shown, value
from itsm.trouble import KnownError, Other, Outage

OUTAGES = "/table/cmdb_ci_outage"
_OUTAGE = ("sys_id", "number", "cmdb_ci", "type", "begin", "end", "short_description", "task_number")
_PROBLEM = ("sys_id", "number", "short_description", "workaround", "known_error", "active")
_OTHER = ("sys_id", "number", "short_description", "caller_id", "category", "active", "state")
Kind = Literal["outage", "degradation", "planned"]
_KINDS: dict[str, Kind] = {"outage": "outage", "degradation": "degradation", "planned": "planned"}


class ServiceNowTrouble:
    def __init__(self, gate: Gate, affecting: Affecting) -> None:
        self._gate = gate
        self._affecting = affecting

    async def outages(self, at: datetime) -> tuple[Outage, ...]:
        now = stamp(at)
        query = f"begin<={now}^endISEMPTY^ORend>={now}^ORDERBYDESCbegin"
        with self._gate.budget():
            rows = await self._gate.read(OUTAGES, ask.get(query, _OUTAGE, 50))
        found = [_outage(row) for row in rows if value(row, "begin")]
        return tuple(o for o in found if o.begin <= at and (o.end is None or o.end >= at))

    async def outage(self, number: str) -> Outage | None:
        if not (is_number(number) or is_sys_id(number)):
            return None
        name = "number" if is_number(number) else "sys_id"
        with self._gate.budget():
            rows = await self._gate.read(OUTAGES, ask.get(equal(**{name: number}), _OUTAGE, 1))
        found = [row for row in rows if value(row, name) == number and value(row, "begin")]
        return _outage(found[0]) if found else None

    async def affected(self, incident: str, text: str, *, key: str) -> None:
        with self._gate.budget():
            await self._affecting.note(incident, text, key)

    async def similar(self, *, category: str, subcategory: str, since: datetime, caller: str) -> int:
        kind = {"category": category, **({"subcategory": subcategory} if subcategory else {})}
        try:
            query = equal(active="true", **kind)
        except UnsafeValue:
            return 0
        if is_sys_id(caller):
            query += f"^caller_id!={caller}"
        with self._gate.budget():
            return await self._gate.read("/stats/incident", ask.count(f"{query}^opened_at>={stamp(since)}"))

    async def others(
        self, *, category: str, since: datetime, caller: str, limit: int = 30
    ) -> tuple[Other, ...]:
        if not is_sys_id(caller):
            return ()
        try:
            query = equal(active="true", category=category)
        except UnsafeValue:
            return ()
        query += f"^caller_id!={caller}^opened_at>={stamp(since)}^stateNOT IN6,7,8^ORDERBYDESCopened_at"
        with self._gate.budget():
            rows = await self._gate.read("/table/incident", ask.get(query, _OTHER, limit))
        # A term the server does not understand is dropped: each row is looked at again.
        found = [r for r in rows if value(r, "caller_id") != caller and value(r, "category") == category]
        return tuple(Other(value(r, "number"), value(r, "short_description")) for r in found)

    async def known_errors(self, words: str, limit: int = 3) -> tuple[KnownError, ...]:
        query = "known_error=true^active=true^workaroundISNOTEMPTY^ORDERBYDESCsys_updated_on"
        with self._gate.budget():
            rows = await self._gate.read("/table/problem", ask.get(query, _PROBLEM, 200))
        known = [_known(row) for row in rows if value(row, "known_error") == "true"]
        return best(words, [k for k in known if k.workaround], lambda k: k.short_description, limit)


def _outage(row: Row) -> Outage:
    end = value(row, "end")
    return Outage(
        number=value(row, "number") or value(row, "sys_id"),
        service=shown(row, "cmdb_ci"),
        kind=_KINDS.get(value(row, "type"), "outage"),
        begin=moment(value(row, "begin")),
        text=value(row, "short_description"),
        end=moment(end) if end else None,
        incident=shown(row, "task_number"),
    )


def _known(row: Row) -> KnownError:
    return KnownError(value(row, "number"), value(row, "short_description"), plain(value(row, "workaround")))
