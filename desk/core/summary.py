"""What an agent needs to know before the first word, read from the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk.core.events import Event


@dataclass(frozen=True)
class Summary:
    """``words`` are the person's own; ``steps`` are (title, result) in the order tried."""

    topic: str
    flow: str
    words: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    intent: str


def summarise(events: Sequence[Event]) -> Summary:
    """The newest topic and flow, the last five things the person typed, the steps tried."""
    words = [str(e.data.get("text", "")) for e in events if e.kind == "message" and not e.data.get("button")]
    cards = [e.data for e in events if e.kind == "step"]
    intents = [str(e.data["intent"]) for e in events if e.kind == "understood"]
    problems = [i for i in intents if i.endswith(("_problem", "_reset", "_locked"))]
    flow = str(cards[-1].get("flow", "")) if cards else ""
    return Summary(
        topic=flow or (problems[-1] if problems else ""),
        flow=flow,
        words=tuple(w for w in words if w)[-5:],
        steps=_steps(cards),
        intent=intents[-1] if intents else "",
    )


def _steps(cards: Sequence[dict[str, object]]) -> tuple[tuple[str, str], ...]:
    tried: dict[str, str] = {}
    for card in cards:
        title = str(card.get("title") or card.get("step") or "")
        result = str(card.get("result") or "")
        if result or title not in tried:
            tried[title] = result
    return tuple(tried.items())
