"""What the measured conversations say: whole sentences, because a fragment waits on purpose for the next."""

from __future__ import annotations

import json
from itertools import cycle, islice
from pathlib import Path

FILE = Path(__file__).resolve().parent / "messages.jsonl"
KINDS = ("question", "status", "problem")
"""The order within a conversation: an open flow would ask its step again after everything else."""


def conversations(count: int) -> list[tuple[str, ...]]:
    """``count`` conversations of one message of each kind; the sentences go round."""
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    by_kind = ([row["text"] for row in rows if row["kind"] == kind] for kind in KINDS)
    return list(islice(zip(*(cycle(texts) for texts in by_kind), strict=False), count))
