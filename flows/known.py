"""The names a flow may refer to outside its own file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authored import Invalid, read

Names = frozenset[str] | None
"""None: there is nothing to compare with, so any name passes."""


@dataclass(frozen=True)
class Known:
    topics: Names = None
    queues: Names = None
    rules: Names = None
    articles: Names = None


def known_beside(folder: Path) -> Known:
    """What the siblings of a flows folder define: standards/ and articles/. A missing or broken sibling
    says nothing; its own check does."""
    standards = folder.parent / "standards"
    rules = _data(standards / "escalation.yml").get("escalation", [])
    return Known(
        topics=_names(_data(standards / "topics.yml").get("topics", {})),
        queues=_names(_data(standards / "queues.yml").get("queues", {})),
        rules=_names(rule.get("id", "") for rule in rules),
        articles=_names(_article_ids(folder.parent / "articles")),
    )


def _data(path: Path) -> dict[str, Any]:
    try:
        data = read(path).data
    except Invalid:
        return {}
    return data if isinstance(data, dict) else {}


def _names(names: Iterable[str]) -> Names:
    return frozenset(names) or None


def _article_ids(folder: Path) -> Iterable[str]:
    texts = (path.read_text(encoding="utf-8") for path in folder.glob("**/*.md"))
    found = (re.search(r"^id:\s*[\"']?([\w.-]+)", text, re.MULTILINE) for text in texts)
    return (match[1] for match in found if match)
