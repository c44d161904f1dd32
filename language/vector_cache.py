"""Vectors kept on disk, so that training after one changed line encodes one line.

The keys are hashes: the file holds no words.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from language.encoder import Encoder, Progress
from language.tokens import Tokens

_TABLES = ("vectors", "token_vectors")
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
        rows = self._all(
            "vectors", np.float32, texts, lambda new: list(self._encoder.encode(new, progress=progress))
        )
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)

    def tokens(self, texts: Sequence[str], *, progress: Progress | None = None) -> Tokens:
        """As Encoder.tokens, kept in half precision; only texts never seen before are encoded."""
        rows = self._all(
            "token_vectors", np.float16, texts,
            lambda new: self._encoder.tokens(new, progress=progress).each(),
        )
        return Tokens.of((row.reshape(-1, self.dimensions) for row in rows), self.dimensions)

    def _all(
        self, table: str, kept_as: type, texts: Sequence[str], encode: Callable[[list[str]], list[np.ndarray]]
    ) -> list[np.ndarray]:
        """The rows of ``texts``, rounded as they are kept, so that a second training sees the same."""
        keys = [self._key(text) for text in texts]
        with closing(self._open()) as file:
            known = dict(self._stored(file, table, kept_as, keys))
            fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            new: list[np.ndarray] = [row.astype(kept_as) for row in encode(list(fresh.values()))]
            known.update(zip(fresh, new, strict=True))
            self._store(file, table, zip(fresh, new, strict=True))
        return [known[key] for key in keys]

    def knows(self, word: str) -> bool:
        """As Encoder.knows."""
        return self._encoder.knows(word)

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.fingerprint}\n{text}".encode("utf-8", "surrogatepass")).digest()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(self._path, timeout=30)
        try:
            for table in _TABLES:
                columns = "(key BLOB PRIMARY KEY, vector BLOB)"
                file.execute(f"CREATE TABLE IF NOT EXISTS {table} {columns} WITHOUT ROWID")
        except sqlite3.DatabaseError as error:
            file.close()
            raise OSError(f"{self._path} cannot be used: {error}; if it is damaged, delete it") from error
        return file

    def _stored(
        self, file: sqlite3.Connection, table: str, kept_as: type, keys: Sequence[bytes]
    ) -> Iterable[tuple[bytes, np.ndarray]]:
        for start in range(0, len(keys), _PAGE):
            page = keys[start : start + _PAGE]
            marks = ",".join("?" * len(page))
            query = f"SELECT key, vector FROM {table} WHERE key IN ({marks})"  # noqa: S608 - ours and marks only
            for key, vector in file.execute(query, page):
                yield key, np.frombuffer(vector, dtype=kept_as)

    def _store(self, file: sqlite3.Connection, table: str, rows: Iterable[tuple[bytes, np.ndarray]]) -> None:
        with file:
            file.executemany(
                f"INSERT OR REPLACE INTO {table} VALUES (?, ?)",  # noqa: S608 - a name of ours
                [(key, vector.tobytes()) for key, vector in rows],
            )
