"""What to do with an article that exists here, there, or in both places. Pure.

Both sides are compared with what they were when they last agreed, so that a change on one side travels and
changes on both sides are a person's to settle.
"""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Words:
    """What readers see: the title, and the text as Markdown."""

    title: str
    body: str

    @property
    def mark(self) -> str:
        """Equal for equal words, whatever the blanks around them."""
        lines = [" ".join(line.split()) for line in self.body.splitlines()]
        said = "\n".join([" ".join(self.title.split()), *(line for line in lines if line)])
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Agreed:
    """The marks of both sides when they last belonged together; they need not be equal letter by letter.
    ``review`` is the mark of the copy that was last laid out for review, "" when there is none."""

    article: str
    theirs: str
    ours: str
    review: str = ""
    conflict: bool = False


class Move(Enum):
    NOTHING = "unchanged"
    AGREE = "the same on both sides"
    FETCH = "new there"
    UPDATE = "changed there"
    SEND = "changed here"
    CONFLICT = "changed on both sides"


def move(ours: Words | None, theirs: Words, agreed: Agreed | None) -> Move:
    """``ours`` is None when there is no such article here."""
    if ours is None:
        known = agreed is not None and agreed.theirs == theirs.mark
        return Move.NOTHING if known else Move.FETCH
    if agreed is None:
        return Move.AGREE if ours.mark == theirs.mark else Move.CONFLICT
    here, there = ours.mark != agreed.ours, theirs.mark != agreed.theirs
    if here and there:
        return Move.AGREE if ours.mark == theirs.mark else Move.CONFLICT
    return Move.SEND if here else Move.UPDATE if there else Move.NOTHING


def differences(ours: Words, theirs: Words, number: str) -> str:
    """A unified diff from our words to theirs."""

    def lines(words: Words) -> list[str]:
        return [f"# {words.title}", "", *words.body.strip().splitlines()]

    found = difflib.unified_diff(
        lines(ours), lines(theirs), "here", f"{number} in ServiceNow", lineterm="", n=2
    )
    return "\n".join(found)
