"""What no schema can see in a flow: where its steps lead, whether every word is there, whether it is kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from authored import Document, Problem
from flows.known import Known, Names
from flows.model import Flow, Outcome, Step, Words
from flows.paths import leads_to, reachable, reaches_an_end
from flows.phrases import words_of

LONGEST = 500
"""Characters of one message: more does not fit a phone's screen."""

_ASKS_FOR_A_SECRET = re.compile(
    r"\b(send|tell|give|type|write|enter)\b[^.\n]{0,30}\b(me|us|here)\b[^.\n]{0,20}\b(password|pin|passcode)"
    r"|\bwhat is your (password|pin|passcode)", re.IGNORECASE)


def name_problems(file: str, document: Document, common: Document) -> Iterator[Problem]:
    """Names inside one file that would stop it from being built."""
    data = document.data
    if PurePath(file).stem != data["flow"]:
        yield document.problem(("flow",), f"flow '{data['flow']}' is in a file of another name",
                               f"name the file {data['flow']}.yml")
    for at, id in enumerate(data.get("danger", ())):
        if id not in common.data["dangers"]:
            yield document.problem(("danger", at), f"'{id}' is no danger of common.yml",
                                   "use one of: " + ", ".join(common.data["dangers"]))
    for at, step in enumerate(data["steps"]):
        kinds = [kind for kind in ("ask", "check", "branch") if kind in step]
        if len(kinds) > 1 or not (kinds or "say" in step) or {"say", "check"} <= step.keys():
            yield document.problem(("steps", at), f"step '{step['id']}' must say, ask, check or branch",
                                   "give it one of these (an 'ask' may also 'say' something first)")
        for index, option in enumerate(step.get("options", ())):
            if ("use" in option) == ("id" in option) or option.get("use", "yes") not in common.data["options"]:
                yield document.problem(("steps", at, "options", index),
                                       f"an option of '{step['id']}' has no 'id', or no known 'use'",
                                       "give it an 'id', or 'use' one of: " + ", ".join(common.data["options"]))


def flow_problems(flow: Flow, known: Known, avoid: tuple[str, ...]) -> tuple[Problem, ...]:
    """Every problem of a flow that could be built."""
    found = (
        *_ids(flow), *_references(flow, known), *_ends(flow), *_facts(flow),
        *_wording(flow), *_options(flow), *_tone(flow, avoid), *_dates(flow),
    )
    return tuple(sorted(set(found)))


def _ids(flow: Flow) -> Iterator[Problem]:
    ids = [step.id for step in flow.steps]
    for at, step in enumerate(flow.steps):
        if step.id in ids[:at] or step.id in {outcome.id for outcome in flow.outcomes}:
            yield _at(flow, step, f"the id '{step.id}' is used twice", "give the step an id of its own")
        options = [option.id for option in step.options]
        for id in {id for id in options if options.count(id) > 1}:
            yield _at(flow, step, f"step '{step.id}' has two options '{id}'", "give each option its own id")


def _references(flow: Flow, known: Known) -> Iterator[Problem]:
    yield from _name(flow, 1, flow.topic, known.topics, "topic", "data/standards/topics.yml")
    for step in flow.steps:
        if step.article:
            yield from _name(flow, step.line, step.article, known.articles, "article", "data/articles")
    for outcome in flow.outcomes:
        if outcome.queue:
            yield from _name(flow, outcome.line, outcome.queue, known.queues, "queue", "data/standards/queues.yml")
        if outcome.rule:
            yield from _name(flow, outcome.line, outcome.rule, known.rules, "escalation rule",
                             "data/standards/escalation.yml")


def _ends(flow: Flow) -> Iterator[Problem]:
    reached = reachable(flow)
    for step in flow.steps:
        following = leads_to(step)
        if not following or "" in following:
            yield _at(flow, step, f"step '{step.id}' is a dead end", "add 'next' with a step or an outcome")
        for id in sorted(following - {""}):
            if not flow.step(id) and not flow.outcome(id):
                yield _at(flow, step, f"step '{step.id}' leads to '{id}', which does not exist",
                          "name a step or an outcome of this file")
        if step.id not in reached:
            yield _at(flow, step, f"step '{step.id}' is never reached", "lead to it, or remove it")
        elif not reaches_an_end(flow, step.id):
            yield _at(flow, step, f"step '{step.id}' goes round in a circle without a way out",
                      "let one option of the circle lead to an outcome")
    for outcome in flow.outcomes:
        if outcome.id not in reached:
            yield _at(flow, outcome, f"outcome '{outcome.id}' is never reached", "lead to it, or remove it")
    if not any(outcome.kind != "solved" for outcome in flow.outcomes):
        yield Problem(flow.file, 1, "no outcome for what stays unsolved", "add an incident or a handoff")


def _facts(flow: Flow) -> Iterator[Problem]:
    for step in flow.steps:
        if step.kind == "ask" and not step.collect:
            yield _at(flow, step, f"step '{step.id}' asks and forgets", "add 'collect' with a fact's name")
        if step.collect and step.collect not in flow.facts:
            yield _at(flow, step, f"the fact '{step.collect}' has no title", "add it under 'facts'")
        for case in step.cases:
            if case.fact and case.fact not in flow.facts:
                yield _at(flow, step, f"'{case.fact}' is no fact of this flow", "use one of: " + ", ".join(flow.facts))
        yield from _variants(flow, step, step.words)
    for outcome in flow.outcomes:
        yield from _variants(flow, outcome, outcome.words)
        yield from _variants(flow, outcome, outcome.short_description)
        for name in re.findall(r"\{(\w+)\}", " ".join(outcome.short_description.every())):
            if name not in flow.facts:
                yield _at(flow, outcome, f"'{name}' is no fact of this flow", "use one of: " + ", ".join(flow.facts))


def _variants(flow: Flow, place: Step | Outcome, words: Words) -> Iterator[Problem]:
    if not words.by:
        return
    fact = flow.facts.get(words.by)
    if fact is None:
        yield _at(flow, place, f"'{words.by}' is no fact of this flow", "use one of: " + ", ".join(flow.facts))
        return
    for value in sorted(set(words.variants) - set(fact.titles)):
        yield _at(flow, place, f"'{value}' is no value of '{words.by}'", "use one of: " + ", ".join(fact.titles))
    missing = sorted(set(fact.titles) - set(words.variants))
    if not words.text and missing:
        yield _at(flow, place, f"no words for {words.by} {', '.join(missing)}", "add them, or 'other'")


def _wording(flow: Flow) -> Iterator[Problem]:
    for step in flow.steps:
        if step.kind in ("ask", "check") and not step.title:
            yield _at(flow, step, f"step '{step.id}' has no title", "add 'title': how the step reads in a ticket")
        if step.kind in ("ask", "check") and not step.options and not step.free_text:
            yield _at(flow, step, f"step '{step.id}' has no answers", "add 'options' or 'free_text'")
        for text in (*step.words.every(), step.question):
            if len(text) > LONGEST:
                yield _at(flow, step, f"step '{step.id}' has {len(text)} characters, a phone shows {LONGEST}",
                          "split it into two steps")
    for outcome in flow.outcomes:
        if outcome.kind != "solved" and not outcome.short_description.every():
            yield _at(flow, outcome, f"outcome '{outcome.id}' has no short_description",
                      "add it: the first line of the ticket")
        for text in outcome.short_description.every():
            if len(text) > 120:
                yield _at(flow, outcome, "short_description is over 120 characters", "make it shorter")


def _options(flow: Flow) -> Iterator[Problem]:
    """The same words for two options would make an answer that nobody can read."""
    for step in flow.steps:
        seen: dict[tuple[str, ...], str] = {}
        for option in step.options:
            if not option.title:
                yield _at(flow, step, f"option '{option.id}' has no title", "add the words of its button")
            for phrase in (option.title, *option.words):
                other = seen.setdefault(words_of(phrase), option.id)
                if other != option.id:
                    yield _at(flow, step, f"'{phrase}' counts as '{other}' and as '{option.id}'",
                              "leave it in one option")


def _tone(flow: Flow, avoid: tuple[str, ...]) -> Iterator[Problem]:
    for place in (*flow.steps, *flow.outcomes):
        question = place.question if isinstance(place, Step) else ""
        for text in (*place.words.every(), question):
            if match := _ASKS_FOR_A_SECRET.search(text):
                yield _at(flow, place, f"asks for a secret: '{match[0]}'", "never ask for one; say where to type it")
            for phrase in avoid:
                if f" {' '.join(words_of(phrase))} " in f" {' '.join(words_of(text))} ":
                    yield _at(flow, place, f"'{phrase}' can sound like blame", "say it without")


def _dates(flow: Flow) -> Iterator[Problem]:
    if flow.approval and flow.review <= flow.approval.date:
        yield Problem(flow.file, 1, "the review date is not after the approval", "set 'review' to a later day")


def _name(flow: Flow, line: int, name: str, known: Names, kind: str, place: str) -> Iterator[Problem]:
    if known is not None and name not in known:
        yield Problem(flow.file, line, f"'{name}' is no {kind}", f"add it to {place}, or name one that is there")


def _at(flow: Flow, place: Step | Outcome, message: str, remedy: str) -> Problem:
    return Problem(flow.file, place.line, message, remedy)
