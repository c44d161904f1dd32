"""What the desk is told from outside: FIRSTLINE_* variables, firstline.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Settings(BaseSettings):
    """Every setting with its default. Secrets have none: the desk refuses to start without them."""

    model_config = SettingsConfigDict(env_prefix="FIRSTLINE_", toml_file="firstline.toml", extra="ignore")

    mode: Literal["demo", "production"] = "demo"
    host: str = "127.0.0.1"
    desk_port: int = 8000
    var: Path = Path("var")
    release: Path | None = None
    database_url: str = ""
    bot_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"
    bot_secret: SecretStr = Field(min_length=8)
    token_secret: SecretStr = Field(min_length=16)
    public_origins: list[str] = []
    join_ms: int | None = None
    messages_per_minute: int = 120
    servicenow_hook_secret: SecretStr | None = Field(default=None, min_length=16)
    leads: list[str] = []
    slack_signing_secret: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"

    @property
    def release_folder(self) -> Path:
        return self.release or self.var / "releases" / "current"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{(self.var / 'desk.db').resolve()}"

    @property
    def slack_is_set_up(self) -> bool:
        """Both secrets are needed: one to believe Slack, one to be believed."""
        return self.slack_signing_secret is not None and self.slack_bot_token is not None

    @property
    def demo_sign_in(self) -> bool:
        """Signing in without proof: only in demo mode and only when nobody else can reach this port."""
        return self.mode == "demo" and self.host in _LOOPBACK

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)
