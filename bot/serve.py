"""The bot as a process: a web server on loopback with the desk's channel and a health page."""

from __future__ import annotations

import json
import logging
import socket
from pathlib import Path

from rasa.core.channels.channel import UserMessage, register
from rasa.shared.utils.io import read_config_file
from sanic import Sanic
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as answer

from bot import memory
from bot.channel import LONGEST, DeskChannel, error
from bot.engine import NoModel, loaded, model_file, release_name
from bot.settings import Settings
from bot.turns import Turns

HOST = "127.0.0.1"
log = logging.getLogger("bot.serve")


def serve(found: Settings, *, port: int, credentials: Path = Path("credentials.yml")) -> None:
    """Serve until told to stop. Without a model it serves too, and says 503."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((HOST, port))
    app = application(found, credentials)

    @app.listener("after_server_start")
    async def ready(*_: object) -> None:
        url = f"http://{HOST}:{listening.getsockname()[1]}"
        print(json.dumps({"event": "ready", "process": "bot", "url": url}), flush=True)

    app.run(sock=listening, access_log=False, debug=False, motd=False)


def application(found: Settings, credentials: Path) -> Sanic:
    app = Sanic("firstline_bot", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LONGEST
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.ctx.turns = None
    app.ctx.release = release_name(found.release)
    register([door(credentials)], app, route="/webhooks/")

    @app.listener("before_server_start")
    async def load(*_: object) -> None:
        try:
            agent = await loaded(found, model_file(found.release))
        except NoModel as missing:
            log.error("%s", missing)
            return
        await agent.processor.parse_message(UserMessage("warm up"))  # the encoder loads with the first text
        memory.settle()
        app.ctx.turns = Turns(agent, release=app.ctx.release)

    @app.get("/health")
    async def health(request: Request) -> HTTPResponse:
        return _health(app)

    @app.get("/", name="root")
    async def root(request: Request) -> HTTPResponse:
        return _health(app)

    @app.exception(PayloadTooLarge)
    async def too_large(request: Request, exception: PayloadTooLarge) -> HTTPResponse:
        return error(413, "too_large", f"a turn has at most {LONGEST} bytes")

    return app


def door(credentials: Path) -> DeskChannel:
    """The one channel. Rasa's own reader of the file would bring its whole HTTP API: 15 MB."""
    return DeskChannel.from_credentials(read_config_file(str(credentials)).get("bot.channel.DeskChannel"))


def _health(app: Sanic) -> HTTPResponse:
    if app.ctx.turns is None:
        return answer({"status": "down", "parts": {"model": "none is loaded"}}, status=503)
    return answer({"status": "ok", "release": app.ctx.release})
