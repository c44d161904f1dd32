"""What rules know of the write they look at, and by what they write themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.records.actor import Actor
from sandbox.store import Row, Store


@dataclass(frozen=True)
class Circumstance:
    """``offered`` says whether a choice list has a value; ``sent`` are the fields of the request."""

    user: str
    now: str
    comments: str
    offered: Callable[[str, str], bool]
    sent: frozenset[str] = frozenset()


class Hands(Protocol):
    """Writes for the account whose request it is; what is written has its rules, too."""

    @property
    def store(self) -> Store: ...

    @property
    def actor(self) -> Actor: ...

    def create(self, name: str, body: Mapping[str, Any]) -> Row: ...

    def update(self, name: str, sys_id: str, body: Mapping[str, Any]) -> Row: ...
