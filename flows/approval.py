"""The approval that a flow file carries: read from it, and written into it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from authored import Document, Governed, Vouched, fingerprint
from authored.approvals import problems
from authored.problems import Problem

COMMAND = "python -m flows"
_LINE = re.compile(r"^approval:.*$", re.MULTILINE)


class NoApprovalLine(ValueError):
    """The file has no ``approval:`` line to write to."""


def governed(document: Document, path: Path) -> Governed:
    """A flow file, or common.yml, as a text that needs an approval."""
    said = document.data["approval"]
    vouched = Vouched(said["person"], said["date"], said.get("hash", "")) if said else None
    return Governed(path, document.file, document.line("approval"), fingerprint(document.data), vouched)


def unapproved(texts: tuple[Governed, ...]) -> tuple[Problem, ...]:
    return problems(texts, COMMAND)


def approved_text(text: str, person: str, on: date, fingerprint: str) -> str:
    """The file's text with a new approval line. Raises NoApprovalLine."""
    name = json.dumps(person, ensure_ascii=False)
    approval = f'approval: {{person: {name}, date: {on}, hash: "{fingerprint}"}}'
    written, times = _LINE.subn(lambda _: approval, text, count=1)
    if not times:
        raise NoApprovalLine("add a line 'approval:' below the version")
    return written
