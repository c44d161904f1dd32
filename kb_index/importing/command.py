"""python -m kb_index import: what a person reads of it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from kb_index.progress import bars
from kb_index.settings import settings
from kb_index.terminal import Articles, AsJson, err, gate, out, show


def run(
    source: Annotated[Path, typer.Argument(help="A folder, a zip, or one page (.md, .html).")],
    review: Annotated[Path | None, typer.Option(help="Where drafts wait [var/knowledge/review].")] = None,
    name: Annotated[str, typer.Option(help="Of the new folder in there [as SOURCE].")] = "",
    owner: Annotated[str, typer.Option(help="Of pages that name none.")] = "Service Desk",
    articles: Articles = None, today: str | None = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Pages from elsewhere as drafts that wait for review. Nobody is answered from them; one bad file and
    nothing is written."""
    from kb_index.importing.bring_in import Places, bring_in

    with gate(), bars(err) as progress:
        if name and not name.replace("-", "").isalnum():
            raise ValueError("--name is letters, digits and hyphens")
        day = date.fromisoformat(today) if today else datetime.now().astimezone().date()
        places = Places(articles or settings().articles, review or settings().review)
        made = bring_in(source, places, today=day, name=name, owner=owner, progress=progress)
    data = {"folder": str(made.folder), "drafts": len(made.drafts), "no_pages": made.no_pages}

    def words() -> None:
        out.print(f"{len(made.drafts)} drafts in {made.folder}", markup=False)
        if made.no_pages:
            out.print(f"{made.no_pages} files that are no pages (pictures, styles) were left out")
        out.print(f"next: python -m kb_index check --articles {made.folder}", markup=False)

    show(as_json, data, words)
