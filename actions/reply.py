"""What an action answers: messages, what to remember, and what becomes of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from wire.cards import Card
from wire.turn import Button

Form = Literal["", "ask", "end", "reject", "leave"]


@dataclass(frozen=True)
class Say:
    """One message. ``response`` names words in domain.yml; ``text`` is words that came from a flow file.

    With neither, it is a card alone: something to record that needs no words (an answered step).
    """

    response: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    buttons: Sequence[Button] = ()
    card: Card | None = None


@dataclass(frozen=True)
class Reply:
    """``form``: "ask" keeps a form waiting, "end" finishes it, "reject" lets the ordinary rule of this
    intent run, "leave" drops whichever form is active. ``asked`` is the question, outside any form,
    that the next yes or no answers; "same" leaves an open one open (a digression)."""

    says: tuple[Say, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    form: Form = ""
    asked: Literal["", "same", "helped", "working", "person", "left", "which"] = ""

    def before(self, *says: Say) -> Reply:
        """The same reply with something said first."""
        return replace(self, says=(*says, *self.says))


def say(response: str, card: Card | None = None, **values: str) -> Say:
    """Words of domain.yml with their values, and a card with them."""
    return Say(response=response, values=values, card=card)


def record(card: Card) -> Say:
    """A card that nobody needs to read."""
    return Say(card=card)


REJECT = Reply(form="reject")
EMPTY: Mapping[str, Any] = {"flow": None, "problem": None, "draft": None, "answer": None}
"""The slots of a problem that is over: nothing of it must reach the next one."""
