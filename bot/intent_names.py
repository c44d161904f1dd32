"""The name of an intent as one more of its lines: who calls it card_arrival would write "card arrival" first.

What it adds counts where an intent has ten lines, and does no harm where it has three hundred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.intents import STRANGER

_JOINT = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]{2}")


def named(labels: Iterable[str]) -> tuple[list[str], list[str]]:
    """Texts and their labels, one for each intent whose name has a word in it."""
    spoken = {label: " ".join(_JOINT.split(label)).strip().lower() for label in sorted(set(labels))}
    found = [label for label, words in spoken.items() if label != STRANGER and _WORD.search(words)]
    return [spoken[label] for label in found], found
