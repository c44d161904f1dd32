"""The Stock port over alm_asset: one row of one PATCH holds what is left and who has it.

The Table API cannot say "only if nobody changed it". In this process one reservation after the other reads
and writes; between processes the last writer of a row has it, and each looks again before it promises.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from itsm.errors import ItsmError, Refused, Unavailable, UnknownOutcome
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.directory import ServiceNowDirectory
from itsm.servicenow.once import Once
from itsm.servicenow.query import equal, is_key, is_sys_id
from itsm.servicenow.rows import Row, shown, value
from itsm.stock import Level, Reservation

_ASSETS, _MODELS = "/table/alm_asset", "/table/cmdb_model"
_IN_STOCK, _AVAILABLE, _RESERVED = "6", "available", "reserved"
_FIELDS = ["sys_id", "model", "stockroom", "quantity", "install_status", "substatus", "reserved_for",
           "asset_tag", "comments", "sys_mod_count"]  # fmt: skip
SETTLE_S = 0.3
"""A writer that read the row before us writes within this time, or gives way."""
_ATTEMPTS = 5
_ROOM = 3800
"""Characters of comments: the marks of a heap's last forty or so reservations."""
_CHANCE = random.SystemRandom()
_log = logging.getLogger(__name__)


class ServiceNowStock:
    def __init__(self, gate: Gate, directory: ServiceNowDirectory, once: Once) -> None:
        self._gate = gate
        self._directory = directory
        self._once = once
        self._locks: dict[str, asyncio.Lock] = {}

    async def model(self, name: str) -> str:
        with self._gate.budget():
            rows = await self._gate.read(_MODELS, ask.get(equal(name=name), ["sys_id", "name"], 2))
        found = [value(row, "sys_id") for row in rows if value(row, "name") == name]
        return found[0] if len(found) == 1 else ""

    async def levels(self, model: str, stockroom: str = "") -> tuple[Level, ...]:
        if not is_sys_id(model):
            return ()
        with self._gate.budget():
            rows = await self._available(model, stockroom, 1000)
        counted = Counter[tuple[str, str, str]]()
        for row in rows:
            counted[value(row, "model"), shown(row, "model"), shown(row, "stockroom")] += _quantity(row)
        return tuple(Level(*where, available=count) for where, count in counted.most_common())

    async def reserve(self, model: str, *, person: str, key: str, stockroom: str = "") -> Reservation | None:
        if not is_key(key):
            raise Refused("key: letters, digits and hyphens only")
        if not is_sys_id(model):
            return None
        with self._gate.budget():
            async with self._once.turn(key):
                if not await self._directory.is_known(person):
                    raise Refused("reserved_for: no such person")
                if (row := await self._with_key(model, key)) is not None:
                    return _reservation(row, person)
                self._once.check(key)
                return await self._first_that_stays(model, stockroom, person, key)

    async def release(self, reservation: Reservation, *, key: str) -> bool:
        with self._gate.budget():
            async with self._alone(reservation.model):
                row = await self._with_key(reservation.model, key)
                if row is None or value(row, "sys_id") != reservation.asset:
                    return False
                await self._gate.write(_ASSETS, ask.patch(reservation.asset, _back(row, key), _FIELDS))
                return True

    async def _first_that_stays(
        self, model: str, stockroom: str, person: str, key: str
    ) -> Reservation | None:
        for attempt in range(_ATTEMPTS):
            # Those who were in one another's way must not meet again.
            await asyncio.sleep(_CHANCE.uniform(0, attempt * SETTLE_S))
            async with self._alone(model):
                row = await self._taken(model, stockroom, person, key)
            if row is None:
                return None
            await asyncio.sleep(SETTLE_S)
            try:
                again = await self._row(value(row, "sys_id"))
            except ItsmError as error:
                raise UnknownOutcome("put aside, but not looked at again") from error
            if again is not None and _mark(key) in value(again, "comments"):
                return _reservation(again, person)
        raise Unavailable("others were quicker each time")

    async def _taken(self, model: str, stockroom: str, person: str, key: str) -> Row | None:
        """The row after our mark is on it, or None when nothing is left."""
        began = time.monotonic()
        free = await self._available(model, stockroom, 1)
        if not free:
            return None
        row = free[0]
        work = ask.patch(value(row, "sys_id"), _taking(row, person, key), _FIELDS)
        try:
            after = await self._gate.write(_ASSETS, work, keep_s=1.0)
        except UnknownOutcome as error:
            await asyncio.sleep(SETTLE_S)
            found = await self._with_key(model, key)
            if found is None:
                raise self._once.lost(key, str(error)) from error
            return found
        if _mark(key) not in value(after, "comments"):
            await self._gate.write(_ASSETS, ask.patch(value(row, "sys_id"), _as_before(row), _FIELDS))
            raise Refused("comments: the mark of a reservation was not kept")
        if _count(after) > _count(row) + 1 and time.monotonic() - began > SETTLE_S:
            # Somebody wrote between our read and our late write, and may have been promised it.
            _log.error("possible double reservation of asset %s: check who has it", value(row, "sys_id"))
        return after

    async def _available(self, model: str, stockroom: str, limit: int) -> list[Row]:
        terms = {"model": model, "install_status": _IN_STOCK, "substatus": _AVAILABLE}
        place = {"stockroom": stockroom} if is_sys_id(stockroom) else {}
        query = f"{equal(**terms, **place)}^quantity>0^ORDERBYasset_tag^ORDERBYsys_id"
        rows = await self._gate.read(_ASSETS, ask.get(query, _FIELDS, limit))
        return [row for row in rows if _is_free(row, model)]

    async def _with_key(self, model: str, key: str) -> Row | None:
        query = f"{equal(model=model)}^commentsLIKE{_mark(key)}"
        rows = await self._gate.read(_ASSETS, ask.get(query, _FIELDS, 2))
        return next((row for row in rows if _mark(key) in value(row, "comments")), None)

    async def _row(self, sys_id: str) -> Row | None:
        rows = await self._gate.read(_ASSETS, ask.get(equal(sys_id=sys_id), _FIELDS, 1))
        return next((row for row in rows if value(row, "sys_id") == sys_id), None)

    @asynccontextmanager
    async def _alone(self, model: str) -> AsyncIterator[None]:
        lock = self._locks.setdefault(model, asyncio.Lock())
        try:
            async with asyncio.timeout(self._gate.seconds_left()):
                await lock.acquire()
        except TimeoutError:
            raise Unavailable("many ask for this at once", asked=False) from None
        try:
            yield
        finally:
            lock.release()


def _taking(row: Row, person: str, key: str) -> dict[str, str]:
    """What one PATCH writes: the last piece of a row is reserved, of several there is one less."""
    noted = {"comments": _noted(value(row, "comments"), f"{_mark(key)} for {person}")}
    if _quantity(row) > 1:
        return {**noted, "quantity": str(_quantity(row) - 1)}
    return {**noted, "substatus": _RESERVED, "reserved_for": person}


def _as_before(row: Row) -> dict[str, str]:
    fields = ("quantity", "substatus", "reserved_for", "comments")
    return {name: value(row, name) for name in fields}


def _back(row: Row, key: str) -> dict[str, str]:
    lines = [line for line in value(row, "comments").splitlines() if not line.startswith(_mark(key))]
    noted = {"comments": "\n".join(lines)}
    if value(row, "substatus") == _RESERVED:
        return {**noted, "substatus": _AVAILABLE, "reserved_for": ""}
    return {**noted, "quantity": str(_quantity(row) + 1)}


def _noted(comments: str, line: str) -> str:
    """The comments with one line more, without the oldest of our lines when the field is full."""
    lines = [*comments.splitlines(), line]
    while len("\n".join(lines)) > _ROOM and any(each.startswith("[ref:") for each in lines[:-1]):
        del lines[next(place for place, each in enumerate(lines) if each.startswith("[ref:"))]
    return "\n".join(lines)


def _mark(key: str) -> str:
    return f"[ref:{key}]"


def _is_free(row: Row, model: str) -> bool:
    return (
        value(row, "model") == model
        and value(row, "install_status") == _IN_STOCK
        and value(row, "substatus") == _AVAILABLE
        and _quantity(row) > 0
        and is_sys_id(value(row, "sys_id"))
    )


def _quantity(row: Row) -> int:
    text = value(row, "quantity")
    return int(text) if text.lstrip("-").isdigit() else 1


def _count(row: Row) -> int:
    text = value(row, "sys_mod_count")
    return int(text) if text.isdigit() else 0


def _reservation(row: Row, person: str) -> Reservation:
    return Reservation(
        value(row, "sys_id"), value(row, "model"), shown(row, "stockroom"), person, value(row, "asset_tag")
    )
