"""``python -m sandbox --port N [--tls CERT KEY] [--db FILE]``: the server, its empty file seeded."""

from __future__ import annotations

import argparse
import json
import logging
import os
import socket
import ssl
import sys
from datetime import datetime, timezone
from pathlib import Path

from sandbox.door import App, Instance
from sandbox.seed import seed
from sandbox.server import create_app
from sandbox.store import Store


def main() -> None:
    options = _options()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    store = _opened(options.db)
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", options.port))
    app = create_app(Instance(store))
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
    return parser.parse_args()


def _opened(path: Path | None) -> Store:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    store = Store(path or ":memory:")
    if store.empty():
        seed(store, today=datetime.now(timezone.utc))
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
