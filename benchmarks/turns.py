"""The same messages, one after the other, to both sides in turn: what slows one slows the other."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx2 as httpx

from benchmarks import stock
from benchmarks.stack_client import Window, token_of

WAIT_S = 20.0


@dataclass
class Took:
    """Milliseconds of each turn; None for one without an answer."""

    ours: list[float | None] = field(default_factory=list)
    stock: list[float | None] = field(default_factory=list)


async def side_by_side(
    desk: httpx.AsyncClient,
    rasa: httpx.AsyncClient,
    people: Sequence[Mapping[str, str]],
    scripts: Sequence[tuple[str, ...]],
    done: Callable[[int], None],
) -> Took:
    """Every script is one conversation on each side, of the same person. ``done`` hears of every turn."""
    took = Took()
    for number, script in enumerate(scripts):
        person = people[number % len(people)]
        window = await Window(desk, await token_of(desk, person["sys_id"])).open()
        sender = str(uuid.uuid4())
        for text in script:
            took.ours.append(await one(window, text))
            known = stock.context(sender, len(took.stock) + 1, person)
            took.stock.append(await stock.turn(rasa, sender, text, known))
            done(1)
        await window.leave()
    return took


async def one(window: Window, text: str) -> float | None:
    """Milliseconds from the beginning of the POST until the bot's words are on the stream."""
    began = time.perf_counter()
    reply = await window.answered(await window.write(text), WAIT_S)
    return (reply.at - began) * 1000 if reply else None
