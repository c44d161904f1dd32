"""What a ranking of intents is worth: one that is understood, a few to ask about, or none. Pure.

A ranking is pairs of intent and confidence: what was recognised, then what else it may be.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

Ranking = Sequence[tuple[str, float]]

NOT_UNDERSTOOD = "nlu_fallback"
SURE = 0.4
"""Below this confidence an intent is a guess, and the message counts as not understood."""
CLEAR = 0.15
"""With less between the first and the second intent it is a guess, too."""
MOST = 3
LIKELY = 0.12
"""A candidate is at least as probable as this."""
TOGETHER = 0.4
"""All candidates together; below it the right one is too seldom among them."""
STRANGE = 0.8
"""From this probability of meaning nothing the bot knows, guessing only annoys."""


def understood(ranking: Ranking) -> str:
    """The first of the ranking when it is sure and well before the second; otherwise nlu_fallback."""
    name, confidence = ranking[0] if ranking else (NOT_UNDERSTOOD, 1.0)
    second = ranking[1][1] if len(ranking) > 1 else 0.0
    return name if confidence >= SURE and confidence - second >= CLEAR else NOT_UNDERSTOOD


def candidates(ranking: Ranking, own: Collection[str]) -> tuple[str, ...]:
    """Two or three of the intents in ``own`` that may be meant, the likeliest first; empty when asking is no
    use, or not needed because one is understood."""
    if understood(ranking) != NOT_UNDERSTOOD or strange(ranking) >= STRANGE:
        return ()
    likely = [(name, share) for name, share in ranking if name in own and share >= LIKELY][:MOST]
    if len(likely) < 2 or sum(share for _, share in likely) < TOGETHER:
        return ()
    return tuple(name for name, _ in likely)


def strange(ranking: Ranking) -> float:
    """The probability that nothing the bot knows is meant."""
    return next((share for name, share in ranking if name == NOT_UNDERSTOOD), 0.0)
