"""The desk's side of the conversation with Rasa: one turn, asked as often as it takes."""

from __future__ import annotations

from typing import Any, Protocol

import httpx2 as httpx

from wire.convert import Malformed, from_json, to_json
from wire.turn import TurnReply, TurnRequest

HEADER = "X-Firstline-Secret"


class BotUnavailable(Exception):
    """The bot cannot be reached or did not answer in time. The same turn may be asked again."""


class TurnFailed(Exception):
    """The bot answered that this turn broke; nothing advanced. The same turn may be asked again."""


class Bot(Protocol):
    """Whoever answers turns. Every turn is idempotent by its id."""

    async def turn(self, request: TurnRequest) -> TurnReply:
        """The reply. Raises BotUnavailable or TurnFailed; the same turn may then be asked again."""
        ...

    async def healthy(self) -> bool: ...

    async def close(self) -> None: ...


class BotClient:
    """Raises BotUnavailable and TurnFailed; every turn is idempotent by its id."""

    def __init__(self, url: str, secret: str, *, wait_s: float = 9.0) -> None:
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={HEADER: secret},
            timeout=httpx.Timeout(wait_s, connect=2.0),
            limits=limits,
            trust_env=False,
        )

    async def turn(self, request: TurnRequest) -> TurnReply:
        try:
            response = await self._client.post("/webhooks/desk/turn", json=to_json(request))
        except httpx.HTTPError as error:
            raise BotUnavailable(type(error).__name__) from error
        if response.status_code == 503:
            raise BotUnavailable("no model is loaded")
        if response.status_code != 200:
            raise TurnFailed(f"{response.status_code} {_code(response)}")
        try:
            return from_json(response.json(), TurnReply)
        except (Malformed, ValueError) as error:
            raise TurnFailed("the reply could not be read") from error

    async def healthy(self) -> bool:
        try:
            return (await self._client.get("/health", timeout=2.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        await self._client.aclose()


def _code(response: httpx.Response) -> str:
    try:
        body: Any = response.json()
        return str(body["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return "unreadable"
