"""A server that drips or is silent costs one caller the deadline and everybody else nothing."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from itsm.errors import Unavailable, UnknownOutcome
from itsm.servicenow import connect
from itsm.tickets import IncidentDraft

ANA = "a" * 32


@asynccontextmanager
async def dripping(text: bytes, pause_s: float = 0.05) -> AsyncIterator[str]:
    """A server that answers everything with ``text``, one byte after the other, and never ends."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await reader.readuntil(b"\r\n\r\n")
            while True:
                for byte in text:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(pause_s)

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


HEADERS = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 5000
BODY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n" + b" " * 5000


@pytest.mark.parametrize("text", [HEADERS, BODY], ids=["headers", "body"])
async def test_a_thread_that_reads_drops_is_free_at_the_deadline(practice, text):
    async with dripping(text) as url:
        servicenow = connect(practice.settings(url=url, deadline_s=0.5, threads=2))
        began = time.monotonic()
        answers = await asyncio.gather(
            *(servicenow.tickets.list(caller=ANA) for _ in range(2)), return_exceptions=True
        )

        assert {type(answer) for answer in answers} == {Unavailable}
        assert time.monotonic() - began < 1.5
        await _until(lambda: not _reading())
        servicenow.close()


async def test_other_conversations_go_on_while_servicenow_drips(practice):
    """What they do in the event loop takes as long as it does without: within a few milliseconds."""
    async with dripping(HEADERS, pause_s=0.2) as url:
        servicenow = connect(practice.settings(url=url, deadline_s=0.8))
        calls = [asyncio.create_task(servicenow.tickets.list(caller=ANA)) for _ in range(30)]
        late = []
        while not all(call.done() for call in calls):
            began = time.monotonic()
            await asyncio.sleep(0.005)
            late.append(time.monotonic() - began - 0.005)
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        servicenow.close()

    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    assert sorted(late)[int(len(late) * 0.95)] < 0.05


async def test_after_five_silences_nobody_waits_any_more(practice):
    async with dripping(HEADERS) as url:
        servicenow = connect(practice.settings(url=url, deadline_s=0.2))
        for _ in range(5):
            with pytest.raises(Unavailable):
                await servicenow.tickets.list(caller=ANA)
        began = time.monotonic()
        with pytest.raises(Unavailable) as open_breaker:
            await servicenow.tickets.list(caller=ANA)
        servicenow.close()

    assert time.monotonic() - began < 0.1
    assert 4 < open_breaker.value.retry_after <= 5


async def test_more_calls_than_may_wait_are_turned_away_at_once(practice):
    async with dripping(HEADERS) as url:
        servicenow = connect(practice.settings(url=url, deadline_s=0.5, threads=1))
        began = time.monotonic()
        outcomes = await asyncio.gather(
            *(servicenow.tickets.list(caller=ANA) for _ in range(30)), return_exceptions=True
        )
        servicenow.close()

    assert {type(outcome) for outcome in outcomes} == {Unavailable}
    assert sum(outcome.retry_after == 1.0 for outcome in outcomes) == 21
    assert time.monotonic() - began < 1.5


async def test_a_create_that_drips_is_an_unknown_outcome_and_one_incident_in_the_end(
    connected, practice, key
):
    people = await connected().directory.people()
    draft = IncidentDraft(people[0].id, "Slow", "It drips.", "network")
    servicenow = connected(deadline_s=1.3)
    practice.fault("commit_then_delay", seconds=3)
    practice.fault("read_lag", method="GET", seconds=60, times=20)

    with pytest.raises(UnknownOutcome):
        await servicenow.tickets.open(draft, key=key)
    practice.call("DELETE", "/sandbox/faults")
    opened = await servicenow.tickets.open(draft, key=key)

    assert [row["number"] for row in practice.incidents(key)] == [opened.number]


def _reading() -> list[str]:
    """Threads of ours that are still in a read."""
    frames = sys._current_frames()
    busy = []
    for thread in threading.enumerate():
        frame = frames.get(thread.ident or 0)
        while thread.name.startswith("servicenow") and frame is not None:
            if frame.f_code.co_name in ("getresponse", "_body", "readinto"):
                busy.append(thread.name)
                break
            frame = frame.f_back
    return busy


async def _until(true) -> None:
    for _ in range(100):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("did not come true in a second")
