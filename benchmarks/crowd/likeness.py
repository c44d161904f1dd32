"""Whether what an employee knows and what a button says are the same thing, by whole words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flows.phrases import words_of

BARE = frozenset({"yes", "no"})
"""Answers only where they stand first and alone: "no" is in "no message" and means nothing there."""
SAME = {"laptop": "computer", "notebook": "computer", "pc": "computer", "macbook": "mac", "imac": "mac"}
"""Nobody with a Windows laptop wonders whether it is a Windows computer."""
REFUSING = frozenset({"no", "not", "dont", "never"})


def alike(fact: str, title: str) -> bool:
    """The same words, or the words of one in a row in the other."""
    known, offered = named(fact), named(title)
    if not known or not offered:
        return False
    if bare(known) or bare(offered):
        return first_clause(fact) == first_clause(title)
    return within(known, offered) or within(offered, known)


def named(text: str) -> tuple[str, ...]:
    return tuple(SAME.get(word, word) for word in words_of(text))


def offers(title: str, hints: Iterable[str]) -> bool:
    """Whether a button is worded for one of these, and not against it."""
    words = words_of(title)
    return REFUSING.isdisjoint(words) and any(hint in words for hint in hints)


def bare(words: Sequence[str]) -> bool:
    return len(words) == 1 and words[0] in BARE


def first_clause(text: str) -> tuple[str, ...]:
    """The words before the first mark: "Yes, it works now" -> yes."""
    return words_of(text.partition(",")[0].partition(".")[0].partition(";")[0])


def within(few: Sequence[str], many: Sequence[str]) -> bool:
    return any(tuple(many[at : at + len(few)]) == tuple(few) for at in range(len(many) - len(few) + 1))
