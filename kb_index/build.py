"""Articles -> index, beside the one in use, then in its place. Readers notice by themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb_index import library, manifest, swap
from kb_index.article import Article, State
from kb_index.encoding import Encoder, Progress, quiet
from kb_index.errors import BuildRefused, IndexUnusable
from kb_index.kept import Kept
from kb_index.manifest import Manifest
from kb_index.problem import Invalid
from kb_index.ready import Ready


@dataclass(frozen=True)
class Built:
    """``fresh`` is false when the index was up to date and nothing was written. ``left_out`` says why nobody
    is answered from these articles as they are now; the manifest says it as they were when it was written."""

    manifest: Manifest
    fresh: bool
    left_out: Mapping[str, str]


def build(
    articles_dir: Path, out_dir: Path, encoder: Encoder, progress: Progress = quiet, kept: Path | None = None
) -> Built:
    """The index of a folder of articles. What is ``kept`` from earlier builds is not worked out again.

    Raises Invalid (nothing is written) when a file is malformed, and BuildRefused when it cannot be
    written or another build is at it. The index that was in ``out_dir`` stays until the new one is whole.
    """
    shelf = Kept(kept) if kept else None
    with _disk(out_dir):
        read = library.load(
            Path(articles_dir), lambda done, total: progress("reading", done, total), shelf
        )
    if read.problems:
        raise Invalid(read.problems)
    return build_from(read.articles, out_dir, encoder, progress, shelf)


def build_from(
    articles: Collection[Article], out_dir: Path, encoder: Encoder, progress: Progress = quiet,
    kept: Kept | None = None,
) -> Built:  # fmt: skip
    """As ``build``, of articles that are already read and checked."""
    out_dir = Path(out_dir)
    ready = Ready(articles, encoder, progress, kept)
    generation = swap.name_of(ready.digest())
    standing = {a.id for a in ready.articles}
    left_out = {a.id: _why_not(a) for a in articles if a.id not in standing}
    with _disk(out_dir), swap.alone(out_dir):
        if before := _standing(out_dir, generation):
            return Built(before, False, left_out)
        return Built(swap.publish(out_dir, generation, _Writer(ready, left_out)), True, left_out)


@contextmanager
def _disk(out_dir: Path) -> Iterator[None]:
    """The gate for everything the disk refuses: full, read-only, gone."""
    try:
        yield
    except (OSError, RuntimeError, sqlite3.Error) as error:  # RuntimeError: faiss, when it cannot write
        raise BuildRefused(
            f"{out_dir} cannot be written: {error}", "mend that and build again; the old index still answers"
        ) from error


class _Writer:
    """Fills an empty folder with an index of what is ready and says what is in it."""

    def __init__(self, ready: Ready, left_out: Mapping[str, str]) -> None:
        self._ready = ready
        self._left_out = left_out

    def __call__(self, folder: Path) -> Manifest:
        calibration = self._ready.write(folder)
        encoder = self._ready.encoder
        return Manifest(
            generation="", model=encoder.fingerprint, dimensions=encoder.dimensions,
            passages=self._ready.passages, left_out=self._left_out, files=_hashes(folder),
            articles={a.id: _named(a) for a in self._ready.articles}, calibration=calibration,
        )  # fmt: skip


def _named(article: Article) -> dict[str, str]:
    assert article.approval is not None
    return {"version": article.version, "hash": article.approval.hash}  # it stands: the hash is the text's


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): manifest.sha256(path) for path in files}


def _why_not(article: Article) -> str:
    if article.state is not State.APPROVED:
        return str(article.state.value)
    return "changed since approval" if article.approval else "not approved by anybody"


def _standing(out_dir: Path, generation: str) -> Manifest | None:
    """The manifest in use, if it has the same ingredients and its files are whole."""
    try:
        found = manifest.read(out_dir)
        if not found.generation.startswith(generation):
            return None
        manifest.check_files(found, out_dir / found.generation)
    except IndexUnusable:
        return None
    return found
