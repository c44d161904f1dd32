"""The Accounts port over sys_user. No password passes here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from itsm.directory import AccountOperation, AccountState, Audit, AuditLine
from itsm.errors import ItsmError, NotFound, Refused
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.query import equal, is_sys_id
from itsm.servicenow.rows import Row, value
from itsm.step_up import Proof

_USERS, _FACTORS = "/table/sys_user", "/table/user_multifactor_auth"
_FIELDS = ["sys_id", "active", "locked_out", "password_needs_reset", "failed_attempts"]
_SETS: dict[AccountOperation, dict[str, str]] = {
    "unlock": {"locked_out": "false", "failed_attempts": "0"},
    "reset_password": {"password_needs_reset": "true"},
}


class ServiceNowAccounts:
    """``now`` is the clock by which a proof ages."""

    def __init__(self, gate: Gate, audit: Audit, now: Callable[[], datetime]) -> None:
        self._gate = gate
        self._audit = audit
        self._now = now

    async def state(self, person: str, *, proof: Proof) -> AccountState:
        if not proof.holds(person, self._now()):
            raise Refused("step-up: no proof for this person now")
        with self._gate.budget():
            return _state(await self._row(person))

    async def perform(
        self, operation: AccountOperation, person: str, *, proof: Proof, key: str, rehearse: bool = False
    ) -> AccountState:
        def keep(result: Literal["done", "rehearsed", "refused", "failed"], why: str = "") -> None:
            line = AuditLine(self._now(), person, operation, proof.way, result, key, why)
            self._audit.keep(line)

        if not proof.holds(person, self._now()):
            keep("refused", "no proof")
            raise Refused("step-up: no proof for this person now")
        try:
            with self._gate.budget():
                state = await self._done(operation, await self._row(person), rehearse=rehearse)
        except ItsmError as error:
            keep("refused" if isinstance(error, Refused) else "failed", type(error).__name__)
            raise
        keep("rehearsed" if rehearse else "done")
        return state

    async def _done(self, operation: AccountOperation, row: Row, *, rehearse: bool) -> AccountState:
        person = value(row, "sys_id")
        if operation == "re_enrol_mfa":
            await self._forget_factors(person, rehearse=rehearse)
            return _state(row)
        if rehearse:
            return _state({**row, **_SETS[operation]})
        after = await self._gate.write(_USERS, ask.patch(person, _SETS[operation], _FIELDS))
        if any(value(after, name) != wanted for name, wanted in _SETS[operation].items()):
            raise Refused("sys_user: this account may not change it")
        return _state(after)

    async def _forget_factors(self, person: str, *, rehearse: bool) -> None:
        """Without a factor the person enrols one at the next sign-in."""
        rows = await self._gate.read(_FACTORS, ask.get(equal(user=person), ("sys_id", "user"), 20))
        for row in rows:
            if value(row, "user") == person and not rehearse:
                await self._gate.write(_FACTORS, ask.delete(value(row, "sys_id")))

    async def _row(self, person: str) -> Row:
        if is_sys_id(person):
            query = equal(sys_id=person, active="true")
            for row in await self._gate.read(_USERS, ask.get(query, _FIELDS, 1)):
                if value(row, "sys_id") == person and value(row, "active") == "true":
                    return row
        raise NotFound("no such person")


def _state(row: Row) -> AccountState:
    return AccountState(value(row, "locked_out") == "true", value(row, "password_needs_reset") == "true")
