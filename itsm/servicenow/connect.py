"""A ServiceNow put together from its settings."""

from __future__ import annotations

from dataclasses import dataclass

import pysnow

from itsm.servicenow.call import Gate
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.session import make_session
from itsm.servicenow.settings import ServiceNowSettings
from itsm.servicenow.tickets import ServiceNowTickets


@dataclass(frozen=True)
class ServiceNow:
    """The ports of one instance."""

    tickets: ServiceNowTickets
    directory: ServiceNowDirectory
    gate: Gate

    async def ping(self) -> None:
        """Returns when ServiceNow answers and lets this account read; else raises Refused or Unavailable."""
        with self.gate.budget():
            await self.gate.read(
                "/table/incident", lambda incidents: incidents.get(fields=["sys_id"], limit=1).all()
            )

    def close(self) -> None:
        self.gate.close()


def connect(settings: ServiceNowSettings) -> ServiceNow:
    """Nothing is sent yet: a ServiceNow that is down is no reason not to start."""
    client = pysnow.Client(
        host=settings.host, use_ssl=settings.url.startswith("https:"), session=make_session(settings)
    )
    gate = Gate(client, deadline_s=settings.deadline_s, threads=settings.threads)
    directory = ServiceNowDirectory(gate)
    tickets = ServiceNowTickets(
        gate,
        directory,
        own_ids=settings.own_ids,
        time_zone=settings.time_zone,
        settle_s=settings.settle_s,
    )
    return ServiceNow(tickets, directory, gate)
