"""The standards of the current release, read again when the release changes."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import standards
from standards.model import Standards


class StandardsFolder:
    """Call it for the current standards. A folder that cannot be read, or that holds a text nobody
    approved, leaves the last good ones; at the start it raises standards.Invalid."""

    def __init__(self, release: Path) -> None:
        self._release = release
        self._seen = self._identity()
        self._standards = standards.load_approved(release / "standards")

    def __call__(self) -> Standards:
        now = self._identity()
        if now != self._seen:
            self._seen = now
            # A release is checked before it is made; should one be broken, the last good one stays.
            with suppress(standards.Invalid, OSError):
                self._standards = standards.load_approved(self._release / "standards")
        return self._standards

    def _identity(self) -> tuple[int, int, int]:
        """Which folder ``current`` points to now: asked for with every message, so one system call."""
        found = self._release.stat()
        return found.st_dev, found.st_ino, found.st_mtime_ns
