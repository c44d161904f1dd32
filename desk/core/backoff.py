"""How long to wait before the next try."""

from __future__ import annotations


def delay(attempts: int, *, first: float, most: float) -> float:
    """Seconds before try number ``attempts + 1``: doubling from ``first``, never above ``most``."""
    return float(min(most, first * 2 ** max(0, min(attempts, 20) - 1)))
