"""An import as a whole: read, checked, drafted in memory; written when nothing is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb_index.drafting import Draft, text_of
from kb_index.encoding import Progress, quiet
from kb_index.importing import source as sources
from kb_index.importing.limits import Limits, refusal
from kb_index.importing.page import LONGEST_ID, Page, drafted
from kb_index.importing.place import place
from kb_index.library import MAX_BYTES, files_of
from kb_index.problem import Invalid, Problem
from kb_index.reading import read

OWNER = "Service Desk"


@dataclass(frozen=True)
class Imported:
    """``folder`` holds the drafts, each named by its id; ``no_pages`` files were left where they are."""

    folder: Path
    drafts: tuple[str, ...]
    no_pages: int


@dataclass(frozen=True)
class Places:
    """``articles`` are answered from, so nothing is ever written there; ``review`` is where drafts wait."""

    articles: Path
    review: Path


def bring_in(
    source: Path, places: Places, *, today: date, name: str = "", owner: str = OWNER,
    limits: Limits | None = None, progress: Progress = quiet,
) -> Imported:  # fmt: skip
    """Every page of ``source`` as a draft, or none: raises Invalid, and nothing was written."""
    _check(places)
    reading = _Reading(source, owner, today)
    no_pages = 0
    for file, data in sources.pages(source, limits or Limits()):
        no_pages += data is None
        if data is not None:
            reading.take(file, data)
            progress("reading", len(reading.files), len(reading.files))
    files = reading.whole(_ids(places))
    folder = place(places.review, name or _slug(source), files)
    return Imported(folder, tuple(sorted(reading.files)), no_pages)


class _Reading:
    """Collects the drafts and everything that is wrong, so that it can be mended at once."""

    def __init__(self, source: Path, owner: str, today: date) -> None:
        self._source = source
        self._owner = owner
        self._today = today
        self._problems: list[Problem] = []
        self.files: dict[str, tuple[str, str]] = {}  # by id: where it came from, and the draft

    def take(self, name: str, data: bytes) -> None:
        file = f"{self._source}/{name}" if name != self._source.name else str(self._source)
        try:
            draft = drafted(Page(file, name, data), owner=self._owner, today=self._today)
            text = _readable(file, draft)
        except Invalid as error:
            self._problems += error.problems
            return
        if draft.id in self.files:
            self._taken(file, draft.id, self.files[draft.id][0])
        else:
            self.files[draft.id] = (file, text)

    def whole(self, known: dict[str, str]) -> dict[str, str]:
        """The files to write. Raises Invalid."""
        for id_ in self.files.keys() & known.keys():
            self._taken(self.files[id_][0], id_, known[id_])
        if not self.files and not self._problems:
            raise refusal(str(self._source), "no pages", "pages end in .md, .markdown, .html or .htm")
        if self._problems:
            raise Invalid(self._problems)
        return {f"{id_}.md": text for id_, (_, text) in self.files.items()}

    def _taken(self, file: str, id_: str, other: str) -> None:
        message = f"the id '{id_}' is taken by {other}"
        self._problems.append(Problem(file, 1, message, "rename one file, or give one an 'id' of its own"))


def _readable(file: str, draft: Draft) -> str:
    """The file of a draft, after it was read as everybody else will read it. Raises Invalid."""
    text = text_of(draft)
    if len(draft.id) > LONGEST_ID:
        raise refusal(file, f"an id of {len(draft.id)} characters", f"shorten it to at most {LONGEST_ID}")
    if len(text.encode()) > MAX_BYTES:
        raise refusal(file, f"more than {MAX_BYTES} bytes of text", "split it into articles")
    _, problems = read(file, text)
    if problems:
        raise Invalid(problems)
    return text


def _check(places: Places) -> None:
    if places.review.resolve().is_relative_to(places.articles.resolve()):
        message = f"people are answered from {places.articles}, so drafts cannot wait in there"
        raise refusal(str(places.review), message, "name another folder with --review")


def _ids(places: Places) -> dict[str, str]:
    """Each id that is taken, with its file. Files are named as their ids; the rest is a matter of `check`."""
    found = (path for folder in (places.review, places.articles) for path in files_of(folder))
    return {path.stem: str(path) for path in found}


def _slug(source: Path) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", source.resolve().stem.lower()).strip("-")
    return name or "import"
