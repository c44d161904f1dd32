"""Everything a route may use, put together once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from sanic import Request

from desk.approvals import ApprovalsWatch
from desk.bot_client import Bot
from desk.desk import Desk
from desk.identity import Identity
from desk.intake import Intake
from desk.known_outages import KnownOutages
from desk.low_stock import LowStock
from desk.request_changes import RequestChangesWatch
from desk.security import Limits
from desk.settings import Settings
from desk.switchboard import Switchboard
from desk.ticket_changes import TicketChangesWatch
from desk.trouble_over import TroubleOverWatch
from desk.turns import Turns
from desk.watch import Watch
from desk.work_outbox import WorkOutbox
from itsm.directory import Directory
from itsm.tickets import Tickets


@dataclass(frozen=True)
class Parts:
    settings: Settings
    desk: Desk
    switchboard: Switchboard
    intake: Intake
    turns: Turns
    identity: Identity
    limits: Limits
    bot: Bot
    tickets: Tickets
    directory: Directory
    outbox: WorkOutbox
    watch: Watch
    ticket_changes: TicketChangesWatch
    request_changes: RequestChangesWatch
    approvals: ApprovalsWatch
    outages: KnownOutages
    trouble_over: TroubleOverWatch
    low_stock: LowStock


def parts(request: Request) -> Parts:
    """The parts of the app that serves this request."""
    found: Parts = request.app.ctx.parts
    return found
