"""Walks a person through an approved flow: the action behind ``flow_form``.

One call a turn: it starts a flow, reads the answer, asks the next step, or ends. Words that are no
answer reject the turn: Rasa's ordinary rule of that intent runs, then the form asks again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions import before_flow, consent
from actions import known_outages as known
from actions.problem import of_ending
from actions.release import Release, Shelf
from actions.reply import EMPTY, REJECT, Reply, Say, record, say
from actions.telling import with_more
from actions.turn import Clause, Turn
from actions.two_problems import two_problems
from actions.walk import Walk, said
from actions.wish import leaves
from flows import engine
from flows.model import Flow
from flows.turns import Asked, Ended, Ending, NotAnAnswer, Prompt, Said, State, Tried
from wire.cards import Step
from wire.turn import Button

ALWAYS = frozenset(
    {"talk_to_human", "callback_request", "complaint", "frustrated", "stop", "goodbye", "start_over"}
)
"""These leave a step however often they are said."""
NOTHING = frozenset({"nlu_fallback", "out_of_scope"})
"""Not understood: Rasa's rule for it ends the flow when the words say goodbye."""
OFFER_PERSON_AFTER = 2
"""Unclear answers in a row at one step, from which a person is offered."""


@dataclass(frozen=True)
class FlowForm:
    shelf: Shelf
    name: str = "validate_flow_form"

    async def __call__(self, turn: Turn) -> Reply:
        release = self.shelf.current()
        if Walk.of(turn) is None and (first := await before_flow.said(turn, release)):
            return first
        return known.said_first(self._walked(turn, release), turn, release)

    def _walked(self, turn: Turn, release: Release) -> Reply:
        walk = Walk.of(turn)
        flow = release.flows.get(walk.flow) if walk else None
        if walk is None or flow is None:
            return start(turn, release)
        if (mine := known.mine(turn, walk, flow)) is not None:
            return known.is_mine(walk, mine, release)
        if refused := consent.taken_back(turn, walk, flow):
            return _read(turn, flow, walk, Said(choice=refused), release)
        if turn.came_back_to("flow_form"):
            return _reply(flow, walk, engine.ask_again(flow, walk.state, now=turn.now, how="returned"))
        if walk.doubt:
            return _which_problem(turn, flow, walk, release)
        return _read(turn, flow, walk, said(turn), release)


def start(turn: Turn, release: Release, left: Walk | None = None) -> Reply:
    """Begin the flow that the intent names, or take up again the one that was left for another."""
    before = _left_before(turn, left)
    if before is None and left is None and (two := two_problems(turn, release)):
        return _start_the_first(*two, turn, release)
    going_back = turn.intent == "affirm" and before is not None
    flow = release.flows.get(before.flow if before and going_back else turn.intent)
    if flow is None:
        return Reply(slots={**EMPTY, "outcome": None}, form="end")
    kept = replace(left, left=None).to_slot() if left else None
    if before and before.flow == flow.name:
        again = engine.ask_again(flow, before.state, now=turn.now, how="returned")
        return _reply(flow, replace(before, left=kept), again)
    opening = said(turn)
    begun = engine.begin(flow, turn.entities, now=turn.now, opening=opening)
    return _reply(flow, Walk(begun.state, words=turn.text, left=kept), begun)


def _start_the_first(first: Clause, second: Clause, turn: Turn, release: Release) -> Reply:
    """Both are named; the first is begun with its own words, the second waits with its own."""
    flow, other = release.flows[first.intent], release.flows[second.intent]
    if unsafe := next((each for each in (flow, other) if engine.danger(each, turn.text)), None):
        stopped = engine.begin(unsafe, turn.entities, now=turn.now, opening=said(turn))
        return _reply(unsafe, Walk(stopped.state, words=turn.text), stopped)
    waits = Walk(_begun(other, second, turn).state, words=second.text)
    begun = _begun(flow, first, turn)
    both = say("utter_two_problems", first=flow.title, second=other.title)
    return _reply(flow, Walk(begun.state, words=first.text, left=waits.to_slot()), begun).before(both)


def _begun(flow: Flow, clause: Clause, turn: Turn) -> Asked | Ended:
    opening = replace(said(turn), text=clause.text, intent=clause.intent, confidence=clause.confidence)
    return engine.begin(flow, turn.entities, now=turn.now, opening=opening)


def _left_before(turn: Turn, left: Walk | None) -> Walk | None:
    """The walk that was left on the way here: from the one being left now, or from one that ended."""
    value = left.left if left else turn.slots.get("left")
    return Walk(**value) if value else None


def _read(turn: Turn, flow: Flow, walk: Walk, words: Said, release: Release) -> Reply:
    match engine.read(flow, walk.state, words, now=turn.now):
        case NotAnAnswer("interrupt") if turn.intent == "frustrated" and _comforted(turn):
            return _read(turn, flow, walk, replace(words, intent="", confidence=0.0), release)
        case NotAnAnswer("interrupt") if _asked_before(turn, flow, walk):
            return _read(turn, flow, walk, replace(words, intent="", confidence=0.0), release)
        case NotAnAnswer("interrupt"):
            aside = replace(walk, aside=_aside(turn, walk), state=_heard(turn, walk))
            return replace(REJECT, slots={**REJECT.slots, "flow": aside.to_slot()})
        case NotAnAnswer("other_flow") if turn.intent in walk.meant:
            return _read(turn, flow, walk, replace(words, intent="", confidence=0.0), release)
        case NotAnAnswer("other_flow"):
            return _other_problem(turn, flow, walk, release)
        case NotAnAnswer("same_flow"):
            return _reply(flow, walk, engine.ask_again(flow, walk.state, now=turn.now, how="same"))
        case NotAnAnswer("later"):
            return _reply(flow, walk, engine.ask_again(flow, walk.state, now=turn.now, how="later"))
        case NotAnAnswer() if turn.intent in NOTHING and leaves(turn):
            return REJECT
        case NotAnAnswer(times=times):
            return _unclear(turn, flow, walk, times)
        case result:
            reply = _reply(flow, with_more(walk, flow, turn, result), result)
            return consent.logged(reply, flow, result, turn)


def _comforted(turn: Turn) -> bool:
    """Whether anger was answered to just now: the same again is read as an answer, however it sounds."""
    return "utter_frustrated_in_flow" in turn.said_before


def _asked_before(turn: Turn, flow: Flow, walk: Walk) -> bool:
    """Whether the same kind of thing was answered at this step just now. Where own words are wanted, the
    second is the answer, however much it sounds like a question ("request denied": about a ticket?)."""
    step = flow.step(str(walk.state["step"]))
    wanted = step is not None and step.free_text is not None
    return wanted and turn.intent not in ALWAYS and walk.aside == _aside(turn, walk)


def _heard(turn: Turn, walk: Walk) -> State:
    """Anger at a question is no answer to it: it counts as one that was not understood."""
    angry = turn.intent == "frustrated"
    return {**walk.state, "unclear": walk.state["unclear"] + 1} if angry else walk.state


def _aside(turn: Turn, walk: Walk) -> str:
    return f"{walk.state['step']} {turn.intent}"


def _unclear(turn: Turn, flow: Flow, walk: Walk, times: int) -> Reply:
    reply = _reply(flow, walk, engine.ask_again(flow, walk.state, now=turn.now, how="unclear"))
    return reply.before(say("utter_person_instead")) if times >= OFFER_PERSON_AFTER else reply


def _other_problem(turn: Turn, flow: Flow, walk: Walk, release: Release) -> Reply:
    """A closed step switches at once. At a step for own words they may be an answer: ask which."""
    other = release.flows.get(turn.intent)
    if other is None:
        return REJECT
    step = flow.step(str(walk.state["step"]))
    if step and step.free_text:
        doubt = {"text": turn.text, "intent": turn.intent}
        question = say("utter_other_problem_or_answer", other=other.title, title=flow.title)
        return Reply((question,), {"flow": replace(walk, doubt=doubt).to_slot(), "outcome": None}, "ask")
    leaving = say("utter_switch_problem", other=other.title, title=flow.title)
    return start(turn, release, left=walk).before(leaving)


def _which_problem(turn: Turn, flow: Flow, walk: Walk, release: Release) -> Reply:
    """The answer to "another problem, or your answer?": yes, no, or something else altogether."""
    doubt = walk.doubt or {}
    settled = replace(walk, doubt=None)
    if engine.danger(flow, turn.text):
        return _read(turn, flow, settled, said(turn), release)
    if turn.intent in ("affirm", doubt["intent"]):
        opened = replace(turn, text=doubt["text"], intent=doubt["intent"])
        return start(opened, release, left=settled)
    if turn.intent == "deny":
        settled = replace(settled, meant=[*walk.meant, doubt["intent"]])
        return _read(turn, flow, settled, Said(text=doubt["text"]), release)
    return _read(turn, flow, settled, said(turn), release)


def _reply(flow: Flow, walk: Walk, result: Asked | Ended) -> Reply:
    answered = _answered(flow, result.answered)
    if isinstance(result, Ended):
        return _ended(walk, result.ending).before(*answered)
    slots = {**EMPTY, "filed": None, "left": None, "flow": walk.at(result.state).to_slot(), "outcome": None}
    return Reply((*answered, *_ask(flow, result.prompt)), slots, form="ask")


def _ended(walk: Walk, ending: Ending) -> Reply:
    problem = of_ending(ending, walk.words)
    says = (Say(text=ending.text),) if ending.text else ()
    left = walk.left if ending.kind != "handoff" else None
    slots = {**EMPTY, "problem": problem.to_slot(), "left": left, "outcome": ending.kind}
    return Reply(says, slots, form="end")


def _ask(flow: Flow, prompt: Prompt) -> tuple[Say, ...]:
    """Each text is a message; the last one is the question and carries buttons and card."""
    *first, question = prompt.texts
    buttons = tuple(Button(choice.title, choice.payload) for choice in prompt.choices)
    card = Step(flow.name, prompt.step, prompt.title, choices=[choice.title for choice in prompt.choices])
    return (*(Say(text=text) for text in first), Say(text=question, buttons=buttons, card=card))


def _answered(flow: Flow, tried: Tried | None) -> tuple[Say, ...]:
    return (record(Step(flow.name, tried.step, tried.title, tried.result)),) if tried else ()
