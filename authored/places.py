"""Where things lie, for commands that are given no place."""

from __future__ import annotations

import os
from pathlib import Path


def releases() -> Path:
    """The folder with the releases of this machine (FIRSTLINE_VAR, else ``var``)."""
    return Path(os.environ.get("FIRSTLINE_VAR") or "var") / "releases"


def shown(path: Path) -> str:
    """A path as an author types it, from the project's root where possible."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
