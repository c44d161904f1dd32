"""Vectors kept on disk, so that training after one changed line encodes one line.

The keys are hashes: the file holds no words.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from language.encoder import Encoder, Progress

_PAGE = 500  # SQLite takes 999 parameters in a statement on older builds


class VectorCache:
    """An encoder that remembers, in one SQLite file. Several processes may use the same file."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._path = Path(path)
        self._encoder = encoder
        self.dimensions = encoder.dimensions
        self.fingerprint = encoder.fingerprint

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> np.ndarray:
        """As Encoder.encode; only texts never seen before are encoded, each once."""
        keys = [self._key(text) for text in texts]
        with closing(self._open()) as file:
            known = dict(self._stored(file, keys))
            fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            vectors = self._encoder.encode(list(fresh.values()), progress=progress)
            known.update(zip(fresh, vectors, strict=True))
            self._store(file, zip(fresh, vectors, strict=True))
        rows = [known[key] for key in keys]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)

    def knows(self, word: str) -> bool:
        """As Encoder.knows."""
        return self._encoder.knows(word)

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.fingerprint}\n{text}".encode("utf-8", "surrogatepass")).digest()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(self._path, timeout=30)
        file.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        return file

    def _stored(self, file: sqlite3.Connection, keys: Sequence[bytes]) -> Iterable[tuple[bytes, np.ndarray]]:
        for start in range(0, len(keys), _PAGE):
            page = keys[start : start + _PAGE]
            marks = ",".join("?" * len(page))
            query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608 - marks only
            for key, vector in file.execute(query, page):
                yield key, np.frombuffer(vector, dtype=np.float32)

    def _store(self, file: sqlite3.Connection, rows: Iterable[tuple[bytes, np.ndarray]]) -> None:
        with file:
            file.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                [(key, vector.astype(np.float32).tobytes()) for key, vector in rows],
            )
