"""A line that counts what is done: a bar on a terminal, a printed line every ten seconds elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

TICK_S = 10.0
Done = Callable[[int], None]


@contextmanager
def shown(console: Console, what: str, total: int) -> Iterator[Done]:
    """Yields a function that is told how many more are done."""
    if not console.is_terminal:
        yield printed(console, what, total)
        return
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.advance(task, count)


def printed(console: Console, what: str, total: int) -> Done:
    done, told = 0, time.monotonic()
    console.print(f"  {what}: {total}", highlight=False)

    def count(more: int) -> None:
        nonlocal done, told
        done += more
        if time.monotonic() - told >= TICK_S:
            told = time.monotonic()
            console.print(f"  {what}: {done} of {total}", highlight=False)

    return count
