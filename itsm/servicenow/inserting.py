"""New rows of any table, each once per key: looked up before it is sent and after its answer was lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from itsm.errors import ItsmError, Refused, Unavailable, UnknownOutcome
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.once import Once
from itsm.servicenow.opening import LOOK_UP_S, POLL_S, own_id
from itsm.servicenow.query import is_key
from itsm.servicenow.rows import Row, value
from itsm.servicenow.translate import Duplicate

Find = Callable[[], Awaitable[Row | None]]


class Inserting:
    def __init__(self, gate: Gate, once: Once, *, own_ids: bool) -> None:
        self._gate = gate
        self._once = once
        self._own_ids = own_ids

    async def once(
        self, table: str, values: dict[str, str], key: str, find: Find, fields: Sequence[str]
    ) -> Row:
        """The row of ``key``; ``find`` looks it up and checks it.

        Raises Refused, Unavailable, UnknownOutcome.
        """
        if not is_key(key):
            raise Refused("key: letters, digits and hyphens only")
        async with self._once.turn(key):
            if (row := await find()) is not None:
                return row
            self._once.check(key)
            return await self._made(table, values, key, find, fields)

    async def _made(
        self, table: str, values: dict[str, str], key: str, find: Find, fields: Sequence[str]
    ) -> Row:
        own = {"sys_id": own_id(key)} if self._own_ids else {}
        sent = {**own, **{name: text for name, text in values.items() if text}}
        try:
            row = await self._gate.write(f"/table/{table}", ask.create(sent, fields), keep_s=LOOK_UP_S)
        except (UnknownOutcome, Duplicate) as error:
            return await self._after_all(key, find, error)
        if not value(row, "sys_id"):
            return await self._after_all(key, find, UnknownOutcome("the answer is no record"))
        return row

    async def _after_all(self, key: str, find: Find, error: ItsmError) -> Row:
        while self._gate.seconds_left() > POLL_S:
            try:
                row = await find()
            except Unavailable:
                row = None
            if row is not None:
                return row
            await asyncio.sleep(POLL_S)
        raise self._once.lost(key, str(error)) from error
