"""Runs one long command of set-up while a line on the terminal says what it is and for how long.

Standard library only: it runs before any environment exists.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Running:
    """A command that was begun, what it is called, since when (monotonic seconds) and where it writes."""

    process: subprocess.Popen  # type: ignore[type-arg]
    label: str
    began: float
    log: Path


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
    running = begin(label, command, log=log, cwd=cwd, environment=environment)
    return end(running, remedy=remedy, accepted=accepted)


def begin(
    label: str,
    command: Sequence[str],
    *,
    log: Path,
    cwd: Path,
    environment: Optional[Mapping[str, str]] = None,
) -> Running:
    """As `run` does, without waiting: something else is done meanwhile. Then `end`, or `give_up`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        return Running(_start(command, out, cwd, environment), label, time.monotonic(), log)


def end(running: Running, *, remedy: str = "", accepted: Collection[int] = (0,)) -> float:
    """Wait for it, with a line or a bar; return the seconds it took. Raises Failure as `run` does."""
    code = _wait(running)
    took = time.monotonic() - running.began
    _clear()
    if code not in accepted:
        raise Failure(
            f"{running.label}: failed after {took:.0f} s (code {code})\n{last_lines(running.log)}",
            remedy or f"All of it: {running.log}",
        )
    say(f"{running.label}: done in {took:.0f} s")
    return took


def give_up(running: Running) -> None:
    """End it without waiting for what it makes."""
    running.process.terminate()
    running.process.wait()


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


def _wait(running: Running) -> int:
    tick = TICK_TERMINAL_S if sys.stdout.isatty() else TICK_LOG_S
    _show(running.label, 0, running.log)
    try:
        while True:
            try:
                return running.process.wait(timeout=tick)
            except subprocess.TimeoutExpired:
                _show(running.label, time.monotonic() - running.began, running.log)
    except BaseException:
        give_up(running)
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
