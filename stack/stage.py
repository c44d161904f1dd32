"""Runs one long command of set-up while a line on the terminal says what it is and for how long.

Standard library only: it runs before any environment exists.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Optional

from stack import bar
from stack.failure import Failure

TICK_TERMINAL_S = 0.2
TICK_LOG_S = 10.0  # without a terminal a line every ten seconds says that it goes on
SHOWN_LINES = 20

# uv brings certificates of its own; behind a company's proxy only the system's know the way out.
_SYSTEM_CERTIFICATES = {"UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true"}


def say(line: str) -> None:
    """Print a finished line of progress."""
    print(f"  {line}", flush=True)


def run(
    label: str,
    command: Sequence[str],
    *,
    log: Path,
    cwd: Path,
    environment: Optional[Mapping[str, str]] = None,
    remedy: str = "",
    accepted: Collection[int] = (0,),
) -> float:
    """Run `command` with its output in `log`; return the seconds it took. What it counts in its log is a bar.

    Raises Failure with the log's last lines when the command is missing or ends with a code not `accepted`.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with log.open("wb") as out:
        code = _wait(_start(command, out, cwd, environment), label, began, log)
    took = time.monotonic() - began
    if code not in accepted:
        _clear()
        raise Failure(
            f"{label}: failed after {took:.0f} s (code {code})\n{last_lines(log)}",
            remedy or f"All of it: {log}",
        )
    _clear()
    say(f"{label}: done in {took:.0f} s")
    return took


def last_lines(log: Path, count: int = SHOWN_LINES) -> str:
    """The last lines of a log, indented, for showing beside a failure."""
    try:
        lines = log.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in lines[-count:])


def _start(command: Sequence[str], out, cwd: Path, environment: Optional[Mapping[str, str]]):  # type: ignore[no-untyped-def]
    try:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={**_SYSTEM_CERTIFICATES, **os.environ, **(environment or {})},
        )
    except FileNotFoundError as missing:
        raise Failure(
            f"The command {command[0]} is not there.", "Install it and run the same command again."
        ) from missing


def _wait(process: subprocess.Popen, label: str, began: float, log: Path) -> int:  # type: ignore[type-arg]
    tick = TICK_TERMINAL_S if sys.stdout.isatty() else TICK_LOG_S
    _show(label, 0, log)
    try:
        while True:
            try:
                return process.wait(timeout=tick)
            except subprocess.TimeoutExpired:
                _show(label, time.monotonic() - began, log)
    except BaseException:
        process.terminate()
        process.wait()
        raise


def _show(label: str, seconds: float, log: Path) -> None:
    count = bar.counted(bar.last(log)) if seconds else None
    words = (f"{label} ...", bar.drawn(*count) if count else "", f"{seconds:.0f} s" if seconds else "")
    line = " ".join(word for word in words if word)
    if sys.stdout.isatty():
        print(f"\r\033[K  {line}", end="", flush=True)
    else:
        print(f"  {line}", flush=True)


def _clear() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
