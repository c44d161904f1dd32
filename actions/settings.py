"""Settings of the action server, from ``FIRSTLINE_*`` variables."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where things are. ``actions_secret`` has no default: without it the server refuses to start."""

    model_config = SettingsConfigDict(env_prefix="FIRSTLINE_", extra="ignore")

    mode: Literal["demo", "production"] = "demo"
    var: Path = Path("var")
    release: Path | None = None
    model: Path | None = None
    actions_port: int = 5055
    actions_secret: SecretStr = Field(min_length=8)
    servicenow_url: str = "http://127.0.0.1:8090"

    @property
    def release_folder(self) -> Path:
        return self.release or self.var / "releases" / "current"

    @property
    def model_folder(self) -> Path:
        return self.model or self.var / "model"
