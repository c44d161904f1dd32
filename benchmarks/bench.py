"""One run: a turn through every process beside a bare stock Rasa turn, load, memory, training."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import load, stock, training
from benchmarks.counting import shown
from benchmarks.figures import ENOUGH_A_SECOND, SLOW_MS, Latency, Step, latency, slow_from, sustained, targets
from benchmarks.messages import KINDS, conversations
from benchmarks.processes import Processes, environment, release_folder, started_firstline
from benchmarks.stack_client import client, people
from benchmarks.turns import Took, side_by_side
from stack import stage
from stack.failure import Failure

LAST = training.BENCH / "last.json"
WARM_UP = 5  # conversations that are not counted


@dataclass(frozen=True)
class Plan:
    """``seconds`` is how long each rate of the load lasts; ``fresh`` trains the stock pipeline again."""

    turns: int
    rates: tuple[float, ...]
    seconds: float
    fresh: bool


def bench(plan: Plan, console: Console) -> dict[str, Any]:
    """Measure everything; the report, which is also written to var/bench/last.json. Raises Failure."""
    if not (release_folder() / "manifest.json").exists():
        raise Failure("There is no release to measure.", "Make one: make train && make release")
    theirs, own = training.stock(again=plan.fresh), training.ours()
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as folder:
        processes = Processes(Path(folder), environment(Path(folder)))
        try:
            urls = started(processes, theirs.model)
            took, steps, memory = asyncio.run(measured(plan, urls, processes, console))
        finally:
            processes.stop_all()
    report = reported(took, steps, memory, own, theirs)
    training.BENCH.mkdir(parents=True, exist_ok=True)
    LAST.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    return report


def started(processes: Processes, stock_model: str) -> Mapping[str, str]:
    stage.say("starting sandbox, actions, bot, desk")
    urls = dict(started_firstline(processes))
    stage.say("starting the stock Rasa")
    return {**urls, "stock": stock.serve(processes, stock_model)}


async def measured(
    plan: Plan, urls: Mapping[str, str], processes: Processes, console: Console
) -> tuple[Took, list[Step], dict[str, float]]:
    everybody = await people(urls["sandbox"])
    async with client(urls["desk"]) as desk, client(urls["stock"]) as rasa:
        with shown(console, "turns, side by side", plan.turns + WARM_UP * len(KINDS)) as done:
            await side_by_side(desk, rasa, everybody, conversations(WARM_UP), done)
            took = await side_by_side(desk, rasa, everybody, conversations(plan.turns // len(KINDS)), done)
        memory = processes.megabytes()
        steps = []
        for rate in plan.rates:
            with shown(console, f"{rate:g} messages a second", round(rate * plan.seconds)) as done:
                steps.append(await load.step(desk, everybody, rate, plan.seconds, done))
            console.print(f"    {said(steps[-1])}", highlight=False)
            if steps[-1].p95 > SLOW_MS and rate >= ENOUGH_A_SECOND:
                break
    return took, steps, memory


def said(step: Step) -> str:
    return f"p50 {step.p50:.0f} ms, p95 {step.p95:.0f} ms, {step.lost} lost, {step.doubled} doubled"


def reported(
    took: Took, steps: Sequence[Step], memory: Mapping[str, float],
    own: training.Trained, theirs: training.Trained,
) -> dict[str, Any]:
    """One JSON object. Milliseconds, megabytes, seconds; ratios are ours / stock."""
    ours, bare = latency(took.ours), latency(took.stock)
    report: dict[str, Any] = {
        "at": time.strftime("%Y-%m-%d %H:%M"),
        "machine": {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()},
        "turn": {"ours": asdict(ours), "stock": asdict(bare), **ratios(ours, bare)},
        "load": loaded(steps),
        "memory": {**memory, "ratio": round(memory["bot"] / memory["stock"], 3)},
        "training": {
            "ours": asdict(own), "stock": asdict(theirs), "ratio": round(own.seconds / theirs.seconds, 3),
        },
    }
    report["targets"] = [{**asdict(target), "met": target.met} for target in targets(report)]
    return report


def ratios(ours: Latency, bare: Latency) -> dict[str, float]:
    return {"ratio_p50": round(ours.p50 / bare.p50, 2), "ratio_p95": round(ours.p95 / bare.p95, 2)}


def loaded(steps: Sequence[Step]) -> dict[str, Any]:
    """Loss counts up to the highest sustained rate; beyond it each step says for itself."""
    best = sustained(steps)
    kept = [step for step in steps if step.rate <= max(best, ENOUGH_A_SECOND)]
    return {
        "sustained": best,
        "p95_passes_300_ms_at": slow_from(steps),
        "lost": sum(step.lost for step in kept),
        "doubled": sum(step.doubled for step in kept),
        "steps": [asdict(step) for step in steps],
    }
