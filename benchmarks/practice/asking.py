"""A client that costs next to nothing: the same bytes over kept connections, answers counted and dropped."""

from __future__ import annotations

import asyncio
import base64
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

_AUTH = base64.b64encode(b"admin:admin").decode()


@dataclass(frozen=True)
class Pace:
    """Answers a second, and the mean size of one."""

    a_second: float
    size: int


async def asked(url: str, *, seconds: float, connections: int = 4) -> Pace:
    """Asks as fast as answers come. Raises RuntimeError for an answer that is not 200."""
    until = time.monotonic() + seconds
    began = time.monotonic()
    counts = await asyncio.gather(*(_one(url, until) for _ in range(connections)))
    count, size = sum(n for n, _ in counts), sum(total for _, total in counts)
    return Pace(count / (time.monotonic() - began), size // max(1, count))


async def _one(url: str, until: float) -> tuple[int, int]:
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    path = f"{where.path}?{where.query}" if where.query else where.path
    sent = (
        f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nAccept: application/json\r\n"
        f"Authorization: Basic {_AUTH}\r\n\r\n"
    ).encode()
    count = total = 0
    try:
        while time.monotonic() < until:
            writer.write(sent)
            total += await _answer(reader)
            count += 1
    finally:
        writer.close()
    return count, total


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head[:20]:
        raise RuntimeError(head.decode(errors="replace").splitlines()[0])
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    size = int(length.partition(b":")[2])
    await reader.readexactly(size)
    return size
