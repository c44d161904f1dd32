"""Which questions are asked of the bot and the knowledge base, each as rows on disk and one command."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import held_out
from benchmarks.eval_data import SHARED_DATA, missing
from benchmarks.figures import Target
from benchmarks.held_out import ROOT, rows
from stack.release import CANDIDATE, CURRENT, resolve

ROWS = ROOT / "var" / "eval"
RELEASES = ROOT / "var" / "releases"
HEARD = "rasa/heard.jsonl"
NO_RELEASE = "no release was measured; make one: make train"
MODERN, BOT = str(ROOT / ".venv" / "bin" / "python"), str(ROOT / ".venv-bot" / "bin" / "python")
MOST_LINES = 2000  # of a set whose test lines are asked one by one


@dataclass(frozen=True)
class Wanted:
    """``figure`` should be at least (or at most) ``limit``."""

    figure: str
    limit: float
    at_least: bool = True

    def beside(self, value: float) -> Target:
        return Target(self.figure, value, self.limit, self.at_least)


@dataclass(frozen=True)
class Measure:
    """``command`` prints one JSON object on its last line; ``shown`` are its figures that the table has, and
    ``wanted`` what one of them should be. ``why_not`` says why it cannot run here."""

    name: str
    command: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    why_not: str = ""
    wanted: Wanted | None = None


INTENTS = (
    "accuracy_in_scope", "accuracy_all", "macro_f1", "oos_recall", "oos_auroc", "in_scope_refused", "train_s",
    "ms_p50",
)
SEARCH = ("hit@1", "hit@3", "ndcg@10", "answered", "refused", "ms_p50")
TAKEN = ("taken_away_refused", "taken_away_astray")
OTHER_WORLDS = 400  # texts of each set


def all_measures() -> tuple[Measure, ...]:
    """Writes the rows. Sets that are not there are named with the reason."""
    ROWS.mkdir(parents=True, exist_ok=True)
    release = resolve(RELEASES / CANDIDATE) or resolve(RELEASES / CURRENT)
    asked = (turns(release), digressions(release), helpdesk_bots(release))
    public = (banking(), banking_full(), clinc(), other_worlds(), microsoft(), without_symptoms())
    return (*own_lines(), entities(), *asked, *public)


def own_lines() -> tuple[Measure, ...]:
    train = held_out.training_rows()
    ours, strangers = held_out.asked_rows(frozenset(row["label"] for row in train))
    files = {"train": train, "test": ours, "strangers": strangers, "queries": held_out.question_rows()}
    paths = {name: written(name, found) for name, found in files.items()}
    unknown = "held-out lines, unknown intents"
    refusing = Measure(unknown, evaluate(paths["train"], paths["strangers"]), ("oos_recall",))
    return (
        Measure("held-out lines", evaluate(paths["train"], paths["test"]), INTENTS),
        refusing if strangers else Measure(unknown, why_not="every intent that was asked about exists"),
        Measure("held-out questions", search("--queries", str(paths["queries"])), (*SEARCH, *TAKEN)),
    )


def entities() -> Measure:
    file = held_out.HELD_OUT / "entities.jsonl"
    if not file.is_file():
        return Measure("held-out entities", why_not=f"{file} is not there")
    command = (BOT, "-m", "bot", "entities", "--test", str(file), "--json")
    return Measure("held-out entities", command, ("f1", "precision", "recall"))


def turns(release: Path | None) -> Measure:
    """From what the release's model made of the held-out lines when it was trained."""
    name, wanted = "turns until understood", Wanted("turns", 1.3, at_least=False)
    if release is None or not (release / HEARD).is_file():
        return Measure(name, why_not=NO_RELEASE)
    files = ("--heard", str(release / HEARD), "--standards", str(release / "standards"))
    shown = ("turns", "at_once", "asked", "missed")
    return Measure(name, (MODERN, "-m", "benchmarks.turns_until_understood", *files), shown, wanted=wanted)


def digressions(release: Path | None) -> Measure:
    """Drawn conversations in every flow, each with a digression in the middle, with every process real."""
    name, wanted = "digressions", Wanted("in_place", 1.0)
    if release is None:
        return Measure(name, why_not=NO_RELEASE)
    files = ("--release", str(release), "--misses", str(ROWS / "digressions.json"))
    shown = ("in_place", "asked_twice", "conversations", "flows")
    return Measure(name, (MODERN, "-m", "benchmarks.digressions", *files), shown, wanted=wanted)


def helpdesk_bots(release: Path | None) -> Measure:
    """Training lines of four other help desks' bots, under our intents' names."""
    name, file = "help-desk bots", "intents/helpdesk_bots.jsonl"
    if why := missing(file) or ("" if release else NO_RELEASE):
        return Measure(name, why_not=why)
    files = ("--rows", str(SHARED_DATA / file), "--model", str(release / "rasa" / "model.tar.gz"))  # type: ignore[operator]
    command = (MODERN, "-m", "benchmarks.helpdesk_bots", *files, "--out", str(ROWS / "helpdesk-heard.jsonl"))
    return Measure(name, command, ("right", "macro_right", "lines"), wanted=Wanted("right", 0.85))


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


def banking_full() -> Measure:
    """Three lines of the training set in four to learn from, the fourth is asked."""
    name, full = "BANKING77, full", "intents/banking77.jsonl"
    if why := missing(full):
        return Measure(name, why_not=why)
    found = list(rows(SHARED_DATA / full))
    train = [row for at, row in enumerate(found) if at % 4]
    return Measure(
        name, evaluate(written("banking-full", train), written("banking-full-test", found[::4])), INTENTS
    )


def clinc() -> Measure:
    name, file = "CLINC150, train and val", "intents/clinc150_full.jsonl"
    if why := missing(file):
        return Measure(name, why_not=why)
    found = list(rows(SHARED_DATA / file))
    train, val = ([row for row in found if row["split"] == split] for split in ("train", "val"))
    return Measure(name, evaluate(written("clinc", train), written("clinc-val", val)), INTENTS)


def other_worlds() -> Measure:
    """Texts of banks and of everyday life, which none of our articles answers."""
    name, sets = "questions of other worlds", ("intents/clinc150_full.jsonl", "intents/banking77.jsonl")
    if why := missing(*sets):
        return Measure(name, why_not=why)
    found = [list(rows(SHARED_DATA / file)) for file in sets]
    spread = [row for each in found for row in each[:: len(each) // OTHER_WORLDS][:OTHER_WORLDS]]
    asked = written("other-worlds", ({"text": row["text"], "relevant": []} for row in spread))
    return Measure(name, search("--queries", str(asked)), ("refused",), wanted=Wanted("refused", 0.97))


def without_symptoms() -> Measure:
    """The same questions, of articles that have neither title nor symptoms."""
    name = "Microsoft support, symptoms gone"
    if why := missing("kb/microsoft_support/corpus.jsonl", "kb/microsoft_support/symptom_queries.jsonl"):
        return Measure(name, why_not=why)
    command = (MODERN, "-m", "benchmarks.without_symptoms", "--json")
    return Measure(name, command, ("ndcg@10", "hit@3"), wanted=Wanted("ndcg@10", 0.72))


def microsoft() -> Measure:
    """Symptoms as people wrote them, each with the support article that ends them."""
    name, folder = "Microsoft support, symptoms", "kb/microsoft_support"
    corpus, queries = f"{folder}/corpus.jsonl", f"{folder}/symptom_queries.jsonl"
    if why := missing(corpus, queries):
        return Measure(name, why_not=why)
    files = ("--corpus", str(SHARED_DATA / corpus), "--queries", str(SHARED_DATA / queries))
    return Measure(name, search(*files), SEARCH)


def evaluate(train: Path, test: Path) -> tuple[str, ...]:
    return (BOT, "-m", "bot", "evaluate", "--train", str(train), "--test", str(test), "--json")


def search(*files: str) -> tuple[str, ...]:
    return (MODERN, "-m", "kb_index", "evaluate", *files, "--json")


def written(name: str, found: Iterable[Mapping[str, Any]]) -> Path:
    path = ROWS / f"{name}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in found), "utf-8")
    return path
