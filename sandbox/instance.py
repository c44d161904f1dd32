"""One practice server: its rows, its time, its faults to come and what it was asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sanic import HTTPResponse, Request, Sanic

from sandbox import accounts
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.rate_limits import RateLimits
from sandbox.recorder import Recorder
from sandbox.records.actor import Actor
from sandbox.records.stored import Entry
from sandbox.records.write import Writer
from sandbox.rules import clockwork
from sandbox.store import Store
from sandbox.tokens import Tokens

App = Sanic[Any, Any]
_OVERRIDES = ("PUT", "PATCH", "DELETE", "GET")
_TICK = timedelta(seconds=1)


@dataclass
class Instance:
    store: Store
    now: Callable[[], datetime] = field(default_factory=Clock)
    faults: Faults = field(default_factory=Faults)
    tokens: Tokens = field(default_factory=Tokens)
    limits: RateLimits = field(default_factory=RateLimits)
    recorder: Recorder = field(default_factory=Recorder)
    born: dict[str, float] = field(default_factory=dict)
    running: set[asyncio.Task[HTTPResponse]] = field(default_factory=set)
    _ticked: datetime | None = None

    def actor(self, request: Request) -> Actor:
        row, roles = accounts.caller(self.store, self.tokens, request.headers)
        return Actor(row, self.now(), roles)

    def lagging(self, seconds: float) -> frozenset[str]:
        """The rows made in the last ``seconds``."""
        newest = time.monotonic() - seconds
        return frozenset(sys_id for sys_id, made in self.born.items() if made > newest)

    def tick(self) -> None:
        """Let happen what is due; at most once a second."""
        now = self.now()
        if self._ticked is not None and abs(now - self._ticked) < _TICK:
            return
        self._ticked = now
        if not self.store.read_only:
            clockwork.tick(self.store, now)


@dataclass(frozen=True)
class Visit:
    """A request that was let in. ``hidden`` rows are not there for it; its texts are cut at ``cut``."""

    request: Request
    instance: Instance
    actor: Actor
    hidden: frozenset[str] = frozenset()
    cut: int | None = None

    @property
    def store(self) -> Store:
        return self.instance.store

    @cached_property
    def args(self) -> dict[str, str]:
        """The parameters of the address, also when it was sent as a short one."""
        return arguments(self.request, self.store)

    @property
    def method(self) -> str:
        return method_of(self.request)

    @property
    def base(self) -> str:
        return f"{self.request.scheme}://{self.request.host}/api/now"

    def flag(self, name: str) -> bool:
        return self.args.get(name, "").lower() == "true"

    def whole(self, name: str, default: int) -> int:
        text = self.args.get(name, "")
        return min(int(text), 10**9) if text.isdecimal() else default

    def writer(self) -> Writer:
        entry = Entry(displayed=self.flag("sysparm_input_display_value"), cut=self.cut)
        return Writer(self.store, self.actor, entry)

    def noted(self, sys_id: str) -> None:
        """A row is made: a lagging replica does not show it yet."""
        self.instance.born[sys_id] = time.monotonic()


def method_of(request: Request) -> str:
    override = request.headers.get("x-http-method-override", "").upper()
    return override if request.method == "POST" and override in _OVERRIDES else request.method


def arguments(request: Request, store: Store) -> dict[str, str]:
    args = {name: values[0] for name, values in request.args.items()}
    if tiny := args.get("sysparm_tiny"):
        kept = store.one("SELECT query FROM _tiny WHERE id = ?", [tiny])
        query = urlsplit(kept["query"]).query if kept else ""
        return {**dict(parse_qsl(query)), **{k: v for k, v in args.items() if k != "sysparm_tiny"}}
    return args
