"""What became of all conversations with a digression, as figures and as misses to read. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from benchmarks.digressions.lived import Lived


def figures(lived: Sequence[Lived]) -> dict[str, Any]:
    """``in_place``: the share that came back to the right step or left on purpose. ``asked_twice``: how
    many questions were asked again after they had been answered. ``by_digression``: [in place, of]."""
    by_name: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in lived:
        by_name[one.aside.name][0] += one.in_place
        by_name[one.aside.name][1] += 1
    return {
        "conversations": len(lived),
        "flows": len({one.drawn.flow for one in lived}),
        "in_place": round(sum(one.in_place for one in lived) / max(1, len(lived)), 4),
        "asked_twice": sum(len(one.repeated) for one in lived),
        "by_digression": dict(sorted(by_name.items())),
        "misses": [miss(one) for one in lived if one.wrong or one.repeated],
    }


def miss(one: Lived) -> dict[str, Any]:
    return {
        "number": one.drawn.number,
        "flow": one.drawn.flow,
        "step": one.here.step,
        "digression": one.aside.name,
        "wrong": one.wrong,
        "asked_twice": one.repeated,
        "transcript": one.talk.told,
    }
