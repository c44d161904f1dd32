"""Which questions are asked of the bot and the knowledge base, each as rows on disk and one command."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import held_out
from benchmarks.eval_data import SHARED_DATA, missing
from benchmarks.held_out import ROOT, rows

ROWS = ROOT / "var" / "eval"
MOST_LINES = 2000  # of a set whose test lines are asked one by one


@dataclass(frozen=True)
class Measure:
    """``command`` prints one JSON object on its last line; ``shown`` are its figures that the table has.
    ``why_not`` says why it cannot run here."""

    name: str
    command: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    why_not: str = ""


INTENTS = (
    "accuracy_in_scope", "accuracy_all", "oos_recall", "oos_auroc", "in_scope_refused", "train_s", "ms_p50",
)
SEARCH = ("hit@1", "hit@3", "mrr@10", "answered", "refused", "ms_p50")


def all_measures() -> tuple[Measure, ...]:
    """Writes the rows. Sets that are not there are named with the reason."""
    ROWS.mkdir(parents=True, exist_ok=True)
    return (*own_lines(), banking(), clinc(), microsoft())


def own_lines() -> tuple[Measure, ...]:
    train = held_out.training_rows()
    ours, strangers = held_out.asked_rows(frozenset(row["label"] for row in train))
    files = {"train": train, "test": ours, "strangers": strangers, "queries": held_out.question_rows()}
    paths = {name: written(name, found) for name, found in files.items()}
    refusing = ("oos_recall",)
    return (
        Measure("held-out lines", evaluate(paths["train"], paths["test"]), INTENTS),
        Measure("held-out lines, unknown intents", evaluate(paths["train"], paths["strangers"]), refusing),
        Measure("held-out questions", search("--queries", str(paths["queries"])), SEARCH),
    )


def banking() -> Measure:
    """Ten lines an intent to learn from; asked are lines of the full training set that are not among them."""
    name, full, few = "BANKING77, 10-shot", "intents/banking77.jsonl", "intents/banking77_fewshot.jsonl"
    if why := missing(full, few):
        return Measure(name, why_not=why)
    train = [row for row in rows(SHARED_DATA / few) if row["split"] == "train_10"]
    learnt = {row["text"] for row in rows(SHARED_DATA / few)}
    rest = [row for row in rows(SHARED_DATA / full) if row["text"] not in learnt]
    every = max(1, -(-len(rest) // MOST_LINES))
    return Measure(name, evaluate(written("banking", train), written("banking-test", rest[::every])), INTENTS)


def clinc() -> Measure:
    name, file = "CLINC150, train and val", "intents/clinc150_full.jsonl"
    if why := missing(file):
        return Measure(name, why_not=why)
    found = list(rows(SHARED_DATA / file))
    train, val = ([row for row in found if row["split"] == split] for split in ("train", "val"))
    return Measure(name, evaluate(written("clinc", train), written("clinc-val", val)), INTENTS)


def microsoft() -> Measure:
    """Symptoms as people wrote them, each with the support article that ends them."""
    name, folder = "Microsoft support, symptoms", "kb/microsoft_support"
    corpus, queries = f"{folder}/corpus.jsonl", f"{folder}/symptom_queries.jsonl"
    if why := missing(corpus, queries):
        return Measure(name, why_not=why)
    files = ("--corpus", str(SHARED_DATA / corpus), "--queries", str(SHARED_DATA / queries))
    return Measure(name, search(*files), SEARCH)


def evaluate(train: Path, test: Path) -> tuple[str, ...]:
    python = str(ROOT / ".venv-bot" / "bin" / "python")
    return (python, "-m", "bot", "evaluate", "--train", str(train), "--test", str(test), "--json")


def search(*files: str) -> tuple[str, ...]:
    return (str(ROOT / ".venv" / "bin" / "python"), "-m", "kb_index", "evaluate", *files, "--json")


def written(name: str, found: Iterable[Mapping[str, Any]]) -> Path:
    path = ROWS / f"{name}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in found), "utf-8")
    return path
