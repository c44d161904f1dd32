"""`python -m benchmarks.rebuild`: what a build costs when one article of very many has changed.

The articles are made up of sentences of our own ones. The first build encodes everything (`--made-up` puts
vectors of hashed words in the model's place: what is measured is everything but encoding); then one article
is changed and built again, with the cache that the first build left.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks.held_out import ROOT
from kb_index import library
from kb_index.approve import approve, stamped
from kb_index.article import Approval, State
from kb_index.build import build
from kb_index.drafting import Draft, text_of
from kb_index.encoding import Encoder
from kb_index.passages import plain
from kb_index.progress import bars
from kb_index.reading import read
from language.encoder import Encoder as Model
from language.vector_cache import VectorCache

DAY = date(2026, 1, 5)
ASKED, SECTIONS, STEPS = 3, 2, 3


class HashedWords:
    """One made-up vector a word, added up: cheap, and the same words are the same vector."""

    fingerprint, dimensions = "hashed-words", 384

    def __init__(self) -> None:
        self._words: dict[str, Any] = {}

    def encode(self, texts: Sequence[str], **_: Any) -> Any:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            rows[row] = sum((self._word(word) for word in text.casefold().split()), start=rows[row])
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def knows(self, word: str) -> bool:
        return len(word) > 3

    def _word(self, word: str) -> Any:
        if word not in self._words:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            chance = np.random.default_rng(seed)
            self._words[word] = chance.standard_normal(self.dimensions, dtype=np.float32)
        return self._words[word]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rebuild", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--made-up", action="store_true", help="no model: vectors of hashed words")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args(arguments)
    model: Any = HashedWords() if options.made_up else Model.load(ROOT / "var" / "model")
    with tempfile.TemporaryDirectory(prefix="rebuild-") as folder:
        found = measured(Path(folder), options.articles, model)
    for name, value in found.items():
        print(f"{name:20s} {value}")
    if options.json:
        print(json.dumps(found))


def measured(folder: Path, count: int, model: Encoder) -> dict[str, Any]:
    write(folder / "articles", count)
    encoder = VectorCache(folder / "vectors.db", model)
    first, made = timed(folder, encoder)
    same, _ = timed(folder, encoder)
    change(folder / "articles" / f"made-{count // 2}.md")
    used = time.process_time()
    again, remade = timed(folder, encoder)
    used = round(time.process_time() - used, 2)
    assert made.manifest.generation != remade.manifest.generation
    return {
        "articles": count, "passages": made.manifest.passages, "first_s": first, "unchanged_s": same,
        "one_changed_s": again, "one_changed_cpu_s": used,
        "load": round(os.getloadavg()[0], 2),
    }


def timed(folder: Path, encoder: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    with bars(Console(stderr=True)) as progress:
        made = build(folder / "articles", folder / "index", encoder, progress, folder / "articles.db")
    return round(time.perf_counter() - began, 2), made


def write(folder: Path, count: int) -> None:
    folder.mkdir()
    chance = random.Random(1)  # noqa: S311 - articles, not secrets
    spoken = sentences()
    for number in range(count):
        (folder / f"made-{number}.md").write_text(article(f"made-{number}", spoken, chance), encoding="utf-8")


def sentences() -> list[str]:
    bodies = (plain(a.body) for a in library.load(ROOT / "data" / "articles").articles)
    found = {line.lstrip("0123456789. -") for body in bodies for line in body.splitlines()}
    return sorted(line for line in found if 20 < len(line) < 200)


def article(id_: str, spoken: Sequence[str], chance: random.Random) -> str:
    def said() -> str:
        return " ".join(chance.choice(spoken) for _ in range(2))

    def section() -> str:
        steps = [f"{number}. {chance.choice(spoken)}" for number in range(1, STEPS + 1)]
        return "\n".join([f"## {chance.choice(spoken)[:40]}", *steps])

    body = "\n\n".join([said(), *(section() for _ in range(SECTIONS))])
    asked = tuple(f"{chance.choice(spoken)[:60]} {id_} {n}" for n in range(ASKED))
    title = f"{chance.choice(spoken)[:50]} {id_}"
    draft = Draft(id_, title, body, "benchmark", date(2030, 1, 1), asked_as=asked)
    return approved(text_of(draft))


def approved(text: str) -> str:
    found, problems = read("made up", text)
    assert found, problems
    approval = Approval("Bench", DAY, found.text_hash())
    return stamped(text, replace(found, state=State.APPROVED, approval=approval))


def change(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("## ", "## Changed ", 1), encoding="utf-8")
    approve(path, by="Bench", on=DAY)


if __name__ == "__main__":
    main()
