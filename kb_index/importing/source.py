"""What was named on the command line: a folder, a zip, or one page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kb_index.importing import archive, names, tree
from kb_index.importing.limits import Limits, refusal


def pages(source: Path, limits: Limits) -> Iterator[tuple[str, bytes | None]]:
    """Each file's name, with its content where it is a page. Raises Invalid."""
    if source.is_dir():
        return tree.pages(source, limits)
    if not source.is_file():
        raise refusal(str(source), "no such file or folder", "name a folder, a zip, or a page")
    if names.is_page(source.name):
        return iter([(source.name, tree.content(source.resolve(), limits))])
    return archive.pages(source, limits)
