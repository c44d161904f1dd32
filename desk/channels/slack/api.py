"""Slack's Web API, the few methods we call, with typed failures."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx

_PATIENCE_S = 6.0
_LONGEST_WAIT_S = 900.0
_TEMPORARY = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)


class Limited(Exception):
    """Too many calls; none may be made for ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Rejected(Exception):
    """Slack refused the call for a reason of its own, named by ``code``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unreachable(Exception):
    """No readable answer came: the call may or may not have been carried out."""


class SlackApi:
    """Each call raises Limited, Rejected or Unreachable."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(_PATIENCE_S, connect=2.0),
            trust_env=False,
        )

    async def post(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        """A method that writes: ``chat.postMessage``, ``chat.postEphemeral``, ``chat.update``."""
        return await self._call(method, json=body)

    async def user(self, user: str) -> dict[str, Any]:
        """``users.info``, which takes no JSON."""
        found = (await self._call("users.info", data={"user": user})).get("user")
        return found if isinstance(found, dict) else {}

    async def close(self) -> None:
        await self._client.aclose()

    async def _call(self, method: str, **body: Any) -> dict[str, Any]:
        try:
            response = await self._client.post(f"/{method}", **body)
            answer = response.json()
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error
        except ValueError as error:
            if response.status_code == 429:
                raise Limited(_wait(response)) from error
            raise Unreachable(f"{response.status_code} without JSON") from error
        return _checked(response, answer)


def _checked(response: httpx.Response, answer: Any) -> dict[str, Any]:
    code = str(answer.get("error", "")) if isinstance(answer, dict) else ""
    if response.status_code == 429 or code in {"ratelimited", "rate_limited"}:
        raise Limited(_wait(response))
    if isinstance(answer, dict) and answer.get("ok") is True:
        return answer
    if response.status_code >= 500 or not code or code in _TEMPORARY:
        raise Unreachable(f"{response.status_code} {code}")
    raise Rejected(code)


def _wait(response: httpx.Response) -> float:
    given = response.headers.get("retry-after", "")
    return min(float(given), _LONGEST_WAIT_S) if given.isascii() and given.isdigit() else 5.0
