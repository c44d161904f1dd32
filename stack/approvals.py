"""What waits for an approval in data/, and its approval in one go: each kind by the package that reads it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from stack import settings

KINDS = ("flows", "standards")


def pending(root: Path) -> int:
    """Print every text that nobody approved, with what changed in it; 1 while there is one."""
    return _each(root, "pending")


def approve(root: Path, person: str) -> int:
    """Approve every text that waits, in one person's name; what is approved keeps its approval."""
    return _each(root, "approve", "--all", "--by", person)


def _each(root: Path, *command: str) -> int:
    chosen = settings.read(root)
    python = str(root / ".venv" / "bin" / "python")
    told = {**chosen.variables, "FIRSTLINE_VAR": str(chosen.var)}
    return max(
        subprocess.run([python, "-m", kind, *command], cwd=root, env=told, check=False).returncode
        for kind in KINDS
    )
