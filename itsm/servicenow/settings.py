"""How to reach ServiceNow: ``FIRSTLINE_SERVICENOW_*`` variables."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Auth = Literal["basic", "api_key", "client_credentials", "password"]
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ServiceNowSettings(BaseSettings):
    """Defaults reach the practice server. A real instance is https, with an account of its own.

    ``auth`` is found out when not given: an API key if there is one, else OAuth client credentials
    if there is a client id, else basic. "password" is OAuth's password grant, renewed by refresh.

    ``own_ids``: incidents are made with a sys_id derived from their key, so that the database itself
    refuses a second one. It needs an account that may set sys_id (admin); without it, two sends of
    one key at the same instant are not ruled out, only later ones.

    ``settle_s`` is how long the instance may still be at a write whose answer was lost: sent again with the
    same key before that, it is only looked up.

    ``remote_help_link`` is the address of the company's screen-sharing tool, with ``{session}`` in it.

    ``time_zone`` is that of the account, for instances that show journals as displayed text only.
    """

    model_config = SettingsConfigDict(env_prefix="FIRSTLINE_SERVICENOW_", extra="ignore")

    url: str = "http://127.0.0.1:8090"
    auth: Auth | None = None
    user: str = "admin"
    password: SecretStr = SecretStr("admin")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    api_key: SecretStr = SecretStr("")
    ca: Path | None = None
    own_ids: bool = True
    time_zone: str = "UTC"
    remote_help_link: str = ""
    deadline_s: float = Field(default=4.0, gt=0)
    settle_s: float = Field(default=5.0, ge=0)
    threads: int = Field(default=8, ge=1, le=64)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def is_loopback(self) -> bool:
        return urlsplit(self.url).hostname in _LOOPBACK

    @property
    def stock_page(self) -> str:
        """Where people see what lies in the stockrooms. The practice server has a page of its own."""
        in_stock = "alm_asset_list.do?sysparm_query=install_status=6"
        return f"{self.url.rstrip('/')}/{'records/alm_asset' if self.is_loopback else in_stock}"

    @property
    def way_in(self) -> Auth:
        """The way to sign in that these settings mean."""
        if self.auth is not None:
            return self.auth
        if self.api_key.get_secret_value():
            return "api_key"
        return "client_credentials" if self.client_id else "basic"

    @model_validator(mode="after")
    def _safe(self) -> Self:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("FIRSTLINE_SERVICENOW_URL is https://<instance>.service-now.com, without a path")
        if parts.scheme == "http" and not self.is_loopback:
            raise ValueError("FIRSTLINE_SERVICENOW_URL: only a server on this machine may be reached by http")
        if not self.is_loopback and self.way_in == "basic" and self.password.get_secret_value() == "admin":
            raise ValueError("FIRSTLINE_SERVICENOW_PASSWORD: the practice server's password is no real one")
        return self
