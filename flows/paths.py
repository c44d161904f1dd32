"""Where the steps of a flow lead, seen as a graph."""

from __future__ import annotations

from flows.model import Flow, Step


def leads_to(step: Step) -> frozenset[str]:
    """Every id that may come after the step; "" stands for nowhere."""
    if step.kind == "say":
        return frozenset({step.next})
    if step.kind == "branch":
        always = any(not case.fact for case in step.cases)
        return frozenset({*(case.next for case in step.cases), *(() if always else (step.next,))})
    own_words = (step.free_text.next,) if step.free_text else ()
    return frozenset({*(option.next for option in step.options), *own_words})


def reachable(flow: Flow, start: str = "") -> frozenset[str]:
    """The ids of all steps and outcomes that can come from ``start`` (empty: the first step)."""
    seen: set[str] = set()
    waiting = [start or flow.first.id]
    while waiting:
        id = waiting.pop()
        if id not in seen:
            seen.add(id)
            step = flow.step(id)
            waiting.extend(leads_to(step) if step else ())
    return frozenset(seen)


def reaches_an_end(flow: Flow, start: str) -> bool:
    ends = {outcome.id for outcome in flow.outcomes}
    return not ends.isdisjoint(reachable(flow, start))
