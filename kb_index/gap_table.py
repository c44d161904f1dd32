"""Gaps as an author reads them in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from kb_index.gaps import Gap


def table(found: Sequence[Gap]) -> Table:
    """One row a gap. What people typed is shown as text, never read as markup."""
    shown = Table("asked", "gap", "for example", "why", "closest article")
    for gap in found:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(gap.reasons.items()))
        near = f"{gap.nearest.article} {gap.nearest.score:.0%}" if gap.nearest else "-"
        said = (gap.name, gap.examples[0], reasons, near)
        shown.add_row(str(gap.count), *(escape(text) for text in said))
    return shown
