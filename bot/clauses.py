"""The parts of a message that may each be a problem of its own. Pure."""

from __future__ import annotations

import re

LEAST_WORDS = 3
MOST = 4
"""Parts of a message that are looked at: a long story is not taken to pieces."""
# "and now I can't ..." tells what followed, "and now my ..." begins another.
_BETWEEN = re.compile(
    r"""(?<=[.!?])\s+(?:also[,:]?\s+)? | \n+ | ;\s*(?:also[,:]?\s+)?
    | ,?\s+(?:and\s+also|but\s+also|also|as\s+well\s+as|plus|secondly|besides|oh\s+and)[,:]?\s+
    | ,?\s+and\s+(?=(?:now\s+)?(?:my|the|our|nor|neither)\b | i\s+(?:also|need|want|would)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


def clauses(text: str) -> tuple[str, ...]:
    """Two to MOST parts of at least LEAST_WORDS words each; empty when the message is one thing."""
    parts = [part.strip(" ,.-") for part in _BETWEEN.split(text) if part]
    said = tuple(part for part in parts if len(part.split()) >= LEAST_WORDS)
    return said if 2 <= len(said) <= MOST else ()
