"""Conversations by outcome, and deflection, counted from the log."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from desk.core.events import Event
from desk.core.outcome import OUTCOMES, Ending, conclude

# What these kinds say decides an ending; a report needs no others.
KINDS = (
    "opened",
    "message",
    "closed",
    "outcome",
    "answer",
    "tickets",
    "feedback",
    "handoff_offered",
    "handoff_accepted",
    "survey",
)


@dataclass(frozen=True)
class Report:
    """``outcomes`` counts ended conversations; ``solved`` is split by deflection; ``open`` are under way;
    ``empty`` were opened and never written in. ``ratings``: mean score and count by bot and agent."""

    conversations: int
    open: int
    empty: int
    outcomes: dict[str, int]
    deflection: dict[str, int]
    ratings: dict[str, dict[str, float]]

    @property
    def deflected_share(self) -> float:
        """Confirmed and potential deflections among all ended conversations, 0 to 1."""
        ended = sum(self.outcomes.values())
        return (self.deflection["confirmed"] + self.deflection["potential"]) / ended if ended else 0.0


def report(events: Iterable[Event]) -> Report:
    """Count. An episode counts as ended when it was closed, or when its outcome was stated."""
    by_conversation: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_conversation[event.conversation].append(event)
    endings = [conclude(own) for own in by_conversation.values() if _written(own) and _ended(own)]
    written = sum(_written(own) for own in by_conversation.values())
    return Report(
        conversations=len(by_conversation),
        open=written - len(endings),
        empty=len(by_conversation) - written,
        outcomes=_outcomes(endings),
        deflection=_deflection(endings),
        ratings=_ratings(by_conversation.values()),
    )


def _written(events: list[Event]) -> bool:
    return any(e.kind == "message" for e in events)


def _ended(events: list[Event]) -> bool:
    return any(e.kind in {"closed", "outcome"} for e in events)


def _outcomes(endings: list[Ending]) -> dict[str, int]:
    counts = Counter(e.outcome for e in endings)
    return {name: counts[name] for name in OUTCOMES}


def _deflection(endings: list[Ending]) -> dict[str, int]:
    counts = Counter(e.deflection for e in endings)
    return {name: counts[name] for name in ("confirmed", "potential", "none")}


def _ratings(conversations: Iterable[list[Event]]) -> dict[str, dict[str, float]]:
    scores: dict[str, list[int]] = {"bot": [], "agent": []}
    for events in conversations:
        for event in events:
            if event.kind == "survey" and event.data.get("about") in scores:
                scores[event.data["about"]].append(int(event.data["score"]))
    return {
        about: {"count": len(given), "mean": round(sum(given) / len(given), 2) if given else 0.0}
        for about, given in scores.items()
    }
