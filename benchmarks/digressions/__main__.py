"""`python -m benchmarks.digressions`: drawn conversations with a Rasa, actions and sandbox of their own."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import httpx2 as httpx

import flows
from benchmarks.digressions.lived import Lived, as_far_as_the_digression, digress, to_the_end
from benchmarks.digressions.plan import Drawn, drawn
from benchmarks.digressions.talk import HEADER, Talk
from benchmarks.digressions.verdict import figures
from benchmarks.processes import BOT, MAIN, Processes, end, environment, release_folder
from benchmarks.stack_client import people
from flows.model import Flow
from stack.failure import Failure
from wire.turn import Person

STARTED = (("sandbox", "SERVICENOW"), ("actions", "ACTIONS"), ("bot", "BOT"))
AT_ONCE = 4
T = TypeVar("T")
R = TypeVar("R")


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 when everything was played, whatever came of it."""
    options = parser().parse_args(arguments)
    if options.release:
        os.environ["FIRSTLINE_RELEASE"] = str(options.release.absolute())
    with tempfile.TemporaryDirectory() as folder:
        processes = Processes(Path(folder), environment(Path(folder)))
        try:
            found = asyncio.run(measured(processes, options.count, options.seed))
        except Failure as failure:
            print(failure, file=sys.stderr)
            return 1
        finally:
            processes.stop_all()
    if options.misses:
        options.misses.parent.mkdir(parents=True, exist_ok=True)
        options.misses.write_text(json.dumps(found["misses"], indent=1, ensure_ascii=False), "utf-8")
    print(json.dumps({name: value for name, value in found.items() if name != "misses"}))
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks.digressions", description=__doc__)
    made.add_argument("--release", type=Path, help="(FIRSTLINE_RELEASE, else the current one)")
    made.add_argument("--count", type=int, default=200, help="conversations (200)")
    made.add_argument("--seed", type=int, default=1, help="what is drawn (1)")
    made.add_argument("--misses", type=Path, help="where transcripts of what went wrong are written")
    return made


async def measured(processes: Processes, count: int, seed: int) -> dict[str, Any]:
    """All conversations; those with a restart wait for it together. Raises Failure."""
    shipped = flows.load(release_folder() / "flows")
    plan = drawn(sorted(shipped), count=count, seed=seed)
    bot = start(processes)
    person = await somebody(processes)
    begun = await gathered(bot, processes, plan, lambda one, http: begin(one, shipped, http, person))
    await gathered(bot, processes, [one for one in begun if one.aside.then != "restart"], finished)
    bot = restart(processes)
    await gathered(bot, processes, [one for one in begun if one.aside.then == "restart"], finished)
    return figures(begun)


async def begin(one: Drawn, shipped: Mapping[str, Flow], http: httpx.AsyncClient, person: Person) -> Lived:
    return await as_far_as_the_digression(one, shipped, lambda: Talk(http, person))


async def finished(lived: Lived, http: httpx.AsyncClient) -> None:
    """A bot that fails in the middle is a miss, not the end of the measurement."""
    lived.talk.bot = http
    try:
        await digress(lived)
        await to_the_end(lived)
    except httpx.HTTPError as error:
        lived.wrong.append(f"{type(error).__name__}")


async def gathered(
    bot: str, processes: Processes, every: Iterable[T], do: Callable[[T, httpx.AsyncClient], Awaitable[R]]
) -> list[R]:
    """A few at a time. Raises Failure when a conversation cannot begin."""
    gate = asyncio.Semaphore(AT_ONCE)
    headers = {HEADER: processes.environment["FIRSTLINE_BOT_SECRET"]}
    async with httpx.AsyncClient(base_url=bot, headers=headers, trust_env=False, timeout=30) as http:

        async def one(each: T) -> R:
            async with gate:
                return await do(each, http)

        try:
            return list(await asyncio.gather(*(one(each) for each in every)))
        except (httpx.HTTPError, LookupError) as error:
            raise Failure(f"a conversation did not begin: {type(error).__name__}: {error}") from error


async def somebody(processes: Processes) -> Person:
    row = (await people(processes.environment["FIRSTLINE_SERVICENOW_URL"], limit=1))[0]
    return Person(row["sys_id"], row["name"], row["user_name"], verified=True)


def start(processes: Processes) -> str:
    """Sandbox, actions and bot; the bot's URL. Raises Failure."""
    url = ""
    for name, variable in STARTED:
        command = [str(BOT if name == "bot" else MAIN), "-m", name, "--port", "0"]
        if name == "sandbox":
            command += ["--db", str(processes.folder / "sandbox.db")]
        url = processes.environment[f"FIRSTLINE_{variable}_URL"] = processes.start(name, command)
    return url


def restart(processes: Processes) -> str:
    """End every process and start it again over what it kept on disk."""
    for name, _ in reversed(STARTED):
        end(processes.running.pop(name))
    return start(processes)


if __name__ == "__main__":
    sys.exit(main())
