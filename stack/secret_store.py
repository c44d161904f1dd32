"""The secrets that our processes prove themselves with, made once and kept in var/secrets.env."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from stack import env_file

NAMES = ("FIRSTLINE_BOT_SECRET", "FIRSTLINE_ACTIONS_SECRET", "FIRSTLINE_TOKEN_SECRET")


def load_or_make(var: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Every secret: the environment's own where it has one, else the kept one, made now if it is missing."""
    var.mkdir(parents=True, exist_ok=True)
    file = var / "secrets.env"
    kept = env_file.read(file)
    missing = {name: secrets.token_urlsafe(32) for name in NAMES if not kept.get(name)}
    if missing:
        env_file.write_private(file, {**kept, **missing})
    return {name: environment.get(name) or kept.get(name) or missing[name] for name in NAMES}
