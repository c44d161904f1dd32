"""Where the data is that nobody on the team wrote: for measuring only, never copied, never trained on."""

from __future__ import annotations

import os
from pathlib import Path

SHARED_DATA = Path(
    os.environ.get("FIRSTLINE_EVAL_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data"
)
"""Its README says what is in it. FIRSTLINE_EVAL_DATA names another place."""


def missing(*names: str) -> str:
    """Why what needs these files cannot run; empty when all are there."""
    away = [name for name in names if not (SHARED_DATA / name).is_file()]
    return f"{SHARED_DATA / away[0]} is not there (FIRSTLINE_EVAL_DATA names the folder)" if away else ""
