"""The articles of one build: what of them was kept is taken, the rest is worked out and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from kb_index import index as indexes
from kb_index import writing
from kb_index.article import Article
from kb_index.background import lines
from kb_index.calibrate import calibration_of
from kb_index.encoding import Encoder, Progress, Vectors, encoded
from kb_index.kept import Kept, key, recipe
from kb_index.prepared import Prepared
from kb_index.preparing import Preparing
from kb_index.spelling import counted

NEARLY_ALL = 100  # one article in so many may differ: calibration and cells stay as they are


class Ready:
    """``articles`` are those that stand, in the order of their ids."""

    def __init__(
        self, articles: Collection[Article], encoder: Encoder, progress: Progress, kept: Kept | None
    ) -> None:
        self.articles = sorted((a for a in articles if a.stands()), key=lambda a: a.id)
        self.encoder = encoder
        self.passages = 0
        self._progress = progress
        self._kept = kept
        self._name = f"{encoder.fingerprint} {encoder.dimensions}".encode()
        made_by = kept.recipe if kept else recipe()
        self._keys = [key(made_by, self._name, *_ingredients(article)) for article in self.articles]

    def digest(self) -> str:
        """Of all that goes in: the same ingredients need no second build."""
        return hashlib.sha256(b"".join([recipe(), self._name, *self._keys])).hexdigest()

    def write(self, folder: Path) -> Any:
        """Fills an empty folder. Returns the calibration."""
        preparing = Preparing(self.encoder, self._background())
        prepared = self._prepared(preparing)
        self.passages = sum(len(one.pieces) for one in prepared)
        calibration, cut = self._learnt()
        made = writing.write(folder, prepared, preparing.anything, counted(lines()), cut)
        if calibration is None:
            index = indexes.load(folder)
            calibration = calibration_of(index, self.encoder, self._progress).to_json()
            self._learn(calibration, made)
        return calibration

    def _background(self) -> Vectors:
        found = self._kept.background(self._name, self.encoder.dimensions) if self._kept else None
        if found is None:
            found = encoded(self.encoder, lines(), "background", self._progress)
            if self._kept:
                self._kept.keep_background(self._name, found)
        return found

    def _prepared(self, preparing: Preparing) -> list[Prepared]:
        found = self._kept.prepared(self._keys, self.encoder.dimensions) if self._kept else {}
        missing = [(k, a) for k, a in zip(self._keys, self.articles, strict=True) if k not in found]
        self._progress("articles", len(found), len(self.articles))
        keys = iter([k for k, _ in missing])
        for some in preparing.each([article for _, article in missing]):
            fresh = {next(keys): one for one in some}
            if self._kept:
                self._kept.keep_prepared(fresh)
            found.update(fresh)
            self._progress("articles", len(found), len(self.articles))
        return [found[k] for k in self._keys]

    def _learnt(self) -> tuple[Any, bytes]:
        """Calibration and cells of an earlier build whose articles were nearly all the same."""
        before = self._kept.learnt(self._name) if self._kept else None
        if before is None:
            return None, b""
        calibration, keys, cut = before
        same = len(keys ^ set(self._keys)) * NEARLY_ALL <= len(self._keys)
        return (calibration, cut) if same else (None, b"")

    def _learn(self, calibration: Any, cut: bytes) -> None:
        if self._kept:
            self._kept.keep_learnt(self._name, calibration, self._keys, cut)
            self._kept.forget()


def _ingredients(a: Article) -> tuple[str, ...]:
    """All that entry and pieces are made of."""
    lists = (str(len(a.audience)), *a.audience, str(len(a.asked_as)), *a.asked_as)
    return (a.id, a.version, a.title, a.topic, str(a.valid_until or ""), a.link, a.body, *lists)
