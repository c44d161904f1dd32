"""``python -m sandbox --port N``: the server, its empty file seeded."""

from __future__ import annotations

import argparse
import json
import logging
import os
import socket
import ssl
import sys
from pathlib import Path

from sandbox.clock import Clock, moment
from sandbox.instance import App, Instance
from sandbox.recorder import Recorder
from sandbox.seed.larkfield import complete, outdated, seed
from sandbox.server import create_app
from sandbox.store import Store


def main() -> None:
    options = _options()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    clock = Clock(options.clock, frozen=options.frozen)
    store = _opened(options.db, clock, read_only=options.read_only)
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", options.port))
    app = create_app(Instance(store, now=clock, recorder=Recorder(options.record)))
    scheme = "https" if options.tls else "http"
    _announce(app, f"{scheme}://127.0.0.1:{listening.getsockname()[1]}")
    app.run(sock=listening, ssl=_tls(options.tls), single_process=True, motd=False, access_log=False)
    store.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="A practice server that answers like ServiceNow. Sign in as admin/admin; OAuth client"
        " demo/demo; API key demo-api-key.",
    )
    port = int(os.environ.get("FIRSTLINE_SANDBOX_PORT", "8090"))
    parser.add_argument("--port", type=int, default=port, help="0 picks a free one (default: %(default)s)")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"), help="PEM files; serves https")
    parser.add_argument("--db", type=Path, help="database file; without one, all is forgotten at the end")
    parser.add_argument("--read-only", action="store_true", help="refuse whatever would change a record")
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="write requests and answers as JSON lines"
    )
    when = "time to start at, such as 2026-11-20T08:00:00Z (default: now)"
    parser.add_argument("--clock", type=moment, metavar="TIME", help=when)
    parser.add_argument("--frozen", action="store_true", help="with --clock: the time stands still")
    options = parser.parse_args()
    if options.frozen and options.clock is None:
        parser.error("--frozen needs --clock")
    return options


def _opened(path: Path | None, clock: Clock, *, read_only: bool) -> Store:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    store = Store(path or ":memory:", read_only=read_only)
    if store.empty():
        seed(store, today=clock())
    elif outdated(store):
        complete(store, today=clock())
    return store


def _tls(files: list[str] | None) -> ssl.SSLContext | None:
    if not files:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*files)
    return context


def _announce(app: App, url: str) -> None:
    @app.after_server_start
    async def ready(_: App) -> None:
        print(json.dumps({"event": "ready", "process": "sandbox", "url": url}), flush=True)


if __name__ == "__main__":
    main()
