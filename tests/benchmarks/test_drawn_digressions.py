"""Which digressions are drawn, and what counts as keeping one's place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import httpx2 as httpx
import pytest

import flows
from benchmarks.digressions.lived import Lived, as_far_as_the_digression, digress, to_the_end
from benchmarks.digressions.plan import ASIDES, Aside, Drawn, drawn
from benchmarks.digressions.talk import Question, Talk
from benchmarks.digressions.verdict import figures
from wire.turn import Person

FLOWS = Path(__file__).resolve().parents[2] / "data" / "flows"
ANA = Person("a" * 32, "Ana", "ana", verified=True)
NAMES = ("vpn_problem", "wifi_problem", "printer_problem")
SAME = ASIDES[0]


@pytest.fixture(scope="module")
def shipped() -> dict[str, flows.Flow]:
    return flows.load(FLOWS)


def test_the_same_seed_draws_the_same_and_no_pair_twice() -> None:
    first = drawn(NAMES, count=20, seed=1)
    assert first == drawn(NAMES, count=20, seed=1)
    assert first != drawn(NAMES, count=20, seed=2)
    assert len({(one.flow, one.aside.name) for one in first}) == 20


def test_no_flow_is_another_problem_than_itself() -> None:
    every = drawn(NAMES, count=1000, seed=1)
    assert len(every) == len(NAMES) * len(ASIDES) - 1
    assert not [one for one in every if one.flow == one.aside.intent]


def step(name: str, flow: str = "vpn_problem", *, result: str = "") -> dict[str, Any]:
    buttons = [{"title": "Yes", "payload": f'/choose{{"choice":"{name}.yes"}}'}]
    card = {"card": "step", "flow": flow, "step": name, "result": result}
    return {"text": "" if result else name, "buttons": [] if result else buttons, "card": card}


def record(name: str) -> dict[str, Any]:
    return step(name, result="Yes")


def words(text: str) -> dict[str, Any]:
    return {"text": text, "buttons": [], "card": None}


@pytest.fixture
def talk() -> Callable[..., Talk]:
    def made(*replies: list[dict[str, Any]]) -> Talk:
        left = iter(replies)

        def answer(request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json={"messages": next(left)})

        bot = httpx.AsyncClient(base_url="http://bot", transport=httpx.MockTransport(answer))
        return Talk(bot, ANA)

    return made


async def lived(talk: Talk, shipped: dict[str, flows.Flow], aside: Aside, answers: int = 1) -> Lived:
    one = Drawn(0, "vpn_problem", aside, answers, seed=3)
    return await as_far_as_the_digression(one, shipped, lambda: talk)


async def test_who_is_asked_the_same_step_again_kept_their_place(talk, shipped) -> None:
    way = [step("symptom")], [record("symptom"), step("device")], [words("A guide"), step("device")], []
    one = await lived(talk(*way), shipped, SAME)
    await digress(one)
    await to_the_end(one)
    assert (one.before, one.here.step, one.wrong, one.repeated) == (["symptom"], "device", [], [])


async def test_a_step_asked_after_it_was_answered_is_a_miss_with_its_transcript(talk, shipped) -> None:
    way = [step("symptom")], [step("device")], [step("device")], [step("symptom")], []
    one = await lived(talk(*way), shipped, SAME)
    await digress(one)
    await to_the_end(one)
    found = figures([one])
    assert (found["in_place"], found["asked_twice"]) == (1.0, 1)
    assert found["misses"][0]["asked_twice"] == ["symptom"]
    assert f"employee: {SAME.text}" in found["misses"][0]["transcript"]


async def test_a_digression_that_loses_the_step_is_wrong(talk, shipped) -> None:
    one = await lived(talk([step("symptom")], [step("device")], [words("Hm?")]), shipped, SAME)
    await digress(one)
    assert one.wrong == ["asks nothing instead of ('vpn_problem', 'device')"]
    assert figures([one])["by_digression"] == {SAME.name: [0, 1]}


async def test_who_starts_over_begins_at_the_first_question(talk, shipped) -> None:
    over = next(each for each in ASIDES if each.name == "start over")
    way = [step("symptom")], [step("device")], [words("Let's start over.")]
    right = await lived(talk(*way, [step("symptom")]), shipped, over)
    stuck = await lived(talk(*way, [step("device")]), shipped, over)
    for one in (right, stuck):
        await digress(one)
    assert (right.in_place, stuck.in_place) == (True, False)


async def test_after_another_problem_the_first_is_taken_up_where_it_was(talk, shipped) -> None:
    other = next(each for each in ASIDES if each.name == "another problem")
    asks_first = [words("Shall we look at that now?")]
    way = [step("symptom")], [step("device")], asks_first, [step("look", "printer_problem")], [step("device")]
    one = await lived(talk(*way), shipped, other)
    await digress(one)
    assert one.in_place


async def test_a_flow_that_ends_early_is_walked_less_far(talk, shipped) -> None:
    one = await lived(talk([step("symptom")], [words("Done.")], [step("symptom")]), shipped, SAME)
    assert (one.before, one.here.place) == ([], ("vpn_problem", "symptom"))


async def test_an_hour_of_silence_moves_the_clock(talk, shipped) -> None:
    silence = next(each for each in ASIDES if each.then == "silence")
    one = await lived(talk([step("symptom")]), shipped, silence, answers=0)
    before = one.talk.now
    await digress(one)
    assert (one.talk.now - before).total_seconds() == 3600


def test_the_transcript_and_figures_are_json() -> None:
    one = Lived(Drawn(0, "vpn_problem", SAME, 0, 1), Talk(None, ANA), Random(1), Question("f", "s"), SAME)  # type: ignore[arg-type]
    assert json.loads(json.dumps(figures([one])))["conversations"] == 1
