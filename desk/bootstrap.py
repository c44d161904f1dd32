"""The composition root: settings in, a ready app out. Nothing else chooses an adapter."""

from __future__ import annotations

from itsm.servicenow.settings import ServiceNowSettings
from sanic import Blueprint, Sanic

import desk.channels.web.demo
import desk.channels.web.routes
import desk.console.routes
import desk.health
import desk.openapi
from desk.app import create_app
from desk.bot_client import BotClient
from desk.clock import Clock, SystemClock
from desk.desk import Desk
from desk.identity import Identity
from desk.intake import Intake
from desk.live import Live
from desk.parts import Parts
from desk.security import Limits
from desk.settings import Settings
from desk.standards_folder import StandardsFolder
from desk.store.database import Database
from desk.switchboard import Switchboard
from desk.turns import Turns
from desk.watch import Watch
from desk.work import WorkOutbox
from itsm.servicenow import connect

BLUEPRINTS: tuple[Blueprint, ...] = (
    desk.channels.web.routes.blueprint,
    desk.channels.web.demo.blueprint,
    desk.console.routes.blueprint,
    desk.health.blueprint,
    desk.openapi.blueprint,
)


def make_parts(settings: Settings, *, clock: Clock | None = None) -> Parts:
    """Wire everything. Must run inside the event loop that will serve."""
    service_now = connect(ServiceNowSettings())
    core = Desk(
        Database(settings.database),
        clock or SystemClock(),
        Live(),
        StandardsFolder(settings.release_folder),
        push=frozenset({"slack"} if settings.slack_bot_token else ()),
    )
    bot = BotClient(settings.bot_url, settings.bot_secret.get_secret_value())
    switchboard = Switchboard(core)
    turns = Turns(core, bot, switchboard, join_ms=settings.join_ms)
    core.want_turn = turns.want
    return Parts(
        settings=settings,
        desk=core,
        switchboard=switchboard,
        intake=Intake(core, switchboard),
        turns=turns,
        identity=Identity(core, settings.token_secret.get_secret_value()),
        limits=Limits(settings.messages_per_minute),
        bot=bot,
        tickets=service_now.tickets,
        directory=service_now.directory,
        outbox=WorkOutbox(core, service_now.tickets),
        watch=Watch(core, switchboard),
    )


def make_app(settings: Settings) -> Sanic:
    parts = make_parts(settings)
    return create_app(parts, BLUEPRINTS, [parts.outbox.run(), parts.watch.run()])
