"""What the operator sees of a running stack: a line per event, a panel of addresses, no silent minute."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from stack.plan import Process
from stack.stage import last_lines

TICK_TERMINAL_S = 0.25
TICK_LOG_S = 5.0


class ConsoleAnnouncer:
    """Writes to a rich console; `supervisor.Announcer` says when each method is called."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def ready(self, process: Process, seconds: float, first: bool) -> None:
        again = "" if first else " again"
        self._line(f"[green]ready[/]    {process.name}{again} after {seconds:.1f} s")

    def died(self, process: Process, why: str, pause: float, log: Path) -> None:
        self._line(f"[red]died[/]     {process.name} {escape(why)}; starting it again in {pause:g} s")
        self._console.print(f"          its log: {escape(str(log))}", highlight=False)
        self._console.print(escape(last_lines(log, 12)), style="dim", highlight=False)

    def restarting(self, process: Process, why: str) -> None:
        self._line(f"[yellow]restart[/]  {process.name}: {escape(why)}")

    def stopping(self) -> None:
        self._line("[yellow]stopping[/] every process")

    def note(self, text: str) -> None:
        """One more line."""
        self._line(escape(text))

    def _line(self, text: str) -> None:
        self._console.print(f"{time.strftime('%H:%M:%S')}  {text}", highlight=False)


async def count_seconds(
    console: Console, waiting_for: Callable[[], Iterable[str]], done: asyncio.Event
) -> None:
    """Until `done`, show who is being waited for and for how long."""
    began = time.monotonic()

    def line() -> str:
        return f"waiting for {', '.join(waiting_for())} ... {time.monotonic() - began:.0f} s"

    if not console.is_terminal:
        while not await _within(done, TICK_LOG_S):
            console.print(f"  {line()}", highlight=False)
        return
    with console.status(line()) as status:
        while not await _within(done, TICK_TERMINAL_S):
            status.update(line())


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:
        return False
    return True


def addresses(processes: Iterable[Process], *, demo: bool, servicenow_url: str, log_folder: Path) -> Panel:
    """Where to go now."""
    urls = {process.name: process.url for process in processes}
    table = Table.grid(padding=(0, 2))
    table.add_row(
        "Employees",
        f"{urls['desk']}/demo" if demo else urls["desk"],
        "web chat, as a demo person" if demo else "",
    )
    table.add_row("Agents", f"{urls['desk']}/console", "the console")
    if "sandbox" in urls:
        table.add_row("ServiceNow", urls["sandbox"], "practice, admin / admin")
    else:
        table.add_row("ServiceNow", servicenow_url, "")
    table.add_row("Health", f"{urls['desk']}/health", "")
    table.add_row("Logs", str(log_folder), "")
    return Panel(table, title="Firstline is running", subtitle="Ctrl-C stops it", expand=False)
