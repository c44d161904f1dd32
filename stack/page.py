"""The page that `make train` prints: what a candidate changes against the current release. Pure.

What an author must not miss stands first: stories that fail, then lines that are no longer understood.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Optional

from stack import heard, story_results
from stack.heard import Change, Compared, Flip, Heard
from stack.story_results import ComparedStories, StoryResults

WIDTH = 110
LONGEST = 60  # lines of the page that a terminal is shown
_TEXT = 64  # characters of a line that are shown


@dataclass(frozen=True)
class Measured:
    """What was measured with a release. `why_no_lines` and `why_no_stories` say why a part is missing."""

    name: str
    lines: Optional[tuple[Heard, ...]] = None
    stories: Optional[StoryResults] = None
    why_no_lines: str = ""
    why_no_stories: str = ""


@dataclass(frozen=True)
class Account:
    """The candidate, the current release (None: there is none, or it is the candidate), what changed in the
    files, and the seconds that each step of making it took."""

    candidate: Measured
    current: Optional[Measured]
    sources: Sequence[str] = ()
    seconds: Sequence[tuple[str, float]] = field(default=())


def page(account: Account) -> list[str]:
    """The whole page, line by line."""
    return [_cut(line) for line in (
        *_head(account), *_stories(account), *_lines(account), *_sources(account), *_took(account.seconds),
    )]


def shortened(lines: Sequence[str], most: int = LONGEST) -> list[str]:
    """The page for a terminal: its beginning, its last line, and how many lines lie between."""
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 2], f"... {len(lines) - most + 1} more lines", lines[-1]]


def _head(account: Account) -> Iterator[str]:
    now, before = account.candidate, account.current
    yield f"Release {now.name} against " + (f"the current one, {before.name}" if before else "none before it")
    yield ""


def _stories(account: Account) -> Iterator[str]:
    now = account.candidate.stories
    if now is None:
        yield f"Test stories: not played, {account.candidate.why_no_stories or 'nobody knows why'}"
        yield ""
        return
    before = account.current.stories if account.current else None
    compared = story_results.compare(before or StoryResults((), {}), now)
    if compared.lost:
        yield f"!!! {len(compared.lost)} TEST STORIES THAT PASSED NOW FAIL !!!"
    yield from _told_stories("passed before, fails now", compared.lost, now)
    yield f"Test stories: {now.passed} of {len(now.names)} pass" + _passed_before(before)
    yield from _told_stories("fails, and is new" if before else "fails", compared.new_failures, now)
    yield from _told_stories("fails still", compared.still_failing, now)
    yield from _won_stories(compared)
    yield ""


def _passed_before(before: Optional[StoryResults]) -> str:
    return f" (before: {before.passed} of {len(before.names)})" if before else ""


def _told_stories(what: str, names: Sequence[str], now: StoryResults) -> Iterator[str]:
    for name in names:
        yield f"  {what}: {name}"
        yield f"      {now.failed[name]}"


def _won_stories(compared: ComparedStories) -> Iterator[str]:
    for name in compared.won:
        yield f"  failed before, passes now: {name}"


def _lines(account: Account) -> Iterator[str]:
    now = account.candidate.lines
    if now is None:
        yield f"Held-out lines: not asked, {account.candidate.why_no_lines or 'nobody knows why'}"
        yield ""
        return
    before = account.current.lines if account.current else None
    if before is None:
        yield from _alone(now)
    else:
        yield from _compared(heard.compare(before, now))


def _alone(now: Sequence[Heard]) -> Iterator[str]:
    """Without anything to compare with: the share, and the intents understood worst."""
    share = heard.share(now)
    yield f"Held-out lines: {share} understood ({share.right} of {share.lines}); nothing to compare with"
    worst = [one for one in sorted(heard.compare(now, now).changes, key=_missing) if one.now < one.lines]
    yield from (f"  {one.intent:<28} {one.now:>3} of {one.lines}" for one in worst[:20])
    yield ""


def _missing(one: Change) -> tuple[float, str]:
    return one.now / one.lines, one.intent


def _compared(found: Compared) -> Iterator[str]:
    difference = found.now.right - found.before.right
    shares = f"{found.now} understood (before: {found.before})"
    counts = f"{len(found.lost)} lost, {len(found.won)} won"
    yield f"Held-out lines: {shares}, {difference:+d} of {found.now.lines}: {counts}"
    if found.apart:
        yield f"  {found.apart} lines were asked of one of the two only and do not count"
    yield from _by_intent([one for one in found.changes if one.now != one.before])
    yield ""
    yield from _flips("understood before, wrong now", found.lost)
    yield from _flips("wrong before, understood now", found.won)


def _by_intent(changed: Sequence[Change]) -> Iterator[str]:
    for one in changed:
        difference = f"{one.now - one.before:+d}"
        yield f"  {one.intent:<28} {one.before:>3} -> {one.now:>3} of {one.lines:<4} {difference}"


def _flips(title: str, flips: Sequence[Flip]) -> Iterator[str]:
    if not flips:
        return
    yield f"{title}: {len(flips)}"
    for flip in sorted(flips, key=lambda one: (one.label, one.text)):
        yield f'  "{_short(flip.text)}"'
        yield f"      {flip.label}: was {flip.before}, is {flip.now}"
    yield ""


def _sources(account: Account) -> Iterator[str]:
    if account.sources:
        yield "Files"
        yield from (f"  {one}" for one in account.sources)
        yield ""


def _took(seconds: Sequence[tuple[str, float]]) -> Iterator[str]:
    steps = ", ".join(f"{name} {took:.0f} s" for name, took in seconds)
    total = sum(took for _, took in seconds)
    yield f"Made in {total:.0f} s ({steps})" if steps else "Nothing had to be made or measured"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _TEXT else words[: _TEXT - 3].rstrip() + "..."


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 3] + "..."
