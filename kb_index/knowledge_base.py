"""Ask the knowledge base. The one class that other packages use."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from kb_index import index as indexes
from kb_index import manifest as manifests
from kb_index.calibration import Calibration
from kb_index.encoding import Encoder
from kb_index.errors import IndexDamaged, IndexMissing, IndexUnusable
from kb_index.index import Index
from kb_index.quoting import quoted
from kb_index.search import Answer, answers, put

log = logging.getLogger(__name__)
OTHERS = 3
MAX_QUESTION = 2_000  # characters; a longer one is a pasted log, and its beginning says what it is about
_TRIES = 3  # a build may clear the generation we are just opening; then the manifest names a newer one


@dataclass(frozen=True)
class Passage:
    """What is quoted. ``text`` is Markdown; ``score`` is the chance, 0 to 1, that it answers."""

    article: str
    version: str
    title: str
    heading: str
    text: str
    score: float
    link: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Found:
    """``others`` are the next best, each of another article: what to offer when ``best`` did not help."""

    best: Passage
    others: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class NotCovered:
    """No article answers. ``nearest`` are for authors and agents, never to be shown as an answer."""

    nearest: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class _Loaded:
    index: Index
    calibration: Calibration
    generation: str
    seen: tuple[int, ...]  # which manifest file it came from


class KnowledgeBase:
    """Answers from the index in a folder, and from the next one as soon as it is there.

    Safe to share between threads. A new index that cannot be read never takes the place of the one in
    memory: it is logged once, and asked again when the manifest changes again.
    """

    def __init__(self, index_dir: Path, encoder: Encoder, loaded: _Loaded) -> None:
        self._dir = index_dir
        self._encoder = encoder
        self._loaded = loaded
        self._tried = loaded.seen
        self._reloading = threading.Lock()

    @classmethod
    def open(cls, index_dir: Path, encoder: Encoder) -> KnowledgeBase:
        """Raises IndexMissing, IndexDamaged or WrongModel, each with what to do."""
        return cls(Path(index_dir), encoder, _load(Path(index_dir), encoder))

    def ask(self, question: str, *, audiences: Collection[str], today: date) -> Found | NotCovered:
        """The passage that answers, or the honest statement that none does.

        Only passages that are approved, valid on ``today`` and meant for one of ``audiences`` (or for all)
        are looked at; the others do not even bend the scores.
        """
        self._reload()
        loaded = self._loaded
        text = " ".join(question.split())[:MAX_QUESTION]
        if not any(character.isalnum() for character in text):
            return NotCovered()
        asked = put(text, loaded.index, self._encoder)
        readable = loaded.index.readable(audiences=audiences, today=today)
        best = answers(loaded.index, asked, readable, OTHERS + 1)
        found = [_passage(loaded, answer, quoted(loaded.index, asked, answer.article)) for answer in best]
        if not found or found[0].score < loaded.calibration.threshold:
            return NotCovered(tuple(found))
        return Found(found[0], tuple(found[1:]))

    @property
    def audiences(self) -> frozenset[str]:
        """Every audience that an article of the index names."""
        entries = self._loaded.index.contents.entries
        return frozenset(audience for entry in entries for audience in entry.audience)

    @property
    def generation(self) -> str:
        """Which index answers now; changes after a reload."""
        return self._loaded.generation

    def _reload(self) -> None:
        if _seen(self._dir) == self._tried or not self._reloading.acquire(blocking=False):
            return
        try:
            self._tried = _seen(self._dir)
            self._loaded = _load(self._dir, self._encoder)
            self._tried = self._loaded.seen
            log.info("knowledge index loaded", extra={"articles": len(self._loaded.index.contents.entries)})
        except IndexUnusable as error:
            log.error("new knowledge index not usable, the old one stays: %s", error)
        finally:
            self._reloading.release()


def _passage(loaded: _Loaded, answer: Answer, row: int) -> Passage:
    entry = loaded.index.contents.entries[answer.article]
    piece = loaded.index.contents.pieces[row]
    score = round(loaded.calibration.probability(answer.evidence), 4)
    return Passage(
        entry.id, entry.version, entry.title, piece.heading, piece.text, score, entry.link, entry.topic
    )


def _seen(index_dir: Path) -> tuple[int, ...]:
    """Tells one manifest file from another without reading it. Empty when there is none."""
    try:
        stat = (index_dir / manifests.NAME).stat()
    except OSError:
        return ()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _load(index_dir: Path, encoder: Encoder) -> _Loaded:
    for _ in range(_TRIES):
        seen = _seen(index_dir)
        folder = index_dir.resolve()  # "current" is a link that a release may turn while we read
        try:
            return _load_once(folder, encoder, seen)
        except IndexMissing:
            raise
        except IndexDamaged as error:
            if _seen(index_dir) == seen:
                raise
            log.info("the index changed while it was opened, trying the new one: %s", error)
    raise IndexDamaged(f"{index_dir} changes faster than it can be read", "let one build end")


def _load_once(folder: Path, encoder: Encoder, seen: tuple[int, ...]) -> _Loaded:
    """The gate: whatever the libraries raise about a file becomes IndexDamaged."""
    manifest = manifests.read(folder)
    manifests.check_model(manifest, fingerprint=encoder.fingerprint, dimensions=encoder.dimensions)
    generation = folder / manifest.generation
    manifests.check_files(manifest, generation)
    try:
        index = indexes.load(generation)
        calibration = Calibration.from_json(manifest.calibration)
        _check_sizes(index, manifest)
    except Exception as error:
        raise IndexDamaged(f"{generation} cannot be read: {type(error).__name__}: {error}") from error
    return _Loaded(index, calibration, manifest.generation, seen)


def _check_sizes(index: Index, manifest: manifests.Manifest) -> None:
    sizes = {
        "passages": (len(index.contents.pieces), manifest.passages),
        "vectors": (len(index.passages.vectors), manifest.passages),
        "articles": (len(index.contents.entries), len(manifest.articles)),
        "dimensions": (index.passages.vectors.shape[1], manifest.dimensions),
        "finite": (int(np.isfinite(index.documents).all()), 1),
    }
    for name, (found, expected) in sizes.items():
        if found != expected:
            raise ValueError(f"{name}: {found} in the files, {expected} in the manifest")
