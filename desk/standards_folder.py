"""The standards of the current release, read again when the release changes."""

from __future__ import annotations

from pathlib import Path

import standards
from standards.model import Standards


class StandardsFolder:
    """Call it for the current standards. A folder that cannot be read leaves the last good ones."""

    def __init__(self, release: Path) -> None:
        self._release = release
        self._seen = self._identity()
        self._standards = standards.load(release / "standards")

    def __call__(self) -> Standards:
        now = self._identity()
        if now != self._seen:
            self._seen = now
            try:
                self._standards = standards.load(self._release / "standards")
            except (standards.Invalid, OSError):
                pass  # a release is checked before it is made: the running desk keeps what it has
        return self._standards

    def _identity(self) -> str:
        return str(self._release.resolve())
