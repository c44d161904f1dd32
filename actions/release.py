"""What the actions read of a release, and the shelf that always has the current one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import structlog

from flows.dangers import listeners
from flows.model import Flow
from standards.model import Standards

_log = structlog.get_logger("actions")


class Lexicon(Protocol):
    """Vague words made concrete."""

    def concrete(self, text: str) -> str:
        """The text with "the thing for home internet" said as "VPN client"."""
        ...


class Knowledge(Protocol):
    """Answers from articles: kb_index.KnowledgeBase keeps this promise."""

    def ask(self, question: str, *, audiences: Collection[str], today: date) -> Any:
        """kb_index.Found or kb_index.NotCovered."""
        ...


@dataclass(frozen=True)
class Release:
    """One version of everything authors and leads edit, read and checked."""

    flows: Mapping[str, Flow]
    standards: Standards
    lexicon: Lexicon
    knowledge: Knowledge

    @cached_property
    def listeners(self) -> tuple[Flow, ...]:
        """The few flows that together hear every danger: made once, asked at every turn."""
        return listeners(self.flows.values())


@dataclass
class Shelf:
    """The release that ``folder`` (a symlink) points to now, read again when it points elsewhere.

    A release that cannot be read is logged once and the last good one stays.
    """

    folder: Path
    read: Callable[[Path], Release]
    _target: Path | None = field(default=None, init=False)
    _release: Release | None = field(default=None, init=False)

    def current(self) -> Release:
        """The release to answer this turn from. Raises what ``read`` raises when there is none yet."""
        target = self.folder.resolve()
        if self._release is None or target != self._target:
            self._release = self._read(target)
            self._target = target
        return self._release

    def _read(self, target: Path) -> Release:
        try:
            return self.read(target)
        except Exception as error:  # a bad release must not silence the one that works
            if self._release is None:
                raise
            _log.error("release not readable", folder=target.name, error=type(error).__name__)
            return self._release
