"""Stock held in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from itsm.errors import Refused
from itsm.stock import Level, Reservation


@dataclass
class MemoryStock:
    """``pieces`` by (model, stockroom)."""

    pieces: dict[tuple[str, str], int]
    people: Collection[str] | None = None
    reserved: dict[str, Reservation] = field(default_factory=dict)

    async def model(self, name: str) -> str:
        return name if any(what == name for what, _ in self.pieces) else ""

    async def levels(self, model: str, stockroom: str = "") -> tuple[Level, ...]:
        found = [
            Level(what, what, where, count)
            for (what, where), count in self.pieces.items()
            if what == model and count > 0 and stockroom in ("", where)
        ]
        return tuple(sorted(found, key=lambda level: -level.available))

    async def reserve(self, model: str, *, person: str, key: str, stockroom: str = "") -> Reservation | None:
        if self.people is not None and person not in self.people:
            raise Refused("reserved_for: no such person")
        if key not in self.reserved:
            levels = await self.levels(model, stockroom)
            if not levels:
                return None
            self.pieces[model, levels[0].stockroom] -= 1
            self.reserved[key] = Reservation(key, model, levels[0].stockroom, person)
        return self.reserved[key]

    async def release(self, reservation: Reservation, *, key: str) -> bool:
        if self.reserved.get(key) != reservation:
            return False
        del self.reserved[key]
        self.pieces[reservation.model, reservation.stockroom] += 1
        return True
