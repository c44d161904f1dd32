"""How hard a text is to read: the Flesch-Kincaid grade, with syllables counted by vowel groups."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_FIELD = re.compile(r"\{\w+\}|\[[^\]]*\]|https?://\S+")


def words_of(text: str) -> list[str]:
    """The words that everybody reads; fields and addresses are left out."""
    return _WORD.findall(_FIELD.sub(" ", text))


def grade(text: str) -> float:
    """School years needed to read it at ease; 0.0 for no words. A line is a sentence of its own."""
    words = words_of(text)
    sentences = [part for part in re.split(r"[.!?:;\n]+", _FIELD.sub(" ", text)) if _WORD.search(part)]
    if not words:
        return 0.0
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    lower = re.sub(r"(?:[^laeiouy]es|[^td]ed|[^l]e)$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", lower)))
