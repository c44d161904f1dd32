"""Run the app on one port of this machine and say when it is ready."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sanic import Sanic


@asynccontextmanager
async def listen(app: Sanic, host: str, port: int) -> AsyncIterator[str]:
    """Serve while the context lasts; gives the address. Port 0 picks a free one. Raises OSError."""
    listener = socket.create_server((host, port), backlog=256)
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        await server.before_stop()
        await server.close()
        for connection in list(server.connections):
            connection.abort()
        await server.after_stop()


async def serve(app: Sanic, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way. Prints one JSON line when ready."""
    async with listen(app, host, port) as url:
        print(json.dumps({"event": "ready", "process": "desk", "url": url}), flush=True)
        await _until_told_to_stop()


async def _until_told_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
