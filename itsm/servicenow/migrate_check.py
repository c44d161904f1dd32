"""What Firstline takes for granted because its practice server has it, compared with an instance.

Reads sys_dictionary, sys_choice and sys_properties only. A difference is named with what it means.
"""

from __future__ import annotations

from collections import defaultdict

from itsm.errors import ItsmError
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.doctor import Finding
from itsm.servicenow.rows import value

ASSUMED: dict[str, dict[str, int]] = {
    "incident": {
        "short_description": 160, "description": 4000, "correlation_id": 36, "correlation_display": 9,
        "caller_id": 0, "category": 0, "subcategory": 0, "impact": 0, "urgency": 0, "state": 0,
        "assignment_group": 0, "contact_type": 0, "work_notes": 0, "comments": 0, "close_code": 0,
        "close_notes": 4000, "hold_reason": 0, "problem_id": 0, "watch_list": 0,
    },
    "sys_user": {"email": 0, "active": 0, "locked_out": 0, "password_needs_reset": 0, "time_zone": 0},
    "interaction": {"short_description": 160, "opened_for": 0, "state": 0, "type": 0, "work_notes": 0},
    "kb_knowledge": {"short_description": 100, "text": 0, "workflow_state": 0, "meta": 40},
    "kb_use": {"article": 0, "user": 0, "session_id": 36},
    "kb_feedback": {"article": 0, "user": 0, "useful": 0, "comments": 0, "session_id": 36},
    "sc_request": {"requested_for": 0, "request_state": 0, "approval": 0, "correlation_id": 36},
    "sysapproval_approver": {"approver": 0, "state": 0, "sysapproval": 0, "comments": 0},
    "alm_asset": {
        "model": 0, "stockroom": 0, "quantity": 0, "install_status": 0, "substatus": 0, "reserved_for": 0,
        "comments": 3800,
    },
    "cmdb_ci_outage": {"cmdb_ci": 0, "type": 0, "begin": 0, "end": 0},
    "task_sla": {"task": 0, "sla": 0, "stage": 0, "has_breached": 0, "planned_end_time": 0},
}  # fmt: skip
"""Fields by table, each with the characters it must hold at least (0: any)."""
PARENTS = {"incident": ("task",), "sc_request": ("task",)}
CHOICES = {
    ("interaction", "state"): ("closed_complete", "closed_abandoned"),
    ("interaction", "type"): ("chat",),
    ("sysapproval_approver", "state"): ("requested", "approved", "rejected"),
    ("alm_asset", "install_status"): ("6",),
    ("alm_asset", "substatus"): ("available", "reserved"),
    ("kb_knowledge", "workflow_state"): ("draft",),
}


class MigrateCheck:
    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def compare(self) -> list[Finding]:
        """A finding a table and a choice list."""
        found = [await self._fields(table, wanted) for table, wanted in ASSUMED.items()]
        found += [await self._listed(*place, values) for place, values in CHOICES.items()]
        return found

    async def _fields(self, table: str, wanted: dict[str, int]) -> Finding:
        names = ",".join((table, *PARENTS.get(table, ())))
        query = f"nameIN{names}^elementIN{','.join(wanted)}"
        try:
            with self._gate.budget():
                fields = ("name", "element", "max_length")
                rows = await self._gate.read("/table/sys_dictionary", ask.get(query, fields, 500))
        except ItsmError as error:
            return Finding(
                table, "warning", f"cannot be compared: {type(error).__name__}", "read sys_dictionary"
            )
        room: dict[str, int] = defaultdict(int)
        for row in rows:
            text = value(row, "max_length")
            # What this table says of a field overrides what its parent says.
            if value(row, "element") not in room or value(row, "name") == table:
                room[value(row, "element")] = int(text) if text.isdigit() else 0
        return _compared(table, wanted, room)

    async def _listed(self, table: str, element: str, values: tuple[str, ...]) -> Finding:
        what = f"{table}.{element}"
        query = f"nameIN{table},task^element={element}^inactive=false"
        try:
            with self._gate.budget():
                fields = ("name", "element", "value")
                rows = await self._gate.read("/table/sys_choice", ask.get(query, fields, 500))
        except ItsmError as error:
            return Finding(what, "warning", f"cannot be compared: {type(error).__name__}", "read sys_choice")
        offered = {value(row, "value") for row in rows if value(row, "element") == element}
        without = [each for each in values if each not in offered]
        if not offered:
            return Finding(what, "warning", "no list to be read", "read sys_choice")
        if without:
            return Finding(what, "missing", f"no value {', '.join(without)}", "add them, or tell us yours")
        return Finding(what, "ok", ", ".join(values))


def _compared(table: str, wanted: dict[str, int], room: dict[str, int]) -> Finding:
    if not room:
        return Finding(table, "warning", "no such table, or its dictionary is hidden", "read sys_dictionary")
    lost = [name for name in wanted if name not in room]
    short = [f"{name} ({room[name]} of {least})" for name, least in wanted.items() if 0 < room[name] < least]
    if lost:
        return Finding(table, "missing", f"no field {', '.join(lost)}", "the plugin that brings them")
    if short:
        return Finding(table, "warning", f"too short: {', '.join(short)}", "a larger max_length")
    return Finding(table, "ok", f"{len(wanted)} fields")
