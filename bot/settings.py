"""What this process is told from outside, all of it here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class Missing(RuntimeError):
    """A setting without which nothing may start; the text names it."""


@dataclass(frozen=True)
class Settings:
    var: Path
    release: Path
    model: Path
    tracker_db: Path
    port: int
    actions_url: str
    bot_secret: str
    actions_secret: str

    def with_secrets(self) -> Settings:
        """Itself, when both shared secrets are set. Raises Missing."""
        for name, value in (
            ("FIRSTLINE_BOT_SECRET", self.bot_secret), ("FIRSTLINE_ACTIONS_SECRET", self.actions_secret),
        ):
            if not value:
                raise Missing(f"{name} is not set: the desk, the bot and the actions share it")
        return self


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    var = Path(environment.get("FIRSTLINE_VAR") or "var")
    return Settings(
        var=var,
        release=Path(environment.get("FIRSTLINE_RELEASE") or var / "releases" / "current"),
        model=Path(environment.get("FIRSTLINE_MODEL") or var / "model"),
        tracker_db=Path(environment.get("FIRSTLINE_TRACKER_DB") or var / "tracker.db"),
        port=int(environment.get("FIRSTLINE_BOT_PORT") or 5005),
        actions_url=environment.get("FIRSTLINE_ACTIONS_URL") or "http://127.0.0.1:5055",
        bot_secret=environment.get("FIRSTLINE_BOT_SECRET", ""),
        actions_secret=environment.get("FIRSTLINE_ACTIONS_SECRET", ""),
    )


def for_rasa(found: Settings) -> dict[str, str]:
    """The variables that endpoints.yml and credentials.yml name, with the defaults filled in."""
    return {
        "FIRSTLINE_ACTIONS_URL": found.actions_url,
        "FIRSTLINE_ACTIONS_SECRET": found.actions_secret,
        "FIRSTLINE_BOT_SECRET": found.bot_secret,
        "FIRSTLINE_TRACKER_DB": str(found.tracker_db),
    }
