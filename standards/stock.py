"""Which items lie in stockrooms, and when there are too few: data/standards/stock.yml. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from authored import Document, Problem


@dataclass(frozen=True)
class Spare:
    """``model`` is the model's name in ServiceNow. With ``reorder_at`` pieces or fewer, in all stockrooms
    together, somebody has to order more."""

    model: str
    reorder_at: int


@dataclass(frozen=True)
class StockRules:
    """``items`` by the catalogue item's name. New pieces come ``restock_days`` after today at the earliest;
    ``wait_s`` is how long a person is kept waiting for a look into the stockrooms, in seconds."""

    restock_days: int = 12
    wait_s: float = 2.0
    items: Mapping[str, Spare] = field(default_factory=dict)

    def model_of(self, item: str) -> str:
        """The model behind an item; empty for one that does not lie in a stockroom."""
        return self.items[item].model if item in self.items else ""


def stock(document: Mapping[str, Any] | None) -> StockRules:
    """The values of stock.yml; nothing in stock for a release that was made without it."""
    if document is None:
        return StockRules()
    rows = document["stock"]
    items = {name: Spare(**row) for name, row in rows["items"].items()}
    return StockRules(rows["restock_days"], rows["wait_s"], items)


def check(document: Document | None, catalogue: Document | None) -> Iterator[Problem]:
    """Items that catalogue.yml does not order."""
    if document is None or catalogue is None:  # without a catalogue nothing is ordered, in stock or not
        return
    ordered = {row["item"] for row in catalogue.data["catalogue"].values()}
    for name in document.data["stock"]["items"]:
        if name not in ordered:
            yield document.problem(("stock", "items", name), f"catalogue.yml orders no '{name}'",
                                   "use the name of an item there, or remove this line")
