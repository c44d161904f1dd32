"""Keeps the children running: starts all, waits for each, restarts what dies, stops all in the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from stack import run_files
from stack.children import Child
from stack.life import Life, State
from stack.plan import Process

READY_WITHIN_S = 120.0
GRACE_S = 20.0
FIRST_TRIES = 3  # a child that never was ready is not tried for ever


class Announcer(Protocol):
    """Tells the operator what happens. Every method returns at once and raises nothing."""

    def ready(self, process: Process, seconds: float, first: bool) -> None:
        """The process accepts requests, `seconds` after it was started."""

    def died(self, process: Process, why: str, pause: float, log: Path) -> None:
        """The process ended unasked; it is started again after `pause` seconds."""

    def restarting(self, process: Process, why: str) -> None:
        """The process was asked to end and is started again."""

    def stopping(self) -> None:
        """All processes were asked to end."""


class Supervisor:
    """Runs `processes` until it is told to stop. Their state is in var/run/stack.json at every moment."""

    def __init__(self, processes: Iterable[Process], *, var: Path, announce: Announcer) -> None:
        self._processes = {process.name: process for process in processes}
        self._var = var
        self._announce = announce
        self._lives = {name: Life() for name in self._processes}
        self._children: dict[str, Child] = {}
        self._once_ready: set[str] = set()
        self._asked: set[str] = set()
        self._stop = asyncio.Event()
        self.all_ready = asyncio.Event()
        self.given_up: str | None = None

    async def run(self) -> None:
        """Start everything and keep it; returns when all has ended after `stop`."""
        (self._var / "log").mkdir(parents=True, exist_ok=True)
        keepers = [asyncio.create_task(self._keep(process)) for process in self._processes.values()]
        await self._stop.wait()
        self._announce.stopping()
        for child in self._children.values():
            child.ask_to_end()
        _, left = await asyncio.wait(keepers, timeout=GRACE_S)
        if left:
            self.hurry()
        await asyncio.gather(*keepers)

    def stop(self) -> None:
        """Ask everything to end."""
        self._stop.set()

    def hurry(self) -> None:
        """End everything now."""
        for child in self._children.values():
            child.end_now()

    async def restart(self, name: str, why: str) -> None:
        """Ask one process to end and start it anew, without a pause; returns when it was asked."""
        child = self._children.get(name)
        if child is None or self._stop.is_set():
            return
        self._asked.add(name)
        self._announce.restarting(self._processes[name], why)
        child.ask_to_end()
        asyncio.get_running_loop().call_later(GRACE_S, self._end_if_same, name, child)

    def waiting_for(self) -> list[str]:
        """The processes that are not ready."""
        return [name for name, life in self._lives.items() if life.state is not State.READY]

    async def _keep(self, process: Process) -> None:
        log = log_file(self._var, process.name)
        while not self._stop.is_set():
            why = await self._one_life(process, log)
            if self._stop.is_set():
                break
            if process.name in self._asked:
                self._asked.discard(process.name)
                self._set(process.name, self._lives[process.name].asked_to_end(now()))
                continue
            await self._pause_after(process, why, log)
        self._set(process.name, self._lives[process.name].stopped(now()))

    async def _pause_after(self, process: Process, why: str, log: Path) -> None:
        life = self._lives[process.name].died(now())
        self._set(process.name, life)
        if process.name not in self._once_ready and life.failures >= FIRST_TRIES:
            self.given_up = process.name
            self.stop()
        self._announce.died(process, why, life.pause, log)
        try:
            await asyncio.wait_for(self._stop.wait(), life.pause)
        except asyncio.TimeoutError:
            return

    async def _one_life(self, process: Process, log: Path) -> str:
        """From start to end; why it ended."""
        try:
            child = await Child.start(process, log)
        except OSError as error:
            return f"could not be started: {error}"
        self._children[process.name] = child
        self._set(process.name, self._lives[process.name].started(now()))
        if self._stop.is_set():
            child.ask_to_end()
        ended = asyncio.create_task(child.ended())
        late = not await self._until_ready(process, child, ended)
        code = await ended
        del self._children[process.name]
        return f"was not ready after {READY_WITHIN_S:.0f} s" if late else ended_how(code)

    async def _until_ready(self, process: Process, child: Child, ended: asyncio.Task[int]) -> bool:
        """Wait for the ready line or the end; when neither comes in time, end the child and return False."""
        began, ready = now(), asyncio.create_task(child.ready())
        await asyncio.wait({ready, ended}, timeout=READY_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
        in_time = ready.done() or ended.done()
        if ready.done() and not ended.done():
            self._is_ready(process, now() - began)
        ready.cancel()
        if not in_time:
            child.end_now()
        return in_time

    def _is_ready(self, process: Process, seconds: float) -> None:
        first = process.name not in self._once_ready
        self._once_ready.add(process.name)
        self._set(process.name, self._lives[process.name].ready(now()))
        self._announce.ready(process, seconds, first)
        if not self.waiting_for():
            self.all_ready.set()

    def _end_if_same(self, name: str, child: Child) -> None:
        if self._children.get(name) is child:
            child.end_now()

    def _set(self, name: str, life: Life) -> None:
        self._lives[name] = life
        run_files.write_state(self._var, {one: self._described(one) for one in self._processes})

    def _described(self, name: str) -> dict[str, object]:
        life, child = self._lives[name], self._children.get(name)
        running = life.state in (State.STARTING, State.READY)
        return {
            "pid": child.pid if child is not None and running else None,
            "url": self._processes[name].url,
            "state": life.state.value,
            "restarts": life.restarts,
        }


def log_file(var: Path, name: str) -> Path:
    """Where a process's output goes."""
    return var / "log" / f"{name}.log"


def ended_how(code: int) -> str:
    """An exit code in words."""
    return f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"


def now() -> float:
    """Seconds on the clock that all lives are told by."""
    return time.monotonic()
