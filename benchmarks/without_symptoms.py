"""`python -m benchmarks.without_symptoms`: is a support article found by its cure alone?

Each symptom text is asked of an index in which the article that ends it has neither its title nor its
symptoms, while the others keep theirs. One index holds both versions of every article; of the one that is
sought only the stripped version may be read, of the others only the whole one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.eval_data import SHARED_DATA, missing
from benchmarks.held_out import ROOT, rows
from kb_index import index as indexes
from kb_index.article import Article
from kb_index.build import build_from
from kb_index.evaluate import articles_of_corpus
from kb_index.figures import DEPTH, summary
from kb_index.search import answers, put
from language.encoder import Encoder

CORPUS, QUERIES = (f"kb/microsoft_support/{name}.jsonl" for name in ("corpus", "symptom_queries"))
STRIPPED = "stripped:"
Row = Mapping[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.without_symptoms", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args(arguments)
    if why := missing(CORPUS, QUERIES):
        print(why, file=sys.stderr)
        return 2
    asked = list(rows(SHARED_DATA / QUERIES))
    found = measured(articles_of_corpus(SHARED_DATA / CORPUS), asked, Encoder.load(ROOT / "var" / "model"))
    for name in ("ndcg@10", "hit@1", "hit@3", "ms_p50"):
        print(f"{name:10s} {found[name]}")
    if options.json:
        print(json.dumps(found))
    return 0


def measured(articles: Sequence[Article], asked: Sequence[Row], encoder: Encoder) -> Mapping[str, Any]:
    """Figures of the ranking alone: nothing is refused."""
    both = [*articles, *stripped(articles, asked)]
    with tempfile.TemporaryDirectory(prefix="without-symptoms-") as folder:
        generation = build_from(both, Path(folder), encoder, lambda *_: None).manifest.generation
        index = indexes.load(Path(folder) / generation)
        results, milliseconds = zip(*(one(row, index, encoder) for row in asked), strict=True)
    return summary(results, milliseconds)


def stripped(articles: Sequence[Article], asked: Sequence[Row]) -> Iterator[Article]:
    """Each sought article without title and symptoms, approved as it stands."""
    known = {article.id: article for article in articles}
    texts = {row["relevant"][0]: row["doc_text_without_symptoms"] for row in asked}
    for id_, text in texts.items():
        bare = replace(known[id_], id=STRIPPED + id_, title="", body=text)
        if bare.approval:
            yield replace(bare, approval=replace(bare.approval, hash=bare.text_hash()))


def one(row: Row, index: indexes.Index, encoder: Encoder) -> tuple[tuple[list[str], list[str], bool], float]:
    """The ranking, what is right, and the milliseconds that the question took."""
    names = [entry.id for entry in index.contents.entries]
    sought = row["relevant"][0]
    hidden = {sought, *(name for name in names if name.startswith(STRIPPED))} - {STRIPPED + sought}
    readable = np.array([name not in hidden for name in names])
    began = time.perf_counter()
    found = answers(index, put(row["text"], index, encoder), readable, DEPTH)
    took = (time.perf_counter() - began) * 1000
    return ([names[each.article] for each in found], [STRIPPED + sought], True), took


if __name__ == "__main__":
    sys.exit(main())
