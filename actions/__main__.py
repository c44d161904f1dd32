"""The action server: `python -m actions [--port N]`."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import warnings
from typing import Annotated

import structlog
import typer
from pydantic import ValidationError

from actions.settings import Settings

HOST = "127.0.0.1"


def main(port: Annotated[int | None, typer.Option(help="0 picks a free one.")] = None) -> None:
    """Serves Rasa's custom actions on loopback and says on stdout when it is ready."""
    _log_to_stderr()
    settings = _settings()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one question is small: more threads only spin
    from actions.bootstrap import all_of
    from actions.server import create_app

    actions = all_of(settings)
    app = create_app(actions, secret=settings.actions_secret.get_secret_value())
    listening = _listen(settings.actions_port if port is None else port)

    @app.after_server_start
    async def ready(*_: object) -> None:
        url = f"http://{HOST}:{listening.getsockname()[1]}"
        print(json.dumps({"event": "ready", "process": "actions", "url": url}), flush=True)

    # One process: workers would have to pickle the actions and the release behind them.
    app.run(sock=listening, single_process=True, access_log=False, motd=False)


def _settings() -> Settings:
    try:
        return Settings()  # type: ignore[call-arg]  # its values come from the environment
    except ValidationError as error:
        names = ", ".join(f"FIRSTLINE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise SystemExit(f"actions: cannot start: {names}") from error


def _listen(port: int) -> socket.socket:
    """A listening socket of our own, so that port 0 is known before the server says it is ready."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((HOST, port))
    listening.listen(128)
    return listening


def _log_to_stderr() -> None:
    """Structured lines on stderr. rasa-sdk's own log is silenced below errors: it names no words, but
    warns in every call that Rasa is older than it."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=sys.stderr))
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    logging.getLogger("rasa_sdk").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="rasa_sdk")


if __name__ == "__main__":
    typer.run(main)
