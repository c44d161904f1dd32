"""What earlier builds found out, in one SQLite file, by the hash of what it was found out from.

Nothing in it is ever wrong, only unused: another text, another model or a changed line of this package is
another key. It may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from kb_index.background import Reach
from kb_index.encoding import Vectors
from kb_index.errors import BuildRefused
from kb_index.prepared import Counted, Prepared

Key = bytes
_PAGE = 500  # SQLite takes 999 parameters in a statement on older builds
_COLUMNS = "entry, pieces, said, said_counts, spelt, spelt_counts, questions, near, numbers"
_TABLES = (
    "read (key BLOB PRIMARY KEY, recipe BLOB, text TEXT)",
    f"prepared (key BLOB PRIMARY KEY, recipe BLOB, {_COLUMNS})",
    "learnt (key BLOB PRIMARY KEY, recipe BLOB, text TEXT, keys BLOB, cells BLOB)",
    "background (key BLOB PRIMARY KEY, recipe BLOB, vectors BLOB)",
)
_PAGE_SIZE, _MAPPED = 32_768, 1 << 30  # an article's numbers lie in one page, and are read from there
_SHAPE = zlib.crc32("".join(_TABLES).encode()) & 0x7FFFFFFF


def recipe() -> bytes:
    """A changed line of this package may make something else of the same articles."""
    folder = Path(__file__).parent
    sources = sorted([*folder.glob("*.py"), *folder.glob("*.txt")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).digest()


def key(*parts: str | bytes) -> Key:
    """Of the recipe and of what goes into it."""
    said = [part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts]
    lengths = b"".join(len(part).to_bytes(8, "big") for part in said)
    return hashlib.sha256(lengths + b"".join(said)).digest()


class Kept:
    """Several builds may use the same file. Raises BuildRefused where SQLite cannot."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.recipe = recipe()

    def texts(self, keys: Sequence[Key]) -> dict[Key, str]:
        """What was kept by ``keep_texts``."""
        return dict(self._found("read", "text", keys))

    def keep_texts(self, texts: Mapping[Key, str]) -> None:
        self._keep("read", ((k, self.recipe, text) for k, text in texts.items()))

    def prepared(self, keys: Sequence[Key], dimensions: int) -> dict[Key, Prepared]:
        found = self._found("prepared", _COLUMNS, keys)
        return {k: _unpacked(dimensions, *columns) for k, *columns in found}

    def keep_prepared(self, prepared: Mapping[Key, Prepared]) -> None:
        self._keep("prepared", ((k, self.recipe, *_packed(one)) for k, one in prepared.items()))

    def learnt(self, name: bytes) -> tuple[Any, frozenset[Key], bytes] | None:
        """What was learnt last under ``name``, and the keys of the articles it was learnt from."""
        rows = list(self._found("learnt", "text, keys, cells", [key(self.recipe, name)]))
        if not rows:
            return None
        _, text, joined, cells = rows[0]
        return json.loads(text), frozenset(joined[at : at + 32] for at in range(0, len(joined), 32)), cells

    def keep_learnt(self, name: bytes, data: Any, keys: Iterable[Key], cells: bytes) -> None:
        joined = b"".join(sorted(keys))
        self._keep("learnt", [(key(self.recipe, name), self.recipe, json.dumps(data), joined, cells)])

    def background(self, name: bytes, dimensions: int) -> Vectors | None:
        """The vectors of the background's lines, all in one: a row for each is slow to read."""
        rows = list(self._found("background", "vectors", [key(self.recipe, name)]))
        return np.frombuffer(rows[0][1], dtype=np.float32).reshape(-1, dimensions) if rows else None

    def keep_background(self, name: bytes, vectors: Vectors) -> None:
        self._keep("background", [(key(self.recipe, name), self.recipe, vectors.tobytes())])

    def forget(self) -> None:
        """What another version of this package kept."""
        with self._open() as file, file:
            for table in ("read", "prepared", "learnt", "background"):
                file.execute(f"DELETE FROM {table} WHERE recipe != ?", [self.recipe])  # noqa: S608 - ours

    def _found(self, table: str, columns: str, keys: Sequence[Key]) -> Iterator[Any]:
        with self._open() as file:
            for start in range(0, len(keys), _PAGE):
                page = keys[start : start + _PAGE]
                marks = ",".join("?" * len(page))
                query = f"SELECT key, {columns} FROM {table} WHERE key IN ({marks})"  # noqa: S608 - ours
                yield from file.execute(query, page)

    def _keep(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        kept = list(rows)
        if not kept:
            return
        with self._open() as file, file:
            marks = ",".join("?" * len(kept[0]))
            file.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", kept)  # noqa: S608 - ours

    def _open(self) -> Any:
        try:
            return closing(self._connected())
        except (sqlite3.Error, OSError) as error:
            message = f"{self._path} cannot be used: {error}"
            raise BuildRefused(message, "delete it and build again") from error

    def _connected(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(self._path, timeout=30)
        file.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
        file.execute(f"PRAGMA mmap_size = {_MAPPED}")
        (shape,) = file.execute("PRAGMA user_version").fetchone()
        if shape != _SHAPE:
            _make_tables(file)
        return file


def _make_tables(file: sqlite3.Connection) -> None:
    """Those of another version of this package are of no use."""
    with file:
        for table in _TABLES:
            file.execute(f"DROP TABLE IF EXISTS {table.split()[0]}")
            file.execute(f"CREATE TABLE {table}")
        file.execute(f"PRAGMA user_version = {_SHAPE}")


def _packed(one: Prepared) -> tuple[Any, ...]:
    return (
        one.entry, "\n".join(one.pieces), one.said.words, one.said.counts.tobytes(), one.spelt.words,
        one.spelt.counts.tobytes(), len(one.questions), one.reach.lines.tobytes(),
        b"".join(n.tobytes() for n in one.numbers()),
    )  # fmt: skip


def _unpacked(
    dimensions: int, entry: str, pieces: str, said: str, said_counts: bytes, spelt: str, spelt_counts: bytes,
    questions: int, near: bytes, numbers: bytes,
) -> Prepared:  # fmt: skip
    parts = tuple(pieces.split("\n"))
    values = np.frombuffer(numbers, dtype=np.float32)
    lines = np.frombuffer(near, dtype=np.int32)
    sizes = (len(parts) * dimensions, dimensions, questions * dimensions, 1, 1, questions, len(lines))
    ends = [0, *accumulate(sizes), len(values)]
    each = (values[a:b] for a, b in pairwise(ends))
    passages, document, asked, of_passage, of_document, crowded, cosines, topics = each
    return Prepared(
        entry, parts, Counted(said, np.frombuffer(said_counts, dtype=np.uint32)),
        Counted(spelt, np.frombuffer(spelt_counts, dtype=np.uint32)), passages.reshape(-1, dimensions),
        document, asked.reshape(-1, dimensions), of_passage, of_document, crowded,
        Reach(topics, lines, cosines),
    )  # fmt: skip
