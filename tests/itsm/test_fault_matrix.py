"""Each fault at each moment of each operation: in the end what people were promised is there, once.

A case asks for one thing with one key, the way the outbox does: again after every "try later" and "unknown",
until there is a yes or a no. One of its requests meets a fault. A yes means done once, a no means not done.
"""

from __future__ import annotations

import asyncio
import os
import uuid
import zlib

import pytest
from matrix_operations import OPERATIONS, Operation, Setting
from matrix_setting import connected, set_out, spoil

from itsm.errors import Refused, Unavailable, UnknownOutcome
from itsm.servicenow import connect
from itsm.tickets import Ticket
from sandbox.faults import KINDS

WAYS = [
    *(kind for kind in KINDS if kind != "field_truncation"),
    "field_truncation; length=40",
    *(f"{kind}; commit=false" for kind in ("error_200", "truncated_json")),
    "html_200; commit=true",
]
AT_ONCE = 10
EVERY_CASE = os.environ.get("FIRSTLINE_EVERY_CASE") == "1"
"""All of them take six minutes; otherwise some are taken, from another start for each operation."""
EVERY_NTH = {"http": 4, "https": 16}


@pytest.fixture(params=EVERY_NTH)
async def setting(request):
    practice = request.getfixturevalue("practice" if request.param == "http" else "running_tls")
    practice.reset()
    clean = connect(practice.settings())
    yield await set_out(practice, clean)
    clean.close()


@pytest.mark.parametrize("name", OPERATIONS)
async def test_whatever_fails_whenever_a_yes_is_done_once_and_a_no_is_not_done(setting, name):
    operation = OPERATIONS[name]
    moments = await _moments(setting, operation)
    # Each case is a process of its own; as many at one heap of one stockroom is not what a desk does.
    gate = asyncio.Semaphore(2 if name == "reserve" else AT_ONCE)

    async def case(fault: str, nth: int) -> tuple[str, int, object, int, str]:
        async with gate:
            key = str(uuid.uuid4())
            ticket = await operation.before(setting)
            said = await _asked(setting, operation, ticket, key, fault, nth)
            count = await asyncio.to_thread(operation.count, setting, ticket, key)
            return fault, nth, said, count, key

    every = [(fault, nth) for fault in WAYS for nth in range(1, moments + 1)]
    outcomes = await asyncio.gather(*(case(fault, nth) for fault, nth in _taken(every, setting, name)))

    wrong = [o for o in outcomes if o[3] != (0 if isinstance(o[2], Refused) else 1)]
    assert wrong == []
    refused = {(fault, repr(said)) for fault, _, said, *_ in outcomes if isinstance(said, Refused)}
    # A stock row that cannot hold the mark of a reservation is left as it was.
    fair = {"acl_deny", "field_truncation; length=40"} if name == "reserve" else {"acl_deny"}
    assert {fault for fault, _ in refused} <= fair, refused
    # An incident that may not be changed stays without its problem, which names it.
    assert {fault for fault, *_, key in outcomes if key in setting.apart} <= {"acl_deny"}


def _taken(every: list[tuple[str, int]], setting: Setting, name: str) -> list[tuple[str, int]]:
    if EVERY_CASE:
        return every
    nth = EVERY_NTH["https" if setting.practice.ca else "http"]
    return every[zlib.crc32(name.encode()) % nth :: nth]


async def _moments(setting: Setting, operation: Operation) -> int:
    """How many requests the operation makes when nothing fails."""
    servicenow = connected(setting)
    spoilt = spoil(servicenow, "", 0)
    await operation.act(servicenow, setting, await operation.before(setting), str(uuid.uuid4()))
    servicenow.close()
    return spoilt.seen


async def _asked(
    setting: Setting, operation: Operation, ticket: Ticket | None, key: str, fault: str, nth: int
) -> object:
    servicenow = connected(setting)
    spoil(servicenow, fault, nth)
    said = []
    try:
        for _ in range(12):
            try:
                return await operation.act(servicenow, setting, ticket, key)
            except Refused as refused:
                return refused
            except (Unavailable, UnknownOutcome) as later:
                said.append(later)
                if (later.retry_after or 0) > 5:
                    servicenow.gate._not_before = 0.0  # the minute after a refused sign-in is over
                else:
                    await asyncio.sleep(later.retry_after or 0.1)
        raise AssertionError(f"neither yes nor no after twelve tries: {fault} at {nth}: {said}")
    finally:
        servicenow.close()
