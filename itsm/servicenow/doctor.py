"""What a real instance has to offer and to grant, looked at without writing a thing.

Each check is one read and one finding: well, a warning (something is worse without it) or missing (Firstline
cannot work), and then what an administrator has to do, in ServiceNow's own words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import pysnow

from itsm.choices import code_for, states_of, value_of
from itsm.errors import ItsmError, Refused
from itsm.incident import ENDINGS
from itsm.servicenow import ask
from itsm.servicenow.call import CATALOGUE, Gate
from itsm.servicenow.choices import ServiceNowChoices
from itsm.servicenow.query import equal
from itsm.servicenow.rows import Row, value
from itsm.servicenow.settings import ServiceNowSettings

Verdict = Literal["ok", "warning", "missing"]
NEEDED = {
    "incident": "role itil, or sn_incident_write: create and write incident",
    "sys_user": "read sys_user (role itil reads it)",
    "sys_user_group": "read sys_user_group",
    "sys_user_grmember": "read sys_user_grmember",
    "sys_choice": "read sys_choice, or states and close codes are guessed",
}
WANTED = {
    "sys_journal_field": "read sys_journal_field; without it comments are read as they are displayed",
    "sys_attachment": "read sys_attachment",
    "task_sla": "read task_sla",
    "problem": "read problem",
    "cmdb_ci_outage": "read cmdb_ci_outage",
    "interaction": "role interaction_agent: create interaction",
    "interaction_related_record": "create interaction_related_record",
    "kb_knowledge": "read kb_knowledge (role knowledge to write drafts)",
    "kb_use": "create kb_use",
    "kb_feedback": "create kb_feedback",
    "sc_request": "read and write sc_request, to put a key on what was ordered",
    "sc_req_item": "read sc_req_item",
    "sysapproval_approver": "role approval_admin, to decide for the approver who said so in chat",
    "alm_asset": "role inventory_user: read and write alm_asset",
    "wm_order": "role wm_initiator: create wm_order",
    "user_multifactor_auth": "read and delete user_multifactor_auth, only to let people enrol anew",
}
_ROLES = ("admin", "itil", "sn_incident_write")


@dataclass(frozen=True)
class Finding:
    """``remedy`` is what an administrator does; "" when there is nothing to do."""

    what: str
    verdict: Verdict
    text: str
    remedy: str = ""


class Doctor:
    def __init__(self, gate: Gate, settings: ServiceNowSettings) -> None:
        self._gate = gate
        self._settings = settings
        self._choices = ServiceNowChoices(gate)

    async def examine(self) -> list[Finding]:
        """Every finding; only the first when nobody is let in."""
        first = await self._sign_in()
        if first.verdict == "missing":
            return [first]
        found = [first]
        for table, remedy in NEEDED.items():
            found.append(await self._table(table, remedy, "missing"))
        for table, remedy in WANTED.items():
            found.append(await self._table(table, remedy, "warning"))
        checks: tuple[Callable[[], Awaitable[Finding]], ...] = (
            self._catalogue,
            self._roles,
            self._states,
            self._codes,
            self._room_for_keys,
            self._unknown_fields,
            self._zone,
            self._limits,
        )
        for check in checks:
            found.append(await self._checked(check))
        return found

    async def _checked(self, check: Callable[[], Awaitable[Finding]]) -> Finding:
        name = check.__name__.strip("_").replace("_", " ")
        try:
            with self._gate.budget():
                return await check()
        except ItsmError as error:
            return Finding(name, "warning", f"could not be looked at: {_why(error)}")

    async def _sign_in(self) -> Finding:
        way = self._settings.way_in
        try:
            with self._gate.budget():
                await self._gate.read("/table/incident", ask.get("", ("sys_id",), 1))
        except Refused as error:
            return Finding("sign-in", "missing", f"{way}: let in, but {error.detail}", NEEDED["incident"])
        except ItsmError as error:
            remedy = "check the address, the secret, and that the account is active and not locked"
            return Finding("sign-in", "missing", f"{way}: {_why(error)}", remedy)
        if way == "basic" and not self._settings.is_loopback:
            remedy = "an OAuth application registry with the client credentials grant"
            return Finding("sign-in", "warning", "basic: new instances restrict it", remedy)
        return Finding("sign-in", "ok", way)

    async def _table(self, table: str, remedy: str, verdict: Verdict) -> Finding:
        try:
            with self._gate.budget():
                rows = await self._gate.read(f"/table/{table}", ask.get("", ("sys_id",), 1))
        except ItsmError as error:
            return Finding(table, verdict, _why(error), remedy)
        if not rows:
            # Rights that are missing show as no rows, not as an error.
            return Finding(table, "ok", "readable, or hidden: no row is shown", f"if it has rows: {remedy}")
        return Finding(table, "ok", "readable")

    async def _catalogue(self) -> Finding:
        def items(resource: pysnow.Resource) -> int:
            return len(resource.get(limit=1).all())

        count = await self._gate.read("/servicecatalog/items", items, base=CATALOGUE)
        remedy = "" if count else "plugin Service Catalog REST API, and items that this account may see"
        return Finding("catalogue", "ok" if count else "warning", f"{count} item shown", remedy)

    async def _roles(self) -> Finding:
        query = "user=javascript:gs.getUserID()"
        rows = await self._gate.read("/table/sys_user_has_role", ask.get(query, ("role", "user"), 500))
        names = sorted({_role(row) for row in rows})
        own_ids = self._settings.own_ids and "admin" not in names
        remedy = "FIRSTLINE_SERVICENOW_OWN_IDS=false: only admin may choose a sys_id" if own_ids else ""
        if not names:
            return Finding("roles", "warning", "its own roles are hidden", "read sys_user_has_role")
        held = ", ".join(name for name in names if name in _ROLES) or "none of " + ", ".join(_ROLES)
        return Finding("roles", "warning" if own_ids else "ok", held, remedy)

    async def _states(self) -> Finding:
        states = states_of(await self._choices.options("state"))
        for state in ("new", "in_progress", "on_hold", "resolved", "closed", "canceled"):
            try:
                value_of(state, states)
            except Refused as error:
                return Finding("states", "missing", error.detail, "a choice of incident.state so labelled")
        return Finding("states", "ok", ", ".join(f"{v}={s}" for v, s in states.items()))

    async def _codes(self) -> Finding:
        offered = await self._choices.options("close_code")
        without = []
        for ending in ENDINGS:
            try:
                code_for(ending, offered)
            except Refused:
                without.append(ending)
        if without:
            text = f"no close code for {', '.join(without)}"
            return Finding("close codes", "warning", text, "choices of incident.close_code")
        return Finding("close codes", "ok", f"{len(offered)} read")

    async def _room_for_keys(self) -> Finding:
        query = f"nameINtask,incident^{equal(element='correlation_id')}"
        rows = await self._gate.read("/table/sys_dictionary", ask.get(query, ("element", "max_length"), 5))
        lengths = [int(value(row, "max_length")) for row in rows if value(row, "max_length").isdigit()]
        if lengths and min(lengths) < 36:
            return Finding(
                "correlation_id", "missing", f"{min(lengths)} characters", "max_length of at least 36"
            )
        if not lengths:
            return Finding("correlation_id", "warning", "its length cannot be read", "read sys_dictionary")
        remedy = "a unique index on incident.correlation_id makes a duplicate impossible"
        return Finding("correlation_id", "ok", f"{min(lengths)} characters", remedy)

    async def _unknown_fields(self) -> Finding:
        rows = await self._gate.read("/table/incident", ask.get("u_no_such_field=x", ("sys_id",), 1))
        if rows:
            remedy = "property glide.invalid_query.returns_no_rows = true (every row is checked all the same)"
            return Finding("unknown fields", "warning", "dropped from queries", remedy)
        return Finding("unknown fields", "ok", "find nothing")

    async def _zone(self) -> Finding:
        query = "sys_id=javascript:gs.getUserID()"
        rows = await self._gate.read("/table/sys_user", ask.get(query, ("time_zone", "user_name"), 1))
        zone = value(rows[0], "time_zone") if len(rows) == 1 else ""
        told = self._settings.time_zone
        if zone and zone != told:
            remedy = f"the account's time zone, or FIRSTLINE_SERVICENOW_TIME_ZONE={zone}"
            return Finding("time zone", "warning", f"{zone}, not {told}", remedy)
        return Finding("time zone", "ok", zone or "the instance's own")

    async def _limits(self) -> Finding:
        fields = ("name", "limit", "resource", "active")
        rows = await self._gate.read("/table/sys_rate_limit_rules", ask.get("active=true", fields, 50))
        said = ", ".join(f"{value(r, 'name') or value(r, 'resource')}: {value(r, 'limit')}/h" for r in rows)
        return Finding("rate limits", "ok", said or "none to be seen")


def _role(row: Row) -> str:
    cell = row.get("role", "")
    return str(cell.get("display_value") or "") if isinstance(cell, dict) else str(cell)


def _why(error: ItsmError) -> str:
    return getattr(error, "detail", "") or type(error).__name__
