"""Articles -> index, beside the one in use, then in its place. Readers notice by themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb_index import index as indexes
from kb_index import library, manifest, swap, writing
from kb_index.article import Article, State
from kb_index.background import lines
from kb_index.calibrate import calibration_of, chatter
from kb_index.encoding import Encoder, Progress, quiet
from kb_index.entry import Contents, contents
from kb_index.errors import BuildRefused, IndexUnusable
from kb_index.manifest import Manifest
from kb_index.problem import Invalid


@dataclass(frozen=True)
class Built:
    """``fresh`` is false when the index was up to date and nothing was written. ``left_out`` says why nobody
    is answered from these articles as they are now; the manifest says it as they were when it was written."""

    manifest: Manifest
    fresh: bool
    left_out: Mapping[str, str]


def build(articles_dir: Path, out_dir: Path, encoder: Encoder, progress: Progress = quiet) -> Built:
    """The index of a folder of articles.

    Raises Invalid (nothing is written) when a file is malformed, and BuildRefused when it cannot be
    written or another build is at it. The index that was in ``out_dir`` stays until the new one is whole.
    """
    read = library.load(Path(articles_dir), lambda done, total: progress("reading", done, total))
    if read.problems:
        raise Invalid(read.problems)
    return build_from(read.articles, out_dir, encoder, progress)


def build_from(
    articles: Collection[Article], out_dir: Path, encoder: Encoder, progress: Progress = quiet
) -> Built:
    """As ``build``, of articles that are already read and checked."""
    out_dir = Path(out_dir)
    held = contents(articles)
    generation = swap.name_of(_digest(held, encoder))
    left_out = _left_out(articles, held)
    with _disk(out_dir), swap.alone(out_dir):
        if standing := _standing(out_dir, generation):
            return Built(standing, False, left_out)
        writer = _Writer(articles, held, encoder, progress)
        return Built(swap.publish(out_dir, generation, writer), True, left_out)


@contextmanager
def _disk(out_dir: Path) -> Iterator[None]:
    """The gate for everything the disk refuses: full, read-only, gone."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # RuntimeError is what faiss raises when it cannot write
        raise BuildRefused(
            f"{out_dir} cannot be written: {error}", "mend that and build again; the old index still answers"
        ) from error


class _Writer:
    """Fills an empty folder with an index of ``held`` and says what is in it."""

    def __init__(
        self, articles: Collection[Article], held: Contents, encoder: Encoder, progress: Progress
    ) -> None:
        self._articles = articles
        self._held = held
        self._encoder = encoder
        self._progress = progress

    def __call__(self, folder: Path) -> Manifest:
        writing.write(folder, self._held, self._encoder, self._progress)
        calibration = calibration_of(indexes.load(folder), self._encoder, self._progress)
        found = {e.id for e in self._held.entries}
        held = [a for a in self._articles if a.id in found]
        return Manifest(
            generation="", model=self._encoder.fingerprint, dimensions=self._encoder.dimensions,
            passages=len(self._held.pieces),
            articles={a.id: {"version": a.version, "hash": a.text_hash()} for a in held},
            left_out=_left_out(self._articles, self._held),
            files=_hashes(folder), calibration=calibration.to_json(),
        )


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): manifest.sha256(path) for path in files}


def _left_out(articles: Collection[Article], held: Contents) -> dict[str, str]:
    found = {e.id for e in held.entries}
    return {a.id: _why_not(a) for a in articles if a.id not in found}


def _why_not(article: Article) -> str:
    if article.state is not State.APPROVED:
        return str(article.state.value)
    return "changed since approval" if article.approval else "not approved by anybody"


def _digest(held: Contents, encoder: Encoder) -> str:
    """Of all that goes in: the same ingredients need no second build."""
    ingredients: list[Any] = [_recipe(), encoder.fingerprint, asdict(held), lines(), chatter()]
    return hashlib.sha256(json.dumps(ingredients).encode()).hexdigest()


def _recipe() -> str:
    """A changed line of this package may make another index of the same articles."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _standing(out_dir: Path, generation: str) -> Manifest | None:
    """The manifest in use, if it has the same ingredients and its files are whole."""
    try:
        found = manifest.read(out_dir)
        manifest.check_files(found, out_dir / found.generation)
    except IndexUnusable:
        return None
    return found if found.generation.startswith(generation) else None
