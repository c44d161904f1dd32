"""What a running stack leaves in var/run for others to read: which process has which pid and address."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stack.failure import Failure

STATE = "stack.json"
LOCK = "stack.lock"


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold `var` for this supervisor. Raises Failure when another one has it; its death frees it."""
    folder = var / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(
                f"A stack is already running on {var} (process {supervisor(var)}).",
                "Stop it with Ctrl-C in its terminal or `.venv/bin/python -m stack stop`; "
                "a second one needs another FIRSTLINE_VAR and other ports.",
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def supervisor(var: Path) -> int | None:
    """The pid of the supervisor that holds `var`, or None when none runs."""
    try:
        with (var / "run" / LOCK).open() as lock:
            if _free(lock.fileno()):
                return None
            return int(lock.read() or 0) or None
    except (FileNotFoundError, ValueError):
        return None


def _free(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return True


def write_state(var: Path, processes: Mapping[str, Mapping[str, Any]]) -> None:
    """Replace var/run/stack.json ({name: {pid, url, state, restarts}}); a reader never sees half of it."""
    file = var / "run" / STATE
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{STATE}.{os.getpid()}.new")
    fresh.write_text(json.dumps(processes, indent=2) + "\n", "utf-8")
    fresh.replace(file)


def read_state(var: Path) -> dict[str, dict[str, Any]]:
    """The last written state; empty when there is none."""
    try:
        return dict(json.loads((var / "run" / STATE).read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return {}
