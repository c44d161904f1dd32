"""What came of a conversation beside what should have come. Pure."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.crowd.rows import Row
from benchmarks.crowd.stream import Line, last, outcome
from standards import Standards


@dataclass(frozen=True)
class Known:
    """What names mean in this company. ``articles``: the topic of each article."""

    standards: Standards
    articles: Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """``got`` holds what could be seen from outside; ``wrong`` the expected things that are not so,
    ``unseen`` those that nothing outside shows (the queue of a handoff without a ticket). ``transcript``
    are lines "bot: Which device?"."""

    id: str
    right: bool
    got: Mapping[str, str]
    wrong: tuple[str, ...]
    unseen: tuple[str, ...]
    turns: int
    end: str
    conversation: str
    outcome_right: bool = False
    transcript: tuple[str, ...] = ()


def judged(
    row: Row, lines: Sequence[Line], holder: str, incident: Mapping[str, str], known: Known,
    *, end: str, conversation: str,
) -> Result:
    """``incident`` is the filed ticket's row, empty without one."""
    got = seen(lines, holder, incident, known)
    unseen = tuple(key for key in row.expect if key not in got and key != "article")
    wrong = tuple(
        f"{key}: {got.get(key, 'none')} instead of {wanted}"
        for key, wanted in row.expect.items() if key not in unseen and got.get(key) != wanted
    )
    turns = sum(line["from"]["role"] == "employee" for line in lines)
    right = not wrong and end == "outcome"
    outcome_right = got.get("outcome") == row.expect["outcome"]
    said = transcript(lines)
    return Result(row.id, right, got, wrong, unseen, turns, end, conversation, outcome_right, said)


def transcript(lines: Sequence[Line]) -> tuple[str, ...]:
    """Who said what, each with the buttons it had."""
    return tuple(
        f"{line['from']['role']}: {line['text']}" + "".join(f" [{b['title']}]" for b in line["buttons"])
        for line in lines if line["text"]
    )


def seen(
    lines: Sequence[Line], holder: str, incident: Mapping[str, str], known: Known
) -> dict[str, str]:
    found = {"outcome": outcome(lines, holder), "topic": topic(lines, incident, known)}
    if incident:
        found["queue"] = queue(incident["assignment_group"], known.standards)
        found["priority"] = incident["priority"]
    if given := last(lines, "answer"):
        found["article"] = str(given["article"])
    return {key: value for key, value in found.items() if value}


def topic(lines: Sequence[Line], incident: Mapping[str, str], known: Known) -> str:
    """By what the bot said, the flow that was walked, the ticket, the answer; empty when nothing tells."""
    if (said := last(lines, "outcome")) and said["topic"]:
        return str(said["topic"])
    if walked := last(lines, "step"):
        return known.standards.topic_of(str(walked["flow"])).name
    if incident:
        return filed_topic(incident, known.standards)
    given = last(lines, "answer")
    return known.articles.get(str(given["article"]), "") if given else ""


def filed_topic(incident: Mapping[str, str], standards: Standards) -> str:
    """The topic whose category and queue a ticket has; several may, then it is the general one among them."""
    filed = (incident["category"], incident["subcategory"], queue(incident["assignment_group"], standards))
    names = [one.name for one in standards.topics if (one.category, one.subcategory, one.queue) == filed]
    return names[0] if len(names) == 1 else "general" if "general" in names else ""


def queue(group: str, standards: Standards) -> str:
    return next((one.name for one in standards.queues if one.group == group), group)


def totals(results: Sequence[Result]) -> dict[str, Any]:
    """The figures of a whole crowd."""
    ends = Counter(result.end for result in results)
    arrived = [result.turns for result in results if result.end == "outcome"]
    return {
        "rows": len(results),
        "right": sum(result.right for result in results),
        "share_right": round(sum(result.right for result in results) / len(results), 4),
        "outcomes_right": round(sum(result.outcome_right for result in results) / len(results), 4),
        "median_turns_to_a_result": statistics.median(arrived) if arrived else None,
        "median_turns": statistics.median(result.turns for result in results),
        "dead_ends": ends["dead end"],
        "loops": ends["loop"],
        "too_long": ends["turns"],
        "failed": ends["failed"],
        "outcomes": dict(Counter(result.got.get("outcome", "none") for result in results)),
        "results": [told(result) for result in results],
    }


def told(result: Result) -> dict[str, Any]:
    """Without what was said: that is in the report of the misses."""
    return {key: value for key, value in asdict(result).items() if key != "transcript"}


def report(found: Mapping[str, Any], results: Sequence[Result]) -> dict[str, Any]:
    """The figures, and each miss with all that was said."""
    figures = {key: value for key, value in found.items() if key != "results"}
    misses = [asdict(result) for result in results if not result.right]
    return {"figures": figures, "misses": misses}
