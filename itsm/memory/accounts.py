"""Accounts held in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Literal

from itsm.directory import AccountOperation, AccountState, AuditLine
from itsm.errors import ItsmError, NotFound, Refused
from itsm.step_up import Proof


@dataclass
class MemoryAudit:
    lines: list[AuditLine] = field(default_factory=list)

    def keep(self, line: AuditLine) -> None:
        self.lines.append(line)


@dataclass
class MemoryAccounts:
    accounts: dict[str, AccountState]
    audit: MemoryAudit = field(default_factory=MemoryAudit)
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
    factors: dict[str, int] = field(default_factory=dict)

    async def state(self, person: str, *, proof: Proof) -> AccountState:
        if not proof.holds(person, self.now()):
            raise Refused("step-up: no proof for this person now")
        return self._known(person)

    async def perform(
        self, operation: AccountOperation, person: str, *, proof: Proof, key: str, rehearse: bool = False
    ) -> AccountState:
        def keep(result: Literal["done", "rehearsed", "refused", "failed"], why: str = "") -> None:
            self.audit.keep(AuditLine(self.now(), person, operation, proof.way, result, key, why))

        if not proof.holds(person, self.now()):
            keep("refused", "no proof")
            raise Refused("step-up: no proof for this person now")
        try:
            state = self._done(operation, person, rehearse=rehearse)
        except ItsmError as error:
            keep("refused", type(error).__name__)
            raise
        keep("rehearsed" if rehearse else "done")
        return state

    def _done(self, operation: AccountOperation, person: str, *, rehearse: bool) -> AccountState:
        state = self._known(person)
        if operation == "unlock":
            state = replace(state, locked=False)
        elif operation == "reset_password":
            state = replace(state, must_reset=True)
        if not rehearse:
            self.accounts[person] = state
            if operation == "re_enrol_mfa":
                self.factors.pop(person, None)
        return state

    def _known(self, person: str) -> AccountState:
        if person not in self.accounts:
            raise NotFound("no such person")
        return self.accounts[person]
