"""A small real encoder, and articles made in one line."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from kb_index.article import Approval, Article, State

APPROVED_ON = date(2026, 1, 10)
TODAY = date(2026, 6, 15)
MODEL = Path(__file__).parents[2] / "var" / "model"


class WordEncoder:
    """Adds up one fixed random vector per word: texts that share words are close. Counts what it encodes."""

    def __init__(self, fingerprint: str = "words-1", dimensions: int = 64) -> None:
        self.fingerprint = fingerprint
        self.dimensions = dimensions
        self.encoded: list[str] = []

    def encode(self, texts):
        self.encoded += texts
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, self.dimensions)

    def knows(self, word):
        return False

    def _vector(self, text):
        total = sum((self._word(word) for word in text.lower().split()), start=np.zeros(self.dimensions))
        length = np.linalg.norm(total)
        return total / length if length else total

    def _word(self, word):
        return _word_vector(self.fingerprint, word, self.dimensions)


@lru_cache(maxsize=100_000)
def _word_vector(fingerprint, word, dimensions):
    seed = int.from_bytes(hashlib.sha256(f"{fingerprint}{word}".encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(dimensions)


def approved(article: Article) -> Article:
    """As if somebody had read and approved it."""
    return replace(article, state=State.APPROVED, approval=Approval("Ada", APPROVED_ON, article.text_hash()))


def about(id_: str, subject: str, **fields) -> Article:
    """An article in review; ``subject`` stands in its title, text and asked-as lines."""
    steps = f"## Windows\n1. Open {subject}.\n2. Select **Start**."
    body = f"You need {subject}.\n\n{steps}\n\n## When to ask us\nAsk."
    asked = (f"how do I use {subject}", f"{subject} broken", f"help with {subject}")
    return Article(id_, f"Use {subject}", "general", body, owner="Team", asked_as=asked, **fields)


SUBJECTS = {
    "calendar": "share calendar colleague",
    "vpn": "vpn tunnel connect",
    "printer": "printer toner paper",
    "wifi": "wireless network signal",
    "password": "password reset expired",
    "mailbox": "mailbox quota full",
}


@pytest.fixture
def encoder():
    return WordEncoder()


@pytest.fixture
def library():
    """Six approved articles of different subjects."""
    return [approved(about(id_, subject)) for id_, subject in SUBJECTS.items()]
