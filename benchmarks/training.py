"""How long our pipeline and the stock one take to train on the same lines, each from nothing."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.processes import BOT, ROOT, model_folder
from benchmarks.sample import sampled
from stack import content, stage

BENCH = ROOT / "var" / "bench"
STOCK = Path(__file__).resolve().parent / "stock"
STORIES = "data/stories"
LINES = BENCH / "lines"


@dataclass(frozen=True)
class Trained:
    """``seconds`` from the start of the command to its end; ``load``: what the machine did besides."""

    model: str
    seconds: float
    at: str
    load: float


def ours() -> Trained:
    """Train the shipped pipeline with no cache to help it. Raises Failure."""
    folder = fresh(BENCH / "ours")
    command = (str(BOT), "-m", "bot", "train", "--out", str(folder / "rasa"), "--nlu", lines())
    told = {"FIRSTLINE_VAR": str(folder), "FIRSTLINE_MODEL": model_folder()}
    return timed("our pipeline: training", command, folder, folder / "rasa" / "model.tar.gz", told)


def stock(*, again: bool) -> Trained:
    """The stock pipeline on a tenth of the lines as they are now: trained once, or ``again``. On all of them
    it needs more than an hour. Raises Failure."""
    folder = BENCH / "stock" / stock_fingerprint()[:12]
    kept = folder / "trained.json"
    if kept.is_file() and not again:
        trained = Trained(**json.loads(kept.read_text("utf-8")))
        stage.say(f"stock pipeline: trained {trained.at} in {trained.seconds:.0f} s; --fresh does it again")
        return trained
    fresh(folder)
    config = ("--config", str(STOCK / "config.yml"), "--domain", "domain.yml", "--data", lines(), STORIES)
    out = ("--out", str(folder), "--fixed-model-name", "model")
    command = (str(BOT), "-m", "rasa", "train", *config, *out)
    trained = timed("stock pipeline: training", command, folder, folder / "model.tar.gz", {})
    kept.write_text(json.dumps(asdict(trained)), "utf-8")
    return trained


def lines() -> str:
    """The folder with the lines that both are trained on."""
    sampled(ROOT / "data" / "nlu", fresh(LINES))
    return str(LINES)


def stock_fingerprint() -> str:
    """The same for the same pipeline, domain, lines and stories."""
    places = ("domain.yml", "data/nlu", STORIES, "benchmarks/stock/config.yml", "requirements/bot.lock")
    return content.fingerprint(content.listing(ROOT, *(ROOT / place for place in places)))


def timed(
    label: str, command: tuple[str, ...], folder: Path, model: Path, told: Mapping[str, str]
) -> Trained:
    """Run a training whose caches all lie in ``folder``, which is new."""
    cache = {"RASA_CACHE_DIRECTORY": str(folder / "rasa-cache"), **quiet()}
    load, at = os.getloadavg()[0], time.strftime("%Y-%m-%d %H:%M")
    began = time.monotonic()
    stage.run(label, command, log=folder / "train.log", cwd=ROOT, environment={**cache, **told})
    seconds = round(time.monotonic() - began, 1)
    shutil.rmtree(folder / "rasa-cache", ignore_errors=True)
    return Trained(str(model), seconds, at, round(load, 2))


def fresh(folder: Path) -> Path:
    """The folder, new and empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def quiet() -> dict[str, str]:
    """Rasa sends nothing anywhere, and TensorFlow says only what is wrong."""
    return {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
