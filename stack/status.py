"""`python -m stack status | stop | restart NAME`: asks and tells a stack that runs already."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

from rich.console import Console
from rich.table import Table

from stack import run_files, settings
from stack.failure import Failure
from stack.supervisor import GRACE_S

HEALTH_WITHIN_S = 3.0


def status(root: Path, *, as_json: bool) -> int:
    """Show every process and its health; 0 when all are well."""
    var = settings.read(root).var
    known = run_files.read_state(var) if run_files.supervisor(var) else {}
    rows = {name: {**state, "health": health(state["url"])} for name, state in known.items()}
    if as_json:
        print(json.dumps(rows))
    else:
        Console().print(_table(rows) if rows else "Nothing runs. Start it with: make run")
    return 0 if rows and all(row["health"] == "ok" for row in rows.values()) else 1


def stop(root: Path) -> None:
    """End the supervisor and, through it, all it started. Raises Failure when it does not end."""
    var = settings.read(root).var
    pid = run_files.supervisor(var)
    if pid is None:
        raise Failure(f"Nothing runs on {var}.")
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_S + 10
    while run_files.supervisor(var) == pid:
        if time.monotonic() > deadline:
            raise Failure(f"The supervisor (process {pid}) has not ended.", f"Look into {var / 'log'}.")
        time.sleep(0.1)
    print("stopped")


def restart(root: Path, name: str) -> None:
    """Ask one process to end; its supervisor starts it again."""
    var = settings.read(root).var
    state = run_files.read_state(var).get(name, {}) if run_files.supervisor(var) else {}
    if not state.get("pid"):
        raise Failure(f"{name} does not run.", "`.venv/bin/python -m stack status` lists what does.")
    os.kill(int(state["pid"]), signal.SIGTERM)
    print(f"{name} was asked to end; its supervisor starts it again")


def health(url: str) -> str:
    """`ok`, or in a few words what is wrong."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=HEALTH_WITHIN_S):  # noqa: S310 - our own address
            return "ok"
    except urllib.error.HTTPError as answer:
        return f"answers {answer.code}"
    except OSError:
        return "does not answer"


def _table(rows: dict[str, dict[str, object]]) -> Table:
    table = Table("process", "state", "health", "restarts", "pid", "address")
    for name, row in rows.items():
        table.add_row(name, *(str(row[key]) for key in ("state", "health", "restarts", "pid", "url")))
    return table
