"""What goes wrong on purpose: ordered by an admin for the next requests, or by a request for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

KINDS: Mapping[str, str] = {
    "delay_then_commit": "waits `seconds`, then does it and answers",
    "commit_then_delay": "does it, then waits `seconds` before it answers",
    "commit_then_drop": "does it, waits `seconds`, then cuts the connection",
    "drop_before_commit": "cuts the connection; nothing is done",
    "401": "says that nobody signed in; nothing is done",
    "429": "too many requests; `seconds` is Retry-After, 0: no header at all; nothing is done",
    "500": "internal error; nothing is done",
    "502": "bad gateway, as a page; nothing is done",
    "503": "unavailable; `seconds` is Retry-After; nothing is done",
    "504": "gateway timeout, as a page; nothing is done",
    "500_after_commit": "does it, then says internal error",
    "504_after_commit": "does it, then says gateway timeout, as a page",
    "202": "does it, then answers 202 without a body",
    "html_200": "status 200 with the page of a hibernating instance; done only with `commit`",
    "error_200": "status 200 with an error and no rows; does it first unless `commit` is false",
    "truncated_json": "half of the answer; does it first unless `commit` is false",
    "drip": "does it, then answers a byte every `seconds` (0: one second)",
    "read_lag": "reads do not see rows made in the last `seconds`",
    "token_expired": "the caller's OAuth token is over, this request included",
    "acl_deny": "access controls say no; nothing is done",
    "field_truncation": "every text is cut off after `length` letters when it is stored",
}
READ_METHODS = ("GET", "HEAD")
HEADER = "x-sandbox-fault"


@dataclass(frozen=True)
class Fault:
    """``times`` requests of ``method`` and ``table`` ("" is any) get it; KINDS says what ``kind`` does.

    ``seconds`` is a delay, a Retry-After (0: no header at all) or how long a new row stays unseen.
    ``commit`` says for html_200, error_200 and truncated_json whether a write is done all the same.
    """

    kind: str
    method: str = ""
    table: str = ""
    seconds: float = 0.0
    times: int = 1
    commit: bool = True
    length: int = 20

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
    commit = body.get("commit", kind != "html_200") not in (False, "false")
    length = max(0, int(body.get("length", 20)))
    return Fault(kind, method, table, seconds, times, commit, length)


def from_header(text: str) -> Fault:
    """``delay_then_commit; seconds=2``: a request's own fault. Raises ValueError that says what is wrong."""
    kind, *more = (part.strip() for part in text.split(";"))
    named = dict(part.partition("=")[::2] for part in more if part)
    return from_json({"fault": kind, **{name.strip(): value.strip() for name, value in named.items()}})
