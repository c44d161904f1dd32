"""A ServiceNow put together from its settings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

import pysnow

from itsm.directory import Audit, AuditLine
from itsm.servicenow.accounts import ServiceNowAccounts
from itsm.servicenow.affecting import Affecting
from itsm.servicenow.approvals import Approvals
from itsm.servicenow.call import Gate
from itsm.servicenow.catalogue import ServiceNowCatalogue
from itsm.servicenow.catalogue_changes import ServiceNowCatalogueChanges
from itsm.servicenow.changes import ServiceNowChanges
from itsm.servicenow.chats import ServiceNowChats
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.inserting import Inserting
from itsm.servicenow.knowledge import ServiceNowKnowledge
from itsm.servicenow.once import Once
from itsm.servicenow.problems import ServiceNowProblems
from itsm.servicenow.remote_help import ServiceNowRemoteHelp
from itsm.servicenow.session import make_session
from itsm.servicenow.settings import ServiceNowSettings
from itsm.servicenow.stock import ServiceNowStock
from itsm.servicenow.tickets import ServiceNowTickets
from itsm.servicenow.trouble import ServiceNowTrouble

_log = logging.getLogger("itsm.audit")


class LoggedAudit:
    """An audit for those who have no better place: one line of the log each."""

    def keep(self, line: AuditLine) -> None:
        _log.info("%s %s of %s by %s: %s", line.key, line.operation, line.person, line.way, line.result)


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class ServiceNow:
    """The ports of one instance."""

    tickets: ServiceNowTickets
    directory: ServiceNowDirectory
    gate: Gate
    trouble: ServiceNowTrouble
    catalogue: ServiceNowCatalogue
    stock: ServiceNowStock
    knowledge: ServiceNowKnowledge
    chats: ServiceNowChats
    accounts: ServiceNowAccounts
    remote_help: ServiceNowRemoteHelp
    changes: ServiceNowChanges
    catalogue_changes: ServiceNowCatalogueChanges
    problems: ServiceNowProblems

    async def ping(self) -> None:
        """Returns when ServiceNow answers and lets this account read; else raises Refused or Unavailable."""
        with self.gate.budget():
            await self.gate.read(
                "/table/incident", lambda incidents: incidents.get(fields=["sys_id"], limit=1).all()
            )

    def close(self) -> None:
        self.gate.close()


def connect(
    settings: ServiceNowSettings, *, audit: Audit | None = None, now: Callable[[], datetime] = _now
) -> ServiceNow:
    """Nothing is sent yet: a ServiceNow that is down is no reason not to start."""
    client = pysnow.Client(
        host=settings.host, use_ssl=settings.url.startswith("https:"), session=make_session(settings)
    )
    gate = Gate(client, deadline_s=settings.deadline_s, threads=settings.threads)
    directory, once = ServiceNowDirectory(gate), Once(gate, settle_s=settings.settle_s)
    tickets = ServiceNowTickets(gate, directory, once, own_ids=settings.own_ids, time_zone=settings.time_zone)
    approvals = Approvals(gate, time_zone=settings.time_zone)
    inserting = Inserting(gate, once, own_ids=settings.own_ids)
    return ServiceNow(
        tickets=tickets,
        directory=directory,
        gate=gate,
        trouble=ServiceNowTrouble(gate, Affecting(gate, tickets.reading, once)),
        catalogue=ServiceNowCatalogue(gate, directory, once, approvals),
        stock=ServiceNowStock(gate, directory, once),
        knowledge=ServiceNowKnowledge(gate, inserting),
        chats=ServiceNowChats(gate, inserting),
        accounts=ServiceNowAccounts(gate, audit or LoggedAudit(), now),
        remote_help=ServiceNowRemoteHelp(gate, tickets, inserting, settings.remote_help_link, now),
        changes=ServiceNowChanges(gate, tickets.reading),
        catalogue_changes=ServiceNowCatalogueChanges(gate, approvals),
        problems=ServiceNowProblems(gate, tickets.reading, directory, inserting),
    )
