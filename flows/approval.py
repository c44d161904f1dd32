"""What an approval covers: the fingerprint of everything a flow file says but its own approval."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

_LINE = re.compile(r"^approval:.*$", re.MULTILINE)


class NoApprovalLine(ValueError):
    """The file has no ``approval:`` line to write to."""


def text_hash(said: Mapping[str, Any]) -> str:
    """The sha256 of a flow file's content, 64 hex digits. Comments, line ends and the order of keys do
    not count; the approval and the review date, which say nothing to anybody, neither."""
    covered = {key: value for key, value in said.items() if key not in ("approval", "review")}
    return hashlib.sha256(json.dumps(covered, sort_keys=True, default=str).encode()).hexdigest()


def approved_text(text: str, person: str, on: date, fingerprint: str) -> str:
    """The file's text with a new approval line. Raises NoApprovalLine."""
    name = json.dumps(person, ensure_ascii=False)
    approval = f'approval: {{person: {name}, date: {on}, hash: "{fingerprint}"}}'
    written, times = _LINE.subn(lambda _: approval, text, count=1)
    if not times:
        raise NoApprovalLine("add a line 'approval:' below the version")
    return written
