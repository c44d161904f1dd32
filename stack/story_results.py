"""How the test stories ended with a release, and which ended otherwise with the release before. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StoryResults:
    """The names of all stories played, and of each that failed what was first amiss."""

    names: tuple[str, ...]
    failed: Mapping[str, str]

    @property
    def passed(self) -> int:
        return len(set(self.names)) - len(self.failed)


@dataclass(frozen=True)
class ComparedStories:
    """`lost` passed with the release before and fail now; `new_failures` were not played then."""

    lost: tuple[str, ...]
    won: tuple[str, ...]
    still_failing: tuple[str, ...]
    new_failures: tuple[str, ...]


def read(file: Path) -> StoryResults:
    """What `python -m bot test --out` wrote. Raises OSError, and ValueError for anything else."""
    try:
        found = json.loads(file.read_text("utf-8"))
        failed: dict[str, str] = {}
        for one in found["differences"]:
            amiss = f"turn {one['turn']}: {one['what']}: expected {one['expected']}, found {one['found']}"
            failed.setdefault(str(one["story"]), amiss)
        return StoryResults(tuple(map(str, found["names"])), failed)
    except (KeyError, TypeError) as error:
        raise ValueError(f"{file}: not what `bot test` writes: {error}") from error


def compare(before: StoryResults, now: StoryResults) -> ComparedStories:
    """Every story that failed in either, each once."""
    played = set(before.names)
    failing = sorted(now.failed)
    return ComparedStories(
        lost=tuple(name for name in failing if name in played and name not in before.failed),
        won=tuple(sorted(name for name in before.failed if name in now.names and name not in now.failed)),
        still_failing=tuple(name for name in failing if name in before.failed),
        new_failures=tuple(name for name in failing if name not in played),
    )
