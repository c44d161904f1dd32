"""Two problems in one message: both are named, the first is looked at, the second is not forgotten."""

from __future__ import annotations

from actions.release import Release
from actions.turn import NOT_UNDERSTOOD, Clause, Turn

SURE = 0.6
"""What a part of a message must be understood with to count as a problem of its own."""
LIKELY = 0.05
"""What the whole message must mean it with, beside the other one."""


def two_problems(turn: Turn, release: Release) -> tuple[Clause, Clause] | None:
    """The first two parts that are problems about different topics; None when the message is about one thing.

    Each must also be among what the whole message may mean: "I restarted the laptop. VPN still dead" names a
    laptop and is about the VPN.
    """
    whole = {name for name, share in turn.ranking if share >= LIKELY} - {NOT_UNDERSTOOD}
    found: list[Clause] = []
    for clause in turn.clauses:
        topic = release.standards.topic_of(clause.intent).name
        known = clause.intent in release.flows and clause.intent in whole and clause.confidence >= SURE
        if known and topic not in [release.standards.topic_of(each.intent).name for each in found]:
            found.append(clause)
    return (found[0], found[1]) if len(found) >= 2 else None
