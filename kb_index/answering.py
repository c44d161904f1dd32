"""An answer as JSON-ready values, the same shape from the command line everywhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kb_index.knowledge_base import Found, NotCovered


def to_json(answer: Found | NotCovered) -> dict[str, Any]:
    """``covered`` says which of the two it is."""
    return {"covered": isinstance(answer, Found), **asdict(answer)}
