"""How far a running command is, read from what it last wrote: "sentence vectors 3200/5080".

Standard library only: set-up shows its progress with it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Optional

WIDTH = 24
LOOKED_AT = 2048  # bytes at the end of a log; a count stands in its last lines or not at all
RECENT = 3
_COUNTED = re.compile(r"\b(\d{1,7})/(\d{1,7})\b")


def drawn(done: int, total: int, width: int = WIDTH) -> str:
    """A bar with its count: `[######------] 12/24`."""
    filled = width * min(done, total) // max(total, 1)
    return f"[{'#' * filled}{'-' * (width - filled)}] {done}/{total}"


def counted(text: str) -> Optional[tuple[int, int]]:
    """The newest count that the last lines of `text` hold; None when they hold none."""
    for line in reversed(text.splitlines()[-RECENT:]):
        for found in reversed(_COUNTED.findall(line)):
            done, total = int(found[0]), int(found[1])
            if total > 0 and done <= total:
                return done, total
    return None


def last(log: Path) -> str:
    """The end of a log as far as it is written; empty when it cannot be read."""
    try:
        with log.open("rb") as opened:
            opened.seek(max(0, log.stat().st_size - LOOKED_AT))
            return opened.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
