"""Slips of the finger put right: "printr not wokring" -> "printer not working".

Only towards words that the articles and the lists of usual questions have, one slip a word, and never in the
first letter or in a short word: there one letter makes another word. A real word stays as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

SHORTEST = 5  # letters, of the slip and of the word it becomes
MOST_WORDS = 20_000  # the most frequent ones; a rarer word is no more likely than the slip itself
_WORD = re.compile(r"[^\W_]+")  # with its digits: "win11" is one word, and no slip


@dataclass(frozen=True)
class Spelling:
    """``known`` are words with how often they stand; ``shortened`` finds them by what is left of them
    without one letter."""

    known: Mapping[str, int]
    shortened: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Spelling:
        often = sorted(counts, key=lambda word: (-counts[word], word))[:MOST_WORDS]
        shortened = defaultdict(list)
        for word in often:
            for form in _forms(word) if len(word) >= SHORTEST else ():
                shortened[form].append(word)
        return cls({word: counts[word] for word in often}, {k: tuple(v) for k, v in shortened.items()})

    def mended(self, text: str, is_word: Callable[[str], bool]) -> str:
        """``text`` with its slips put right, in small letters. What ``is_word`` knows stays as it is."""
        return _WORD.sub(lambda match: self._word(match.group(), is_word), text)

    def _word(self, written: str, is_word: Callable[[str], bool]) -> str:
        word = written.casefold()
        if len(word) < SHORTEST or not word.isalpha() or word in self.known or is_word(word):
            return written
        near = {known for form in _forms(word) for known in self.shortened.get(form, ())}
        near = {known for known in near if known[0] == word[0] and one_slip(word, known)}
        return max(near, key=lambda known: (self.known[known], known)) if near else written


def counted(texts: Sequence[str]) -> dict[str, int]:
    """How often each word stands in ``texts``, in small letters."""
    counts: dict[str, int] = defaultdict(int)
    for text in texts:
        for word in _WORD.findall(text.casefold()):
            if word.isalpha():
                counts[word] += 1
    return dict(counts)


def one_slip(written: str, meant: str) -> bool:
    """One letter too many, missing, wrong, or two neighbours swapped."""
    at = next((n for n, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), None)
    if at is None:
        return abs(len(written) - len(meant)) == 1
    rest, wanted = written[at:], meant[at:]
    swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]


def _forms(word: str) -> Iterator[str]:
    """The word, and what is left of it without each of its letters."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
