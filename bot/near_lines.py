"""The training lines nearest to a text: why it was understood as it was.

They lie in the model file, beside the vectors that the intent model compares with. Only who asks reads them:
a serving bot holds no training text.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LINES, ARRAYS = "lines.json", "arrays.npz"
_AT_ONCE = 256  # texts compared at once: a few megabytes of cosines


class NoLines(RuntimeError):
    """The model file keeps no training lines, or keeps them with other vectors."""


@dataclass(frozen=True)
class Near:
    """A training line, its intent, and the cosine of its vector with the text's."""

    text: str
    intent: str
    cosine: float


@dataclass(frozen=True)
class TrainingLines:
    """``bank`` (lines, dimensions) holds the vectors, of length one, in the order of ``texts``."""

    texts: tuple[str, ...]
    intents: tuple[str, ...]
    bank: np.ndarray

    def nearest(self, vectors: np.ndarray, count: int) -> list[list[Near]]:
        """For each of the vectors its ``count`` closest lines, the closest first."""
        found: list[list[Near]] = []
        for start in range(0, len(vectors), _AT_ONCE):
            cosines = vectors[start : start + _AT_ONCE] @ self.bank.T
            best = np.argsort(-cosines, axis=1)[:, :count]
            pairs = zip(cosines, best, strict=True)
            found += [[self._near(row, float(own[row])) for row in rows] for own, rows in pairs]
        return found

    def _near(self, row: int, cosine: float) -> Near:
        return Near(self.texts[row], self.intents[row], round(cosine, 4))


def store(texts: Sequence[str], intents: Sequence[str], folder: Path) -> None:
    """Keep the lines in ``folder``. They stand in the order of the intent model's bank: by intent, and within
    one as they were taught."""
    order = sorted(range(len(intents)), key=lambda row: intents[row])
    kept = [[texts[row], intents[row]] for row in order]
    (folder / LINES).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def read(model: Path) -> TrainingLines:
    """The lines in a model file. Raises NoLines, and OSError when the file cannot be read."""
    with tarfile.open(model, "r:gz") as archive:
        names = {Path(name).name: name for name in archive.getnames() if Path(name).name in (LINES, ARRAYS)}
        if len(names) < 2:
            raise NoLines(f"{model} keeps no training lines: train again")
        lines, arrays = (_bytes(archive, names[name]) for name in (LINES, ARRAYS))
        kept = json.loads(lines)
        with np.load(io.BytesIO(arrays), allow_pickle=False) as found:
            bank = found["bank"].astype(np.float32)
    if len(bank) != len(kept):
        raise NoLines(f"{model} keeps {len(kept)} training lines and {len(bank)} vectors: train again")
    return TrainingLines(tuple(text for text, _ in kept), tuple(intent for _, intent in kept), bank)


def _bytes(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    return member.read() if member else b""
