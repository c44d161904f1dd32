"""Words against phrases: how typed text is compared with what a flow file says counts.

Text and phrases are lists of words in lower case without punctuation ("Didn't help!" -> didnt help).
Linear in the length of the text for any one phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_APOSTROPHES = re.compile(r"['’`]")
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_APOSTROPHES.sub("", text.lower())))


@lru_cache(maxsize=4096)
def _phrase(text: str) -> tuple[str, ...]:
    """The words of a phrase of a file: the same few hundred at every turn."""
    return words_of(text)


def is_one_of(words: Sequence[str], phrases: Iterable[str]) -> bool:
    """The whole text is one of the phrases."""
    return bool(words) and any(tuple(words) == _phrase(phrase) for phrase in phrases)


def begins_with(words: Sequence[str], phrases: Iterable[str]) -> int:
    """How many words the longest phrase at the start of the text has; 0 for none."""
    lengths = (len(each) for each in map(_phrase, phrases) if each and tuple(words[: len(each)]) == each)
    return max(lengths, default=0)


def holds(words: Sequence[str], phrases: Iterable[str], *, negations: Iterable[str] = ()) -> int:
    """How many words the longest phrase anywhere in the text has; 0 for none.

    A phrase with a negation among the two words before it does not count ("not really working" does
    not hold "working"), unless the phrase has a negation of its own. A first word is an answer by
    itself and denies a single word only: "no smoke", but not "no, it works now".
    """
    no, text = frozenset(negations), _spaced(words)
    there = (each for each in map(_phrase, phrases) if _spaced(each) in text)
    return max((len(each) for each in there if _holds(words, each, no)), default=0)


def _spaced(words: Sequence[str]) -> str:
    """Words as one string in which a phrase is found at the speed of a search for text."""
    return f" {' '.join(words)} "


def _holds(words: Sequence[str], phrase: Sequence[str], no: frozenset[str]) -> bool:
    if not phrase:
        return False
    no = no if no.isdisjoint(phrase) else frozenset()
    first = 0 if len(phrase) == 1 else 1
    places = range(len(words) - len(phrase) + 1)
    found = (at for at in places if tuple(words[at : at + len(phrase)]) == tuple(phrase))
    return any(no.isdisjoint(words[max(first, at - 2) : at]) for at in found)


def without(words: Sequence[str], phrases: Iterable[str]) -> tuple[str, ...]:
    """The words but for the longest phrase they hold."""
    spans = _spans(words, phrases)
    start, end = max(spans, key=lambda span: span[1] - span[0], default=(0, 0))
    return (*words[:start], *words[end:])


_JOINS = frozenset({"and", "or", "plus"})
_BETWEEN = _JOINS | {"a", "an", "the", "my", "also", "on", "in", "at", "it", "is", "maybe", "both", "then"}


def side_by_side(words: Sequence[str], named: Sequence[Iterable[str]]) -> bool:
    """Whether phrases of two of the lists are joined in the text: "a mac and windows", "yes or no".

    A phrase inside a longer one does not count ("the mouse" in "keyboard and mouse").
    """
    if _JOINS.isdisjoint(words):
        return False
    found = [(span, at) for at, phrases in enumerate(named) for span in _spans(words, phrases)]
    outer = [each for each in found if not any(_inside(each[0], other) for other, _ in found)]
    pairs = ((a, b) for a, one in outer for b, other in outer if one != other and a[1] < b[0])
    return any(_joined(words[a[1] : b[0]]) for a, b in pairs)


def _joined(between: Sequence[str]) -> bool:
    return not _JOINS.isdisjoint(between) and _BETWEEN.issuperset(between)


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other != span and other[0] <= span[0] and span[1] <= other[1]


def _spans(words: Sequence[str], phrases: Iterable[str]) -> list[tuple[int, int]]:
    """Where each phrase is: the first word's place and that after the last."""
    text = _spaced(words)
    there = [each for each in map(_phrase, phrases) if each and _spaced(each) in text]
    return [
        (at, at + len(each))
        for each in there
        for at in range(len(words) - len(each) + 1)
        if tuple(words[at : at + len(each)]) == each
    ]
