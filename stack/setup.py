"""Set-up: from a fresh checkout to both environments, the front end's packages and the sentence encoder.

Runs on the system's own Python with nothing but the standard library. What is up to date is skipped.
"""

from __future__ import annotations

import time
from pathlib import Path

from stack import environments, model, node, stage
from stack.environments import Environment
from stack.interpreters import BOT, MAIN


def set_up(root: Path) -> None:
    """Make all that `python -m stack train` and `up` need. Raises Failure with a remedy."""
    began = time.monotonic()
    print("Setting up", flush=True)
    uv = environments.uv(root)
    for environment in (main_environment(root), bot_environment(root)):
        environments.make(environment, uv=uv, root=root)
    node.install(root)
    model.fetch(root, main_environment(root))
    stage.say(f"set-up: done in {time.monotonic() - began:.0f} s")


def main_environment(root: Path) -> Environment:
    """Everything but Rasa."""
    return Environment(root / ".venv", root / "requirements" / "main.lock", MAIN)


def bot_environment(root: Path) -> Environment:
    """Rasa, on the last Python it runs on."""
    return Environment(root / ".venv-bot", root / "requirements" / "bot.lock", BOT)
