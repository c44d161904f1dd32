"""A child process: started in a group of its own, heard until it is ready, ended for certain."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from stack.plan import Process

PR_SET_PDEATHSIG = 1
LAST_WORDS_S = 2.0  # for reading what a dead child printed


class Child:
    """One running process. Its log file takes all that it prints."""

    def __init__(self, process: asyncio.subprocess.Process, log: BinaryIO) -> None:
        self._process = process
        self._log = log
        self._said_ready = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, process: Process, log: Path) -> Child:
        """Start the command. Raises OSError when it cannot be run at all."""
        out = log.open("ab")
        try:
            started = await asyncio.create_subprocess_exec(
                *process.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=out,
                cwd=process.folder,
                env=dict(process.environment),
                start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor only
                preexec_fn=_end_with_parent(),
                limit=1 << 20,
            )
        except BaseException:
            out.close()
            raise
        return cls(started, out)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ready(self) -> None:
        """Return when the child has printed its ready line."""
        await self._said_ready.wait()

    async def ended(self) -> int:
        """Wait for the end; the exit code, or minus the signal's number."""
        code = await self._process.wait()
        self._signal_group(signal.SIGKILL)  # what it may have left behind would keep its port
        await asyncio.wait({self._reader}, timeout=LAST_WORDS_S)
        self._reader.cancel()
        self._log.close()
        return code

    def ask_to_end(self) -> None:
        """SIGTERM: finish what you are doing."""
        if self._process.returncode is None:
            self._process.terminate()

    def end_now(self) -> None:
        """SIGKILL for the child and all it started."""
        if self._process.returncode is None:
            self._signal_group(signal.SIGKILL)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while chunk := await _line(self._process.stdout):
            self._log.write(chunk)
            self._log.flush()
            if is_ready_line(chunk):
                self._said_ready.set()

    def _signal_group(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):
            return  # nobody is left in the group


def is_ready_line(line: bytes) -> bool:
    """Whether a line of output is the JSON line with which our processes say that they accept requests."""
    if not line.startswith(b"{"):
        return False
    try:
        return bool(json.loads(line).get("event") == "ready")
    except ValueError:
        return False


async def _line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readuntil(b"\n")
    except asyncio.IncompleteReadError as end:
        return end.partial
    except asyncio.LimitOverrunError as overrun:
        return await stream.readexactly(overrun.consumed)


def _end_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel ends a child whose supervisor was killed; elsewhere nothing can be asked for."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def in_child() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)  # the supervisor died between fork and prctl

    return in_child
