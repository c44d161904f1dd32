"""Where things lie, from FIRSTLINE_* variables. Read here and nowhere else in this package."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    articles: Path
    review: Path  # what came from elsewhere waits here; the desk lays there what ServiceNow sends, too
    index: Path
    model: Path
    vectors: Path  # cache of vectors, so that one changed article is one encoded
    kept: Path  # what earlier builds found out of each article


def settings() -> Settings:
    var = Path(os.environ.get("FIRSTLINE_VAR", "var"))
    return Settings(
        articles=Path("data/articles"), review=var / "knowledge" / "review", index=var / "index",
        model=Path(os.environ.get("FIRSTLINE_MODEL", var / "model")), vectors=var / "cache" / "vectors.db",
        kept=var / "cache" / "articles.db",
    )
