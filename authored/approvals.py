"""Approvals: which text of an authored file somebody read and vouched for.

A fingerprint covers what a file says. Comments, line ends and the order of keys do not count, and
neither do the keys ``approval`` and ``review`` at the top of a file, which say nothing to anybody.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authored.problems import Problem

_SAYS_NOTHING = ("approval", "review")


def fingerprint(said: Mapping[str, Any]) -> str:
    """The sha256 of a file's content, 64 hex digits."""
    covered = {key: value for key, value in said.items() if key not in _SAYS_NOTHING}
    return hashlib.sha256(json.dumps(covered, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Vouched:
    """Who approved a text, on which day (year-month-day), and the fingerprint of what they read."""

    person: str
    date: str
    hash: str = ""


@dataclass(frozen=True)
class Governed:
    """A file whose text needs an approval. ``hash`` is the fingerprint of what it says now, ``file`` its
    path as an author types it, ``line`` where a reader should look."""

    path: Path
    file: str
    line: int
    hash: str
    vouched: Vouched | None

    @property
    def approved(self) -> bool:
        """Whether somebody approved the text as it stands: a changed word makes it unapproved."""
        return self.vouched is not None and self.vouched.hash == self.hash

    def problem(self, command: str) -> Problem:
        """What the check says; ``command`` approves one file."""
        what = "nobody has approved this text"
        if self.vouched:
            what = f"the text changed after {self.vouched.person} approved it on {self.vouched.date}"
        return Problem(
            self.file, self.line, what,
            f"let an approver read '{command} pending', then: {command} approve {self.file} --by NAME",
        )  # fmt: skip


def problems(texts: tuple[Governed, ...], command: str) -> tuple[Problem, ...]:
    """One for each text that nobody approved as it stands."""
    return tuple(text.problem(command) for text in texts if not text.approved)
