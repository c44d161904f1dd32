"""From a step to the next thing to ask or the end, past everything that needs no answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.model import Flow, Outcome, Step
from flows.reading import meant
from flows.turns import Choice, Prompt


@dataclass(frozen=True)
class Reached:
    """Where a walk stopped: a step that asks, or an outcome, and the words said on the way."""

    at: Step | Outcome
    texts: tuple[str, ...] = ()


def walk(flow: Flow, id: str, facts: Mapping[str, str]) -> Reached:
    """Go on from ``id``. A question whose fact is known is passed once; met again, it is asked."""
    texts: list[str] = []
    passed: set[str] = set()
    while (step := flow.step(id)) is not None:
        following = "" if step.id in passed else _following(step, facts)
        if not following:
            return Reached(step, tuple(texts))
        if step.kind == "say":
            texts.append(step.words.for_facts(facts))
        passed.add(step.id)
        id = following
    outcome = flow.outcome(id)
    if outcome is None:
        raise LookupError(f"flow {flow.name}: no step and no outcome '{id}'")
    return Reached(outcome, tuple(texts))


def prompt(flow: Flow, step: Step, facts: Mapping[str, str], *, before: tuple[str, ...] = ()) -> Prompt:
    """The whole step: what leads to it, what to do, the question."""
    texts = (*before, step.words.for_facts(facts), question(flow, step))
    return replace(_question_only(flow, step), texts=tuple(text for text in texts if text))


def short_prompt(flow: Flow, step: Step, line: str, *, asking: bool = True) -> Prompt:
    """Only a line and the question: for somebody who has the instruction before their eyes."""
    texts = (line, question(flow, step)) if asking else (line,)
    return replace(_question_only(flow, step), texts=tuple(text for text in texts if text))


def question(flow: Flow, step: Step) -> str:
    return step.question or (flow.lines.did_that_help if step.kind == "check" else "")


def _question_only(flow: Flow, step: Step) -> Prompt:
    choices = tuple(
        Choice(option.id, option.title, _payload(step.id, option.id)) for option in step.options
    )
    return Prompt(step.id, step.title, (), choices, step.free_text is not None)


def _payload(step: str, option: str) -> str:
    return "/choose" + json.dumps({"choice": f"{step}.{option}"}, separators=(",", ":"))


def _following(step: Step, facts: Mapping[str, str]) -> str:
    """Where this step leads without an answer; empty when it needs one."""
    if step.kind == "say":
        return step.next
    if step.kind == "branch":
        return next((c.next for c in step.cases if not c.fact or facts.get(c.fact) in c.values), step.next)
    known = facts.get(step.collect, "") if step.kind == "ask" else ""
    option = meant(step, known) if known else None
    if option:
        return option.next
    return step.free_text.next if known and step.free_text and not step.options else ""
