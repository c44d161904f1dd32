"""The port for what can be asked for: items, requests and the approvals they wait for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Verdict = Literal["approved", "rejected"]
Stage = Literal["waiting_for_approval", "in_progress", "delivered", "canceled", "rejected"]
Answer = Literal["requested", "approved", "rejected", "not_needed"]
"""Of an approval: not given yet, given, or not needed any more (withdrawn, or answered by somebody else)."""


@dataclass(frozen=True)
class Question:
    """What an item asks; ``choices`` are the values allowed, empty for free text."""

    name: str
    text: str
    mandatory: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """``price`` as the catalogue shows it, "" for none. ``questions`` are filled by ``item`` only."""

    id: str
    name: str
    short_description: str = ""
    price: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Order:
    """One item for one person. ``confirmed_at`` (aware) is when they said yes: an order sent since then
    whose answer was lost is recognised by it. ``note`` is for the people who deliver it."""

    item: str
    requested_for: str
    confirmed_at: datetime
    quantity: int = 1
    answers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= 50:
            raise ValueError("quantity is 1 to 50")


@dataclass(frozen=True)
class Request:
    """A request as it is now. ``key`` is the key it was ordered with, "" when ordered elsewhere."""

    number: str
    id: str
    requested_for: str
    stage: Stage
    opened_at: datetime
    items: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Approval:
    """What ``approver`` is asked to decide. ``subject`` is the number of what is asked for, ``text`` its
    name, ``asked_by`` the name of the person it is for. ``price`` as the catalogue shows it, "" for none;
    ``reason`` is what was written with the decision."""

    id: str
    approver: str
    subject: str
    text: str
    asked_by: str
    state: Answer
    asked_at: datetime
    price: str = ""
    reason: str = ""


class Catalogue(Protocol):
    """Every method may raise Unavailable. People see their own requests and the approvals asked of them."""

    async def search(self, words: str, limit: int = 5) -> tuple[Item, ...]:
        """Items that can be ordered and whose name or description has these words; "" lists all."""
        ...

    async def item(self, item_id: str) -> Item | None:
        """The item with its questions; None when it cannot be ordered."""
        ...

    async def order(self, order: Order, *, key: str) -> Request:
        """Order once per key. The catalogue has no key of its own: the request gets it right after it was
        made, and one whose answer was lost is found by person, item and time before it is ordered again.

        Raises Refused (unknown item or person, a mandatory question without an answer), UnknownOutcome.
        """
        ...

    async def find(self, number: str, *, caller: str) -> Request | None:
        """The caller's own request; None for any other."""
        ...

    async def list(self, *, caller: str, limit: int = 5) -> tuple[Request, ...]:
        """The caller's own requests, newest first."""
        ...

    async def approvals(self, *, approver: str, limit: int = 20) -> tuple[Approval, ...]:
        """What waits for this person's decision, the oldest first."""
        ...

    async def approval(self, approval_id: str, *, approver: str) -> Approval | None:
        """What was asked of this person, as it is now; None for what was asked of somebody else."""
        ...

    async def decide(self, approval_id: str, verdict: Verdict, *, reason: str, approver: str) -> Approval:
        """Decide what was asked of this person. The same decision again changes nothing.

        Raises NotFound when it was asked of somebody else, IllegalMove when it is decided otherwise,
        Refused for a rejection without a reason, UnknownOutcome.
        """
        ...
