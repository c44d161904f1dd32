"""The composition root: settings in, a ready app out. Nothing else chooses an adapter."""

from __future__ import annotations

from sanic import Sanic

from desk.app import create_app
from desk.approvals import ApprovalsWatch
from desk.blueprints import BLUEPRINTS
from desk.bot_client import Bot, BotClient
from desk.channels.slack.channel import connect as connect_slack
from desk.clock import Clock, SystemClock
from desk.desk import Desk
from desk.filing import Filing
from desk.identity import Identity
from desk.intake import Intake
from desk.known_outages import KnownOutages
from desk.live import Live
from desk.low_stock import LowStock
from desk.parts import Parts
from desk.request_changes import RequestChangesWatch
from desk.security import Limits
from desk.settings import Settings
from desk.standards_folder import StandardsFolder
from desk.store.database import Database
from desk.switchboard import Switchboard
from desk.ticket_changes import TicketChangesWatch
from desk.trouble_over import TroubleOverWatch
from desk.turns import Turns
from desk.watch import Watch
from desk.work_outbox import WorkOutbox
from itsm.catalogue import Catalogue
from itsm.catalogue_changes import CatalogueChanges
from itsm.changes import TicketChanges
from itsm.chats import Chats
from itsm.directory import Directory
from itsm.problems import Problems
from itsm.servicenow import connect
from itsm.servicenow.settings import ServiceNowSettings
from itsm.stock import Stock
from itsm.tickets import Tickets
from itsm.trouble import Trouble


def make_parts(
    settings: Settings,
    *,
    clock: Clock | None = None,
    bot: Bot | None = None,
    tickets: Tickets | None = None,
    directory: Directory | None = None,
    changes: TicketChanges | None = None,
    chats: Chats | None = None,
    trouble: Trouble | None = None,
    catalogue: Catalogue | None = None,
    catalogue_changes: CatalogueChanges | None = None,
    problems: Problems | None = None,
    stock: Stock | None = None,
) -> Parts:
    """Wire everything; what is not handed in is the real thing. Call it inside the serving event loop."""
    stock_page = ""
    if tickets is None or directory is None:
        there = ServiceNowSettings()
        service_now = connect(there)
        tickets, directory = tickets or service_now.tickets, directory or service_now.directory
        changes, chats = changes or service_now.changes, chats or service_now.chats
        trouble = trouble or service_now.trouble
        catalogue, problems = catalogue or service_now.catalogue, problems or service_now.problems
        stock, stock_page = stock or service_now.stock, there.stock_page
        catalogue_changes = catalogue_changes or service_now.catalogue_changes
    core = Desk(
        Database(settings.database),
        clock or SystemClock(),
        Live(),
        StandardsFolder(settings.release_folder),
        push=frozenset({"slack"} if settings.slack_is_set_up else ()),
        keeps_chats=chats is not None,
    )
    bot = bot or BotClient(settings.bot_url, settings.bot_secret.get_secret_value())
    switchboard = Switchboard(core)
    outages = KnownOutages(core.now, trouble)
    turns = Turns(core, bot, switchboard.handoffs, join_ms=settings.join_ms, outages=outages.current)
    core.want_turn = turns.want
    return Parts(
        settings=settings,
        desk=core,
        switchboard=switchboard,
        intake=Intake(core, switchboard.handoffs),
        turns=turns,
        identity=Identity(core, settings.token_secret.get_secret_value()),
        limits=Limits(settings.messages_per_minute),
        bot=bot,
        tickets=tickets,
        directory=directory,
        outbox=WorkOutbox(core, Filing(tickets, catalogue, problems, stock), chats, trouble),
        watch=Watch(core, switchboard.handoffs),
        ticket_changes=TicketChangesWatch(core, changes),
        request_changes=RequestChangesWatch(core, catalogue, catalogue_changes),
        approvals=ApprovalsWatch(core, catalogue, catalogue_changes),
        outages=outages,
        trouble_over=TroubleOverWatch(core, trouble),
        low_stock=LowStock(core.now, stock, lambda: core.standards().stock, stock_page),
    )


def make_app(settings: Settings) -> Sanic:
    """The app with every channel and page, ready to be served."""
    parts = make_parts(settings)
    slack = connect_slack(parts)
    senders = [slack.sender.run()] if slack else []
    app = create_app(
        parts,
        BLUEPRINTS,
        [
            parts.outbox.run(),
            parts.watch.run(),
            parts.ticket_changes.run(),
            parts.request_changes.run(),
            parts.approvals.run(),
            parts.outages.run(),
            parts.trouble_over.run(),
            parts.low_stock.run(),
            *senders,
        ],
    )
    app.ctx.slack = slack
    return app
