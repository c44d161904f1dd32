"""When are somebody's messages a whole thought?

People write "hi", "outlook", "isnt working" as three messages and expect one answer. A fragment
therefore waits a moment for the next; a sentence, a button or the answer to a question does not.
"""

from __future__ import annotations

from collections.abc import Sequence

_WHOLE_SENTENCE_WORDS = 4


def looks_whole(text: str) -> bool:
    """Whether more words are unlikely to follow: four words or more, or closing punctuation."""
    stripped = text.rstrip()
    return len(stripped.split()) >= _WHOLE_SENTENCE_WORDS or stripped.endswith((".", "?", "!"))


def settle_seconds(
    texts: Sequence[str], *, awaiting: bool, quiet_s: float, waited_s: float, window_s: float, typing: bool
) -> float:
    """Seconds still to wait before the messages are sent to the bot as one turn.

    ``quiet_s``: since the newest message or sign of typing; ``waited_s``: since the oldest message.
    The whole wait is never longer than four windows, however long somebody types.
    """
    if awaiting or not texts:
        return 0.0
    if looks_whole(texts[-1]) and not typing:
        return 0.0
    return max(0.0, min(window_s - quiet_s, 4 * window_s - waited_s))
