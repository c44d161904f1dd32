"""The engine that runs every flow: begin, read an answer, ask again, go back, end.

Pure: state and time come in, state and words come out. See flows/turns.py for the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from flows.endings import ending
from flows.left_open import asked_enough, for_unsure
from flows.model import Danger, Flow, Option, Outcome, Step
from flows.reading import Move, No, OwnWords, Picked, besides, danger_in, interpret, meant, mentioned
from flows.turns import Again, Asked, Ended, Ending, NotAnAnswer, Said, State, Tried, Why
from flows.walking import prompt, short_prompt, walk


def begin(
    flow: Flow, facts: Mapping[str, str], *, now: datetime, opening: Said | None = None
) -> Asked | Ended:
    """Start the flow. ``facts`` are entities by kind; ``opening`` is the message that started it, whose
    words may already answer some steps. The first text of the prompt restates the problem."""
    said = opening or Said()
    known = _known(flow, {**facts, **said.entities}, said.text)
    state: State = {"flow": flow.name, "version": flow.version, "step": "", "facts": known, "tried": [],
                    "path": [], "unclear": 0, "asked_at": now.isoformat()}
    if found := danger_in(flow, said.text):
        return _ended(flow, state, found.outcome)
    return _go(flow, state, flow.first.id, now, before=(restate(flow, known),))


def read(flow: Flow, state: State, said: Said, *, now: datetime) -> Asked | Ended | NotAnAnswer:
    """Read ``said`` as an answer to the step that waits: the next question, the end, or no answer."""
    step = flow.step(state["step"])
    if step is None:  # a new release of the flow has no such step
        if found := danger_in(flow, said.text):
            return _ended(flow, state, found.outcome)
        return _go(flow, state, flow.first.id, now, before=(flow.lines.returned,))
    reading = interpret(flow, step, said, late=_late(flow, state, now))
    match reading:
        case Danger(outcome=outcome):
            return _ended(flow, state, outcome)
        case Picked(step=of, option=option):
            return _picked(flow, _learn(flow, state, said, option), of, option, now)
        case OwnWords(text=text, free_text=free_text):
            answer = Tried(step.id, step.title, text)
            return _answered(flow, _learn(flow, state, said), step, answer, text, free_text.next, now)
        case (No(why="unclear" | "same_flow") | "no_hurry") if new := _corrected(flow, step, state, said):
            return ask_again(flow, new, now=now, how="returned")
        case No(why="unclear" | "same_flow" as why):
            return _unclear(flow, state, step, said, why, now)
        case No(why=why):
            return NotAnAnswer(why)
        case _:
            return _move(flow, state, reading, now)


def ask_again(flow: Flow, state: State, *, now: datetime, how: Again) -> Asked:
    """The waiting question once more, with a word about why it is asked again."""
    step = flow.step(state["step"]) or flow.first
    line = _line(flow, how)
    if how in ("unclear", "no_hurry"):
        words = short_prompt(flow, step, line, asking=how == "unclear")
    else:
        words = prompt(flow, step, state["facts"], before=(line,))
    more = {"unclear": 1, "same": 1, "returned": 0}.get(how)  # a digression answers nothing
    unclear = 0 if more is None else state["unclear"] + more
    return Asked({**state, "step": step.id, "unclear": unclear, "asked_at": now.isoformat()}, words)


def back(flow: Flow, state: State, *, now: datetime) -> Asked:
    """The question before the waiting one; at the first question, that one again. ``read`` calls it
    for "go back"."""
    earlier = state["path"][-1]["step"] if state["path"] else state["step"]
    return ask_again(flow, _rewound(flow, state, earlier), now=now, how="back")


def give_up(flow: Flow, state: State) -> Ending:
    """The ending for somebody who leaves the flow early (asks for a person, for a ticket): the flow's
    first incident or handoff outcome, with what is known and tried so far."""
    unsolved = next(each for each in flow.outcomes if each.kind in ("incident", "handoff", "request"))
    return replace(ending(flow, state, unsolved), text="")


def danger(flow: Flow, text: str) -> Ending | None:
    """The ending that dangerous words lead to, for whoever looks before a flow begins; None without."""
    found = danger_in(flow, text)
    return ending(flow, {"facts": {}, "tried": []}, found.outcome) if found else None


def restate(flow: Flow, facts: Mapping[str, str]) -> str:
    """The problem in concrete words: "Your VPN connection drops while you work. Let's get it steady." """
    return flow.restatement.for_facts(facts)


def _picked(flow: Flow, state: State, of: str, option: Option, now: datetime) -> Asked | Ended | NotAnAnswer:
    step = flow.step(of)
    if step is None:
        return NotAnAnswer("unclear", times=state["unclear"] + 1)
    if of != state["step"]:
        given = next((row["answer"] for row in state["path"] if row["step"] == of), None)
        if given is None:
            return NotAnAnswer("unclear", times=state["unclear"] + 1)
        if given == option.id:
            return NotAnAnswer("same_flow")
        state = _rewound(flow, state, of)
    answer = Tried(step.id, step.title, option.result or option.title)
    return _answered(flow, state, step, answer, option.id, option.next, now)


def _unclear(
    flow: Flow, state: State, step: Step, said: Said, why: Why, now: datetime
) -> Asked | Ended | NotAnAnswer:
    """No answer; asked often enough, the question is left open, and what is known goes on to a person."""
    times = state["unclear"] + 1
    if not asked_enough(step, said.text, times=times, lines=flow.lines):
        return NotAnAnswer(why, times=times)
    if option := for_unsure(step, flow.lines):
        return _picked(flow, state, step.id, option, now)
    return Ended(state, replace(give_up(flow, state), text=flow.lines.unanswered))


def _answered(
    flow: Flow, state: State, step: Step, answer: Tried, value: str, following: str, now: datetime
) -> Asked | Ended:
    facts = {**state["facts"], step.collect: value} if step.collect else state["facts"]
    row = {"step": answer.step, "title": answer.title, "result": answer.result}
    others = [each for each in state["tried"] if each["step"] != step.id]
    tried = [*others, row] if step.kind == "check" else others
    path = [*state["path"], {"step": step.id, "answer": value}]
    state = {**state, "facts": facts, "tried": tried, "path": path}
    return _go(flow, state, following, now, answered=answer)


def _go(
    flow: Flow, state: State, id: str, now: datetime, *,
    before: tuple[str, ...] = (), answered: Tried | None = None,
) -> Asked | Ended:
    reached = walk(flow, id, state["facts"])
    texts = tuple(text for text in (*before, *reached.texts) if text)
    if isinstance(reached.at, Outcome):
        return _ended(flow, state, reached.at, texts=texts, answered=answered)
    waiting = {"version": flow.version, "step": reached.at.id, "unclear": 0, "asked_at": now.isoformat()}
    return Asked({**state, **waiting}, prompt(flow, reached.at, state["facts"], before=texts), answered)


def _ended(
    flow: Flow, state: State, outcome: Outcome, *,
    texts: tuple[str, ...] = (), answered: Tried | None = None,
) -> Ended:
    end = ending(flow, state, outcome)
    return Ended(state, replace(end, text="\n\n".join(filter(None, (*texts, end.text)))), answered)


def _move(flow: Flow, state: State, move: Move, now: datetime) -> Asked | Ended:
    solved = next((outcome for outcome in flow.outcomes if outcome.kind == "solved"), None)
    if move == "solved" and solved:
        return _ended(flow, state, solved)
    return back(flow, state, now=now) if move == "back" else ask_again(flow, state, now=now, how="no_hurry")


def _rewound(flow: Flow, state: State, to: str) -> State:
    """The state as it was when step ``to`` was asked; what was tried since stays tried."""
    ids = [row["step"] for row in state["path"]]
    at = ids.index(to) if to in ids else len(ids)
    undone = {step.collect for step in map(flow.step, ids[at:]) if step}
    facts = {name: value for name, value in state["facts"].items() if name not in undone}
    return {**state, "step": to, "facts": facts, "path": state["path"][:at]}


def _known(flow: Flow, facts: Mapping[str, str], opening: str) -> dict[str, str]:
    """Facts in the flow's own values: entities by what they mean, and what the opening words said."""
    known = {name: value for name, value in facts.items() if value}
    for step in flow.steps:
        option = meant(step, known.get(step.collect, "")) if step.collect in known else None
        if option is None and step.opening:
            option = mentioned(flow, step, opening)
        if option:
            known[step.collect] = option.id
    return known


def _learn(flow: Flow, state: State, said: Said, option: Option | None = None) -> State:
    """The state with what the words told besides their answer, so that it is not asked later."""
    new = {name: value for name, value in said.entities.items() if name in flow.facts}
    more = "" if said.choice else besides(option, said.text)
    return {**state, "facts": _known(flow, {**new, **state["facts"]}, more)}


def _corrected(flow: Flow, step: Step, state: State, said: Said) -> State | None:
    """The state after "no, it is a Mac": a recognised value that differs from the fact known so far.
    What the waiting step asks for is no correction: it was heard, and was no clear answer."""
    others = flow.facts.keys() - {step.collect}
    told = {name: value for name, value in said.entities.items() if name in others}
    facts = {**state["facts"], **_known(flow, told, "")}
    return {**state, "facts": facts} if facts != state["facts"] else None


def _late(flow: Flow, state: State, now: datetime) -> bool:
    return now - datetime.fromisoformat(state["asked_at"]) > timedelta(hours=flow.lines.later_hours)


def _line(flow: Flow, how: Again) -> str:
    lines = flow.lines
    said = {"unclear": lines.unclear, "returned": lines.returned, "same": lines.returned,
            "later": lines.later, "back": lines.went_back, "no_hurry": lines.no_hurry}
    return fill_title(said[how], flow)


def fill_title(text: str, flow: Flow) -> str:
    return text.replace("{title}", flow.title)
