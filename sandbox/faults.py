"""What goes wrong on purpose: ordered by an admin, taken by the next requests that match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

KINDS = frozenset({
    "delay_then_commit",
    "commit_then_delay",
    "commit_then_drop",
    "drop_before_commit",
    "429",
    "503",
    "500_after_commit",
    "html_200",
    "error_200",
    "truncated_json",
    "read_lag",
})  # fmt: skip
READ_METHODS = ("GET", "HEAD")


@dataclass(frozen=True)
class Fault:
    """``times`` requests of ``method`` and ``table`` ("" is any) get it.

    ``seconds`` is a delay, a Retry-After (0: no header at all) or how long a new row stays unseen.
    ``commit`` says for html_200, error_200 and truncated_json whether a write is done all the same.
    """

    kind: str
    method: str = ""
    table: str = ""
    seconds: float = 0.0
    times: int = 1
    commit: bool = True

    def matches(self, method: str, table: str) -> bool:
        if self.kind == "read_lag" and method not in READ_METHODS:
            return False
        return self.method in ("", method) and self.table in ("", table)


class Faults:
    """Those still to come, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def waiting(self) -> tuple[Fault, ...]:
        return tuple(self._waiting)

    def take(self, method: str, table: str) -> Fault | None:
        """The first that matches, one time fewer."""
        for place, fault in enumerate(self._waiting):
            if fault.matches(method, table):
                left = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                self._waiting[place : place + 1] = left
                return fault
        return None


def from_json(body: Mapping[str, Any]) -> Fault:
    """``{"fault": "429", "match": {"method": "POST", "table": "incident"}, "seconds": 7, "times": 2}``.

    Raises ValueError that says what is wrong.
    """
    kind = str(body.get("fault"))
    if kind not in KINDS:
        raise ValueError(f"fault is one of {', '.join(sorted(KINDS))}")
    match = body.get("match") or {}
    if not isinstance(match, Mapping):
        raise ValueError("match is an object with method and table")
    seconds, times = float(body.get("seconds", 0)), int(body.get("times", 1))
    if not (0 <= seconds <= 600 and times >= 1):
        raise ValueError("seconds is 0 to 600, times at least 1")
    method, table = str(match.get("method", "")).upper(), str(match.get("table", ""))
    commit = body.get("commit", kind != "html_200")
    return Fault(kind, method=method, table=table, seconds=seconds, times=times, commit=bool(commit))
