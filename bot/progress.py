"""Lines that say how far a training is, on stderr, so that no minute is silent."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable

_NAMES = {
    "SentenceFeaturizer": "sentence vectors", "IntentModel": "intent model", "LexiconEntities": "lexicon",
    "MemoizationPolicy": "stories", "RulePolicy": "rules",
}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class _Every:
    """Lets a line through once in so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = 0.0

    def due(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._seconds
        return True


_every_second = _Every(1.0)


def counting(what: str, total: int) -> Callable[[int], None]:
    """A function that is told how many of ``total`` are done, and says so once a second."""
    every = _Every(1.0)

    def told(done: int) -> None:
        if total > 1 and (every.due() or done == total):
            say(f"  {what} {done}/{total}")

    return told


def encoding(done: int, total: int) -> None:
    if done == total or _every_second.due():
        say(f"  sentence vectors {done}/{total}")


class Components(logging.Handler):
    """Turns Rasa's log of its training hooks into lines a person reads."""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        for name, title in _NAMES.items():
            if f"'{name}'" in text:
                say(f"  {title}: {_happening(text)}")


def _happening(text: str) -> str:
    if text.startswith("Starting"):
        return "training"
    return "unchanged" if text.startswith("Restored") else "done"


def report_components() -> None:
    """From now on each component's training is a line on stderr."""
    hooks = logging.getLogger("rasa.engine.training.hooks")
    hooks.setLevel(logging.INFO)
    hooks.propagate = False
    hooks.addHandler(Components())
