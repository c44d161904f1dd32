"""What people do in the middle of a flow besides answering it, as the engine is told of it."""

from __future__ import annotations

from dataclasses import dataclass

from flows import Flow, Said
from flows.model import Step


@dataclass(frozen=True)
class Digression:
    """``then`` is what becomes of the flow: it waits at the same question, at the one before, or is left."""

    name: str
    said: Said
    then: str


def _said(text: str, intent: str, **entities: str) -> Said:
    return Said(text=text, intent=intent, confidence=0.95, entities=entities)


ALWAYS = (
    Digression("knowledge question", _said("how do I share my calendar with a colleague?", "how_to"), "same"),
    Digression("information question", _said("what is the guest policy?", "information_request"), "same"),
    Digression("status question", _said("any news about my ticket of last week", "ticket_status"), "same"),
    Digression("opening hours", _said("when are people there to help me", "opening_hours"), "same"),
    Digression("bare wait", _said("wait", "wait"), "same"),
    Digression("wait", _said("hang on a second, somebody is at my desk now", "wait"), "same"),
    Digression("bot challenge", _said("are you a person or a machine", "bot_challenge"), "same"),
    Digression("anger", _said("this is ridiculous, nothing ever works here", "frustrated"), "same"),
    Digression("start over", _said("start over", "start_over"), "left"),
    Digression("stop", _said("forget it, I have to leave for today", "stop"), "left"),
    Digression("a person", _said("let me talk to a person please", "talk_to_human"), "left"),
    Digression("a callback", _said("somebody should call me back tomorrow", "callback_request"), "left"),
    Digression("go back", _said("go back", "go_back"), "before"),
)
NOISE = Digression("noise", Said("asdf qwer zxcv uiop", "nlu_fallback", 0.2), "same")
PROBLEMS = (
    ("printer_problem", "now nothing comes out of the printer on our corridor either"),
    ("wifi_problem", "and on top of that the office wireless has gone for everybody around me"),
    ("battery_problem", "by the way my laptop stops the moment I pull the charger out"),
)


def digressions(flow: Flow, step: Step) -> list[Digression]:
    """Those that are none of this step's own answers: an author may keep an intent for a step, and where
    own words are asked for anything may be the answer."""
    others = (Digression("other problem", _said(text, name), "other") for name, text in PROBLEMS
              if name != flow.name)
    noise = [] if step.free_text else [NOISE]
    return [each for each in (*ALWAYS, *noise, *others) if each.said.intent not in step.keeps]
