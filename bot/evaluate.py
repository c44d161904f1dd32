"""Measure the shipped pipeline on labelled lines: the code and parameters of config.yml, without dialogue."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import yaml

from bot.intent_names import named
from bot.intents import STRANGER, Intents, learn
from bot.parameters import Parameters
from bot.settings import settings
from language.encoder import Encoder

Figures = dict[str, Optional[float]]


class BadRows(ValueError):
    """A file of rows that cannot be used; the text has file and line."""


@dataclass(frozen=True)
class Row:
    text: str
    label: str


def main(options: argparse.Namespace) -> int:
    found = measured(rows(options.train), rows(options.test), pipeline(options.config))
    if options.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:>20}  {value}")
    return 0


def rows(path: Path) -> list[Row]:
    """Raises BadRows."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadRows(f"{path}: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            found.append(_row(line, f"{path}:{number}"))
    if not found:
        raise BadRows(f"{path}: no rows")
    return found


def _row(line: str, where: str) -> Row:
    try:
        data = json.loads(line)
        return Row(str(data["text"]), str(data["label"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadRows(f'{where}: not a row of {{"text","label"}}') from error


def pipeline(config: Path) -> dict[str, dict[str, Any]]:
    """The components of config.yml by their class names."""
    components = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    return {each.pop("name").rpartition(".")[2]: each for each in components}


def parameters(components: dict[str, dict[str, Any]]) -> Parameters:
    return Parameters(**components["IntentModel"])


def measured(train: list[Row], test: list[Row], components: dict[str, dict[str, Any]]) -> Figures:
    """The figures of the design page. Training time starts with an encoder loaded and nothing cached."""
    threads = components.get("SentenceFeaturizer", {})
    encoder = Encoder.load(settings().model, threads=threads.get("training_threads", 2))
    began = time.perf_counter()
    names, own = named(row.label for row in train)
    texts, labels = [row.text for row in train] + names, [row.label for row in train] + own
    try:
        model = learn(texts, encoder.tokens(texts), labels, parameters(components))
    except ValueError as error:
        raise BadRows(str(error)) from error
    trained = time.perf_counter() - began
    one = Encoder.load(settings().model, threads=threads.get("threads", 1))
    return {**figures(model, test, one), "train_s": round(trained, 2)}


def figures(model: Intents, test: list[Row], encoder: Encoder) -> Figures:
    texts, labels = [row.text for row in test], np.array([row.label for row in test], dtype=object)
    took, logs, home = [], [], []
    for text in texts:  # one by one, as people write
        began = time.perf_counter()
        reading = model.read([text], encoder.tokens([text]))
        took.append(time.perf_counter() - began)
        logs.append(reading.logs[0])
        home.append(reading.at_home[0])
    best = np.array(model.names, dtype=object)[np.argmax(logs, axis=1)]
    refused = model.out_of_scope(np.array(home)) > 0.5
    said = np.where(refused, STRANGER, best)
    ours = labels != STRANGER
    return {
        "accuracy_in_scope": _share(best[ours] == labels[ours]),
        "accuracy_all": _share(said == labels),
        "macro_f1": round(macro_f1(labels, said), 4),
        "mcc": round(mcc(labels, said), 4),
        "oos_recall": _share(refused[~ours]),
        "oos_precision": _share(~ours[refused]),
        "oos_auroc": auroc(np.array(home), ours),
        "in_scope_refused": _share(refused[ours]),
        "ms_p50": round(float(np.median(took)) * 1000, 2),
    }


def _share(true: np.ndarray) -> float | None:
    return round(float(np.mean(true)), 4) if len(true) else None


def macro_f1(labels: np.ndarray, said: np.ndarray) -> float:
    scores = []
    for label in set(labels):
        right = float(((said == label) & (labels == label)).sum())
        scores.append(2 * right / max(1.0, float((said == label).sum() + (labels == label).sum())))
    return float(np.mean(scores))


def mcc(labels: np.ndarray, said: np.ndarray) -> float:
    """Matthews' correlation coefficient for many classes."""
    names = sorted(set(labels) | set(said))
    true = np.array([(labels == name).sum() for name in names], dtype=float)
    guessed = np.array([(said == name).sum() for name in names], dtype=float)
    size, right = float(len(labels)), float((labels == said).sum())
    spread = np.sqrt((size**2 - (guessed**2).sum()) * (size**2 - (true**2).sum()))
    return float((right * size - (true * guessed).sum()) / spread) if spread else 0.0


def auroc(at_home: np.ndarray, ours: np.ndarray) -> float | None:
    """How often a line that belongs is more at home than one that does not. None without both kinds."""
    if ours.all() or not ours.any():
        return None
    _, place, counts = np.unique(at_home, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    inside, outside = float(ours.sum()), float((~ours).sum())
    return round(float((ranks[ours].sum() - inside * (inside + 1) / 2) / (inside * outside)), 4)


