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
