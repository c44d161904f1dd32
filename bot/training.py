"""Training: config.yml, domain.yml, data/nlu and data/stories in, one model file out."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

from rasa.model_training import train as rasa_train

from bot import engine  # noqa: F401 - installs the seams
from bot.progress import report_components, say

CONFIG, DOMAIN = "config.yml", "domain.yml"
DATA = ("data/nlu", "data/stories")


class NotTrained(RuntimeError):
    """Rasa refused the files; the text says why."""


def train(out: Path, *, config: str = CONFIG, domain: str = DOMAIN, data: tuple[str, ...] = DATA) -> Path:
    """Write ``out/model.tar.gz``. What did not change since the last training comes from Rasa's cache.

    Raises NotTrained.
    """
    missing = [path for path in (config, domain, *data) if not Path(path).exists()]
    if missing:
        raise NotTrained(f"{missing[0]} is missing")
    began = time.monotonic()
    report_components()
    out.mkdir(parents=True, exist_ok=True)
    with contextlib.redirect_stdout(sys.stderr):  # stdout is for the path alone
        result = rasa_train(domain, config, list(data), output=str(out), fixed_model_name="model")
    if result.code or not result.model:
        raise NotTrained("Rasa trained nothing: see above")
    say(f"trained in {time.monotonic() - began:.1f} s: {result.model}")
    return Path(result.model)
