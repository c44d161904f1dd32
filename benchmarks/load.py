"""Messages at a fixed rate from many conversations of different people, whether or not answers keep up."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx2 as httpx

from benchmarks.figures import NOTHING_WRONG, Account, Step, Told, account, middle_and_slow
from benchmarks.messages import KINDS, conversations
from benchmarks.processes import ROOT
from benchmarks.stack_client import Heard, Window, token_of

WRONG = ROOT / "var" / "bench" / "wrong"

AT_ONCE = 16  # windows opened at the same time
DRAIN_S = 30.0  # after the last message; what is not answered then counts as lost


@dataclass
class Sender:
    """A window, what it still has to say and when the desk had each message."""

    window: Window
    script: list[str]
    sent: list[tuple[float, int]] = field(default_factory=list)  # when it was due, the number it got
    refused: int = 0

    async def say(self, text: str, due: float) -> None:
        """Counted from when it was due: a client that is late must not look like a fast server."""
        try:
            self.sent.append((due, await self.window.write(text)))
        except httpx.HTTPError:
            self.refused += 1


async def step(
    desk: httpx.AsyncClient,
    people: Sequence[Mapping[str, str]],
    rate: float,
    seconds: float,
    done: Callable[[int], None],
) -> Step:
    """One rate for so long, then time for the last answers. ``done`` hears of every message sent."""
    total = round(rate * seconds)
    senders = await opened(desk, people, math.ceil(total / len(KINDS)))
    began = time.perf_counter()
    await offered(senders, total, rate, began, done)
    await asyncio.gather(*(settled(sender) for sender in senders))
    await asyncio.gather(*(sender.window.leave() for sender in senders))
    keep_wrong(senders, rate)
    return result(senders, rate, total, began)


async def opened(
    desk: httpx.AsyncClient, people: Sequence[Mapping[str, str]], count: int
) -> list[Sender]:
    gate = asyncio.Semaphore(AT_ONCE)
    scripts = conversations(count)

    async def one(number: int) -> Sender:
        async with gate:
            token = await token_of(desk, people[number % len(people)]["sys_id"])
            return Sender(await Window(desk, token).open(), list(scripts[number]))

    return list(await asyncio.gather(*(one(number) for number in range(count))))


async def offered(
    senders: Sequence[Sender], total: int, rate: float, began: float, done: Callable[[int], None]
) -> None:
    """Conversations take turns; each message has its due time, however slow the ones before it are."""
    async with asyncio.TaskGroup() as group:
        for number in range(total):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sender = senders[number % len(senders)]
            group.create_task(sender.say(sender.script[number // len(senders)], due))
            done(1)


async def settled(sender: Sender) -> None:
    if sender.sent:
        await sender.window.answered(max(seq for _, seq in sender.sent), DRAIN_S)


def result(senders: Sequence[Sender], rate: float, total: int, began: float) -> Step:
    replies = [reply for sender in senders for reply in replies_of(sender)]
    took = [(reply.at - due) * 1000 for due, reply in replies] or [math.inf]
    lasted = max((reply.at for _, reply in replies), default=math.inf) - began
    wrong = sum((accounted(sender) for sender in senders), NOTHING_WRONG)
    p50, p95 = middle_and_slow(took)
    return Step(rate, total, round(len(replies) / lasted, 1), p50, p95, wrong.lost, wrong.doubled)


def replies_of(sender: Sender) -> list[tuple[float, Heard]]:
    """The first words after each message, with the time the message was due."""
    found = ((due, sender.window.reply_after(seq)) for due, seq in sender.sent)
    return [(due, reply) for due, reply in found if reply]


def accounted(sender: Sender) -> Account:
    return account([told(one) for one in sender.window.heard], len(sender.sent) + sender.refused)


def keep_wrong(senders: Sequence[Sender], rate: float) -> None:
    """The lines of every conversation that does not add up, in var/bench/wrong, for whoever looks into it."""
    for sender in senders:
        if accounted(sender) != NOTHING_WRONG:
            WRONG.mkdir(parents=True, exist_ok=True)
            lines = [{"heard_at": heard.at, **heard.line} for heard in sender.window.heard]
            file = WRONG / f"{rate:g}-{sender.window.conversation}.json"
            file.write_text(json.dumps(lines, indent=1), "utf-8")


def told(heard: Heard) -> Told:
    role = heard.line["from"]["role"]
    by = "bot" if heard.is_reply else "employee" if role == "employee" else "other"
    return Told(heard.seq, by, str(heard.line["text"]))  # type: ignore[arg-type]
