"""`python -m stack up`: starts everything, shows where it is, and stays until Ctrl-C."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import Iterable
from pathlib import Path

import psutil
from rich.console import Console

from stack import announce, release, run_files, secret_store, settings
from stack.failure import Failure
from stack.plan import Process, plan
from stack.settings import Settings, port_variable
from stack.stage import last_lines
from stack.supervisor import GRACE_S, Supervisor, log_file

WATCH_S = 0.5


def up(root: Path, *, as_json: bool) -> int:
    """Run the stack; the exit code. Raises Failure when it cannot start."""
    chosen = settings.read(root)
    processes = plan(chosen, secret_store.load_or_make(chosen.var, chosen.variables))
    console = Console(stderr=as_json)
    with run_files.only_one(chosen.var):
        check_release(chosen)
        wait_for_the_last_run(chosen.var)
        check_ports(processes)
        for process in processes:
            keep_last_log(log_file(chosen.var, process.name))
        return asyncio.run(_run(processes, chosen, console, as_json))


async def _run(processes: tuple[Process, ...], chosen: Settings, console: Console, as_json: bool) -> int:
    announcer = announce.ConsoleAnnouncer(console)
    announcer.note(f"starting {', '.join(process.name for process in processes)}")
    supervisor = Supervisor(processes, var=chosen.var, announce=announcer)
    _obey_signals(supervisor)
    side = [
        asyncio.create_task(_welcome(supervisor, processes, chosen, console, as_json)),
        asyncio.create_task(_follow_release(supervisor, processes, chosen)),
    ]
    await supervisor.run()
    for task in side:
        task.cancel()
    await asyncio.gather(*side, return_exceptions=True)
    return _farewell(supervisor, announcer, chosen.var)


async def _welcome(
    supervisor: Supervisor, processes: tuple[Process, ...], chosen: Settings, console: Console, as_json: bool
) -> None:
    await announce.count_seconds(console, supervisor.waiting_for, supervisor.all_ready)
    panel = announce.addresses(
        processes,
        demo=chosen.mode == "demo",
        servicenow_url=chosen.servicenow_url,
        log_folder=chosen.var / "log",
    )
    console.print(panel)
    if as_json:
        urls = {process.name: process.url for process in processes}
        print(
            json.dumps({"event": "ready", "process": "stack", "url": urls["desk"], "urls": urls}), flush=True
        )


async def _follow_release(supervisor: Supervisor, processes: tuple[Process, ...], chosen: Settings) -> None:
    """When `current` points elsewhere, restart the processes that read something which changed."""
    running = release.resolve(chosen.release)
    while True:
        await asyncio.sleep(WATCH_S)
        wanted = release.resolve(chosen.release)
        if wanted is None or wanted == running:
            continue
        changed = release.changed_folders(running, wanted)
        running = wanted
        for process in processes:
            if changed & set(process.reads):
                await supervisor.restart(process.name, f"release {wanted.name}")


def _obey_signals(supervisor: Supervisor) -> None:
    asked = False

    def stop() -> None:
        nonlocal asked
        if asked:
            supervisor.hurry()  # a second Ctrl-C does not wait
        asked = True
        supervisor.stop()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)


def _farewell(supervisor: Supervisor, announcer: announce.ConsoleAnnouncer, var: Path) -> int:
    if supervisor.given_up is None:
        announcer.note("stopped")
        return 0
    log = log_file(var, supervisor.given_up)
    raise Failure(f"{supervisor.given_up} did not start:\n{last_lines(log)}", f"All of it: {log}")


def check_release(chosen: Settings) -> None:
    """Raises Failure when there is nothing to run with."""
    if not (chosen.release / "manifest.json").is_file():
        raise Failure(f"There is no release at {chosen.release}.", "Make one: make train && make release")
    if not (chosen.model / "manifest.json").is_file():
        raise Failure(f"There is no model at {chosen.model}.", "Make it: make setup")


def check_ports(processes: Iterable[Process]) -> None:
    """Raises Failure when a port is in use."""
    for process in processes:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", process.port))
            except OSError as taken:
                raise Failure(
                    f"Port {process.port}, which {process.name} needs, is in use ({taken.strerror}).",
                    f"Stop the program that has it, or set {port_variable(process.name)} to another one.",
                ) from taken


def wait_for_the_last_run(var: Path, patience_s: float = GRACE_S) -> None:
    """Let the processes of a supervisor that was killed come to their end; they were told by the kernel."""
    left = [one for state in run_files.read_state(var).values() if (one := _ours(state)) is not None]
    if left:
        print(
            f"  waiting for {len(left)} processes of the last run to end (at most {patience_s:.0f} s)",
            flush=True,
        )
        _, alive = psutil.wait_procs(left, timeout=patience_s)
        for process in alive:
            process.kill()


def _ours(state: dict[str, object]) -> psutil.Process | None:
    """The process that a state file names, if it is still that one: its command has the same port."""
    pid, url = state.get("pid"), str(state.get("url", ""))
    if not isinstance(pid, int):
        return None
    try:
        process = psutil.Process(pid)
        mine = process.uids().real == os.getuid() and url.rpartition(":")[2] in process.cmdline()
    except psutil.Error:
        return None
    return process if mine else None


def keep_last_log(log: Path) -> None:
    """Start a new log and keep the last run's beside it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    log.write_text(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} started by stack up\n", "utf-8")
