"""What a conversation's visible lines say about how it ended. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Line = Mapping[str, Any]

WITH_PEOPLE = frozenset({"QUEUE", "AGENT"})
OVER = frozenset({"solved", "incident", "request", "callback", "handoff"})


def outcome(lines: Sequence[Line], holder: str) -> str:
    """The ending as an employee sees it. What leads to a person outweighs what was said before; a stated
    outcome, a filed ticket and the question for a rating outweigh an answer."""
    if holder in WITH_PEOPLE:
        return "handoff"
    ending = "abandoned"
    for line in lines:
        ending = _after(line, ending)
    return ending


def is_over(lines: Sequence[Line], holder: str) -> bool:
    """Nothing is left to say: an end that is no mere answer, or an answer that helped."""
    if holder == "CLOSED" or outcome(lines, holder) in OVER:
        return True
    return any(card["card"] == "feedback" and card["helped"] for card in cards(lines))


def _after(line: Line, before: str) -> str:
    if line["kind"] == "survey":
        return "solved" if before != "handoff" else before
    match line.get("card"):
        case {"card": "outcome", "outcome": stated}:
            return str(stated)
        case {"card": "work", "operation": "request.order", "state": "done" | "pending"}:
            return "request"
        case {"card": "work", "state": "done" | "pending"} as work if _opens(work):
            return "incident"
        case {"card": "callback"}:
            return "callback"
        case {"card": "answer" | "tickets"} if before not in OVER:
            return "information"
        case {"card": "feedback", "helped": helped} if before not in OVER:
            return "information" if helped else "abandoned"
    return before


def _opens(work: Mapping[str, Any]) -> bool:
    """Care of a ticket there is (a comment, a reopening) is no new one."""
    return work.get("operation", "incident.open") == "incident.open"


def cards(lines: Iterable[Line]) -> list[Mapping[str, Any]]:
    return [line["card"] for line in lines if line.get("card")]


def last(lines: Iterable[Line], kind: str) -> Mapping[str, Any] | None:
    """The newest card of that kind."""
    return next((card for card in reversed(cards(lines)) if card["card"] == kind), None)
