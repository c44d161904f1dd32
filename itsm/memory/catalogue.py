"""A catalogue held in memory."""

from __future__ import annotations

import builtins
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

from itsm.catalogue import Approval, Item, Order, Request, Verdict
from itsm.errors import IllegalMove, NotFound, Refused
from itsm.limits import clean

_NAMESPACE = uuid.UUID("5a1d2f57-61a5-5a1e-9a53-6a3f4f1e2b77")


@dataclass
class MemoryCatalogue:
    """``approver_of`` says who has to approve an item for a person; "" for nobody."""

    items: Sequence[Item] = ()
    people: Collection[str] | None = None
    approver_of: Callable[[str, str], str] = lambda item, person: ""
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
    _requests: dict[str, Request] = field(default_factory=dict)
    _approvals: dict[str, Approval] = field(default_factory=dict)

    async def search(self, words: str, limit: int = 5) -> tuple[Item, ...]:
        wanted = words.casefold().split()
        found = [
            i for i in self.items if all(w in f"{i.name} {i.short_description}".casefold() for w in wanted)
        ]
        return tuple(replace(item, questions=()) for item in found[:limit])

    async def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)

    async def order(self, order: Order, *, key: str) -> Request:
        if key not in self._requests:
            self._requests[key] = self._made(order, key, await self._checked(order))
        return replace(self._requests[key], items=())

    async def find(self, number: str, *, caller: str) -> Request | None:
        wanted = number.strip().upper()
        mine = (r for r in self._requests.values() if r.number == wanted and r.requested_for == caller)
        return next(mine, None)

    async def list(self, *, caller: str, limit: int = 5) -> tuple[Request, ...]:
        mine = [replace(r, items=()) for r in self._requests.values() if r.requested_for == caller]
        return tuple(sorted(mine, key=lambda r: (r.opened_at, r.number), reverse=True)[:limit])

    async def approvals(self, *, approver: str, limit: int = 20) -> tuple[Approval, ...]:
        asked = [a for a in self._approvals.values() if a.approver == approver and a.state == "requested"]
        return tuple(asked[:limit])

    async def approval(self, approval_id: str, *, approver: str) -> Approval | None:
        asked = self._approvals.get(approval_id)
        return asked if asked and asked.approver == approver else None

    async def decide(self, approval_id: str, verdict: Verdict, *, reason: str, approver: str) -> Approval:
        if verdict == "rejected" and not clean(reason):
            raise Refused("comments: a rejection needs a reason")
        asked = self._approvals.get(approval_id)
        if asked is None or asked.approver != approver:
            raise NotFound("no such approval")
        if asked.state not in ("requested", verdict):
            raise IllegalMove(f"approval: it is {asked.state}")
        if asked.state == "requested":
            self._approvals[approval_id] = replace(asked, state=verdict, reason=clean(reason))
            self._moved(asked.subject, verdict)
        return self._approvals[approval_id]

    def ask(self, approval: Approval) -> None:
        """Somebody asks for a decision elsewhere."""
        self._approvals[approval.id] = approval

    def _moved(self, number: str, verdict: Verdict) -> None:
        for key, request in self._requests.items():
            if request.number == number:
                stage = "rejected" if verdict == "rejected" else "in_progress"
                self._requests[key] = replace(request, stage=stage)  # type: ignore[arg-type]

    async def _checked(self, order: Order) -> Item:
        if self.people is not None and order.requested_for not in self.people:
            raise Refused("requested_for: no such person")
        item = await self.item(order.item)
        if item is None:
            raise Refused("item: it cannot be ordered")
        for question in item.questions:
            answer = order.answers.get(question.name, "")
            if question.mandatory and not answer:
                raise Refused(f"variables: {question.name} needs an answer")
            if answer and question.choices and answer not in question.choices:
                raise Refused(f"variables: {question.name} has no such choice")
        return item

    def _made(self, order: Order, key: str, item: Item) -> Request:
        number, approver = (
            f"REQ{10001 + len(self._requests):07d}",
            self.approver_of(item.id, order.requested_for),
        )
        if approver:
            asked = uuid.uuid5(_NAMESPACE, f"{key}:approval").hex
            self.ask(
                Approval(asked, approver, number, item.name, order.requested_for, "requested", self.now())
            )
        return Request(
            number=number,
            id=uuid.uuid5(_NAMESPACE, key).hex,
            requested_for=order.requested_for,
            stage="waiting_for_approval" if approver else "in_progress",
            opened_at=self.now(),
            items=(item.name,),
            key=key,
        )

    @property
    def all_approvals(self) -> builtins.list[Approval]:
        """Every approval, decided or not, in order."""
        return [*self._approvals.values()]

    @property
    def orders(self) -> builtins.list[Request]:
        """Everything that was ordered, in order."""
        return [*self._requests.values()]
