"""Choice lists, read from sys_choice and kept for ten minutes."""

from __future__ import annotations

import logging
import time

from itsm.choices import STATES, Choice, code_for, states_of, value_of
from itsm.errors import ItsmError
from itsm.incident import Ending
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.rows import value
from itsm.states import State

_FRESH_S, _AGAIN_S = 600.0, 60.0
_PATIENCE_S = 1.0
_FIELDS = ("name", "element", "value", "label", "inactive", "language", "sequence")
_log = logging.getLogger(__name__)


class ServiceNowChoices:
    """A list that cannot be read is empty for a minute; then states are numbered as in a new instance."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._kept: dict[tuple[str, str], tuple[float, tuple[Choice, ...]]] = {}

    async def options(self, element: str, table: str = "incident") -> tuple[Choice, ...]:
        """The active choices of a field, those of ``task`` included, in their order."""
        until, kept = self._kept.get((table, element), (0.0, ()))
        if time.monotonic() < until:
            return kept
        try:
            kept, keep_s = await self._read(table, element), _FRESH_S
        except ItsmError as error:
            _log.warning("choices of %s not read: %s", element, type(error).__name__)
            keep_s = _AGAIN_S
        self._keep(table, element, kept, keep_s)
        return kept

    async def states(self) -> dict[str, State]:
        """The port's name of each value of an incident's state."""
        found = await self.options("state")
        return states_of(found) if found else dict(STATES)

    async def state_value(self, state: State) -> str:
        """Raises Refused when this instance has no such state."""
        return value_of(state, await self.states())

    async def close_code(self, ending: Ending) -> str:
        """Raises Refused when this instance has none that fits, or keeps its list to itself, and
        Unavailable when the list cannot be read now: nothing else would do."""
        found = await self.options("close_code")
        if not found:
            found = await self._read("incident", "close_code")
            self._keep("incident", "close_code", found, _FRESH_S)
        return code_for(ending, found)

    async def offers(self, element: str, wanted: str) -> bool:
        """Whether the list has this value; True when there is no list to be read."""
        found = await self.options(element)
        return not found or any(choice.value == wanted for choice in found)

    def _keep(self, table: str, element: str, found: tuple[Choice, ...], keep_s: float) -> None:
        self._kept[table, element] = (time.monotonic() + keep_s, found)

    async def _read(self, table: str, element: str) -> tuple[Choice, ...]:
        query = f"nameIN{table},task^element={element}^inactive=false^ORDERBYsequence"
        rows = await self._gate.read("/table/sys_choice", ask.get(query, _FIELDS, 500), most_s=_PATIENCE_S)
        mine = [row for row in rows if value(row, "element") == element and value(row, "value")]
        mine = [row for row in mine if value(row, "name") in (table, "task")]
        # A field's own table wins over the table it extends, English labels over translated ones.
        own = [row for row in mine if value(row, "name") == table] or mine
        english = [row for row in own if value(row, "language") in ("", "en")] or own
        return tuple(Choice(value(row, "value"), value(row, "label")) for row in english)
