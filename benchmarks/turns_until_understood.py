"""How many turns an employee needs until the bot knows what is meant, over held-out lines.

One when it is understood at once; two when the bot asks "which of these?" and the right one is among them;
three when it has to be said again. The rules are those of the actions (actions.guess).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import standards
from actions import guess
from stack import heard
from stack.heard import REFUSED, STRANGER, Heard

AT_ONCE, ASKED, MISSED = 1, 2, 3


def turns(line: Heard, own: Collection[str]) -> int:
    """1, 2 or 3. ``own`` are the intents that the bot may ask about."""
    ranking = whole_ranking(line)
    known, asked = guess.understood(ranking), guess.candidates(ranking, own)
    if line.label == STRANGER and known in REFUSED:
        return ASKED if asked else AT_ONCE  # a question about nothing is answered with "Something else"
    if known == line.label:
        return AT_ONCE
    return ASKED if line.label in asked else MISSED


def whole_ranking(line: Heard) -> list[tuple[str, float]]:
    """As the actions read it: what was recognised, then the others."""
    return [(line.intent, line.confidence), *(row for row in line.ranking if row[0] != line.intent)]


def measured(lines: Sequence[Heard], own: Collection[str]) -> dict[str, float]:
    """``turns`` is the mean; the rest are shares of the lines."""
    counts = Counter(turns(line, own) for line in lines)
    size = max(1, len(lines))
    return {
        "turns": round(sum(cost * count for cost, count in counts.items()) / size, 4),
        "at_once": round(counts[AT_ONCE] / size, 4),
        "asked": round(counts[ASKED] / size, 4),
        "missed": round(counts[MISSED] / size, 4),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns_until_understood", description=__doc__)
    parser.add_argument("--heard", type=Path, required=True, help="what `python -m bot parse --out` wrote")
    parser.add_argument("--standards", type=Path, required=True, help="the release's folder of standards")
    options = parser.parse_args(arguments)
    topics = standards.load(options.standards).topics
    own = frozenset(name for topic in topics for name in topic.intents)
    print(json.dumps(measured(heard.read(options.heard), own)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
