"""What no schema can see in a flow: where its steps lead, and whether every name and fact is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authored import Problem
from flows.known import Known, Names
from flows.model import Flow, Outcome, Step, Words
from flows.paths import leads_to, reachable, reaches_an_end
from flows.wording import at, wording_problems


def flow_problems(flow: Flow, known: Known, avoid: tuple[str, ...]) -> tuple[Problem, ...]:
    """Every problem of a flow that could be built."""
    found = (
        *_ids(flow), *_references(flow, known), *_ends(flow), *_facts(flow), *_asked_before(flow),
        *wording_problems(flow, avoid), *_dates(flow),
    )
    return tuple(sorted(set(found)))


def _ids(flow: Flow) -> Iterator[Problem]:
    ids = [step.id for step in flow.steps]
    for index, step in enumerate(flow.steps):
        if step.id in ids[:index] or step.id in {outcome.id for outcome in flow.outcomes}:
            yield at(flow, step, f"the id '{step.id}' is used twice", "give the step an id of its own")
        options = [option.id for option in step.options]
        for id in {id for id in options if options.count(id) > 1}:
            yield at(flow, step, f"step '{step.id}' has two options '{id}'", "give each option its own id")


def _references(flow: Flow, known: Known) -> Iterator[Problem]:
    yield from _name(flow, 1, flow.topic, known.topics, "topic", "data/standards/topics.yml")
    for step in flow.steps:
        if step.article:
            yield from _name(flow, step.line, step.article, known.articles, "article", "data/articles")
    for outcome in flow.outcomes:
        if outcome.queue:
            yield from _name(flow, outcome.line, outcome.queue, known.queues, "queue",
                             "data/standards/queues.yml")
        if outcome.rule:
            yield from _name(flow, outcome.line, outcome.rule, known.rules, "escalation rule",
                             "data/standards/escalation.yml")


def _ends(flow: Flow) -> Iterator[Problem]:
    reached = reachable(flow)
    for step in flow.steps:
        following = leads_to(step)
        if not following or "" in following:
            yield at(flow, step, f"step '{step.id}' is a dead end", "add 'next' with a step or an outcome")
        for id in sorted(following - {""}):
            if not flow.step(id) and not flow.outcome(id):
                yield at(flow, step, f"step '{step.id}' leads to '{id}', which does not exist",
                          "name a step or an outcome of this file")
        if step.id not in reached:
            yield at(flow, step, f"step '{step.id}' is never reached", "lead to it, or remove it")
        elif not reaches_an_end(flow, step.id):
            yield at(flow, step, f"step '{step.id}' goes round in a circle without a way out",
                      "let one option of the circle lead to an outcome")
    for outcome in flow.outcomes:
        if outcome.id not in reached:
            yield at(flow, outcome, f"outcome '{outcome.id}' is never reached", "lead to it, or remove it")
        if outcome.otherwise and flow.outcome(outcome.otherwise) is None:
            yield at(flow, outcome, f"outcome '{outcome.otherwise}' does not exist",
                     "use one of: " + ", ".join(each.id for each in flow.outcomes))
    if not any(outcome.kind != "solved" for outcome in flow.outcomes):
        yield Problem(flow.file, 1, "no outcome for what stays unsolved", "add an incident or a handoff")


def _facts(flow: Flow) -> Iterator[Problem]:
    for step in flow.steps:
        if step.kind == "ask" and not step.collect:
            yield at(flow, step, f"step '{step.id}' asks and forgets", "add 'collect' with a fact's name")
        if step.collect and step.collect not in flow.facts:
            yield at(flow, step, f"the fact '{step.collect}' has no title", "add it under 'facts'")
        for case in step.cases:
            if case.fact and case.fact not in flow.facts:
                yield _no_fact(flow, step, case.fact)
        yield from _variants(flow, step, step.words)
    for outcome in flow.outcomes:
        yield from _variants(flow, outcome, outcome.words)
        yield from _variants(flow, outcome, outcome.short_description)
        for name in re.findall(r"\{(\w+)\}", " ".join(outcome.short_description.every())):
            if name not in flow.facts:
                yield _no_fact(flow, outcome, name)


def _asked_before(flow: Flow) -> Iterator[Problem]:
    """A question is passed when its fact is known, so the same answer must not answer two in a row."""
    asks = [step for step in flow.steps if step.kind == "ask" and step.collect]
    for first in asks:
        after = reachable(flow, first.id) - {first.id}
        for later in asks:
            shared = {option.id for option in first.options} & {option.id for option in later.options}
            if later.id in after and later.collect == first.collect and shared:
                yield at(flow, later, f"step '{later.id}' is not asked when '{first.id}' was answered before",
                         "collect a fact of its own")


def _no_fact(flow: Flow, place: Step | Outcome, name: str) -> Problem:
    return at(flow, place, f"'{name}' is no fact of this flow", "use one of: " + ", ".join(flow.facts))


def _variants(flow: Flow, place: Step | Outcome, words: Words) -> Iterator[Problem]:
    if not words.by:
        return
    fact = flow.facts.get(words.by)
    if fact is None:
        yield _no_fact(flow, place, words.by)
        return
    for value in sorted(set(words.variants) - set(fact.titles)):
        yield at(flow, place, f"'{value}' is no value of '{words.by}'",
                 "use one of: " + ", ".join(fact.titles))
    missing = sorted(set(fact.titles) - set(words.variants))
    if not words.text and missing:
        yield at(flow, place, f"no words for {words.by} {', '.join(missing)}", "add them, or 'other'")


def _dates(flow: Flow) -> Iterator[Problem]:
    if flow.approval and flow.review <= flow.approval.date:
        yield Problem(flow.file, 1, "the review date is not after the approval",
                      "set 'review' to a later day")


def _name(flow: Flow, line: int, name: str, known: Names, kind: str, place: str) -> Iterator[Problem]:
    if known is not None and name not in known:
        yield Problem(flow.file, line, f"'{name}' is no {kind}",
                      f"add it to {place}, or name one that is there")
