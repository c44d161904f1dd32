"""`make release` while people write: no message is lost or answered twice; each answer names its release."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import httpx2 as httpx
import pytest

from benchmarks.figures import NOTHING_WRONG, Told, account
from tests.story.conftest import Opens
from tests.story.people import Employee
from tests.story.supervised import Logged, Supervised

PEOPLE = 5
PATIENCE_S = 90.0


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    stack = Supervised(tmp_path)
    stack.start()
    try:
        yield stack
    finally:
        stack.stop()


@pytest.mark.timeout(300)
async def test_a_release_under_load_neither_loses_nor_doubles_a_message(
    supervised: Supervised, opens: Opens
) -> None:
    windows = [await opens(supervised, number) for number in range(PEOPLE)]
    await asyncio.gather(*(asks(window, 0) for window in windows))
    switched = asyncio.Event()
    talking = asyncio.gather(*(keeps_asking(window, switched) for window in windows))
    assert "new is current" in await asyncio.to_thread(supervised.switch)
    await answers_with(supervised, "new")
    switched.set()
    written = await talking
    for window, count in zip(windows, written, strict=True):
        log = supervised.logged(window.conversation)
        nothing_lost_or_doubled(log, [sentence(number) for number in range(count)])
        each_answer_names_its_release(log)


def sentence(number: int) -> str:
    return f"What is the status of my tickets, please? I ask for time {number}."


async def asks(window: Employee, number: int) -> None:
    """Write, and return with the bot's answer."""
    await window.write(sentence(number))
    await window.is_answered(sentence(number), PATIENCE_S)


async def keeps_asking(window: Employee, enough: asyncio.Event) -> int:
    """Ask again as soon as the bot has answered, and once more in the end; how many were written in all."""
    number = 1
    while not enough.is_set():
        await asks(window, number)
        number += 1
    await asks(window, number)
    return number + 1


async def answers_with(stack: Supervised, name: str) -> None:
    """Until the bot says that it runs with this release."""
    async with asyncio.timeout(PATIENCE_S), httpx.AsyncClient(trust_env=False) as client:
        while True:
            try:
                if (await client.get(stack.urls["bot"] + "/health")).json().get("release") == name:
                    return
            except httpx.HTTPError:  # it is being started
                await asyncio.sleep(0.1)


def nothing_lost_or_doubled(log: list[Logged], written: list[str]) -> None:
    said = [event for event in log if event.kind == "message" and event.role == "employee"]
    assert [event.data["text"] for event in said] == written
    told = [Told(event.seq, "employee", event.data["text"]) for event in said]
    told += [Told(event.seq, "bot", event.data["text"]) for event in log if is_reply(event)]
    assert account(told, len(written)) == NOTHING_WRONG
    places = [*(event.seq for event in said), log[-1].seq + 1]
    turns = [event.seq for event in log if event.kind == "understood"]
    assert [sum(one < turn < two for turn in turns) for one, two in pairwise(places)] == [1] * len(written)


def each_answer_names_its_release(log: list[Logged]) -> None:
    """The old one up to the switch, the new one from then on, and never one that did not answer."""
    releases = [event.data["release"] for event in log if event.kind == "understood" or is_reply(event)]
    assert set(releases) == {"old", "new"}
    assert releases == sorted(releases, key=["old", "new"].index)


def is_reply(event: Logged) -> bool:
    return event.kind == "reply"
