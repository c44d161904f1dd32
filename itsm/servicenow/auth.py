"""Ways to sign in to ServiceNow: basic, API key, OAuth bearer tokens that renew themselves."""

from __future__ import annotations

import threading
import time
from typing import Any

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from itsm.servicenow.settings import ServiceNowSettings

_EARLY_S = 30.0
"""A token is renewed this long before it ends."""


def signer(settings: ServiceNowSettings, plain: requests.Session) -> AuthBase:
    """What signs requests; ``plain`` fetches tokens and signs nothing itself."""
    match settings.way_in:
        case "api_key":
            return ApiKey(settings.api_key.get_secret_value())
        case "client_credentials" | "password":
            return Bearer(settings, plain)
    return HTTPBasicAuth(settings.user.encode(), settings.password.get_secret_value().encode())


class ApiKey(AuthBase):
    """The ``x-sn-apikey`` header."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["x-sn-apikey"] = self._key
        return request


class Bearer(AuthBase):
    """An OAuth token, fetched when first needed and renewed by one thread at a time.

    pysnow's own OAuth client knows the password grant only, and forgets the token it refreshed.
    """

    def __init__(self, settings: ServiceNowSettings, plain: requests.Session) -> None:
        self._settings = settings
        self._plain = plain
        self._lock = threading.Lock()
        self._access = ""
        self._refresh = ""
        self._ends = 0.0

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token()}"
        # First of all hooks: what was refused for its token is asked again before anyone judges it.
        request.hooks["response"].insert(0, self._once_more)
        return request

    def _once_more(self, response: requests.Response, **kwargs: Any) -> requests.Response:
        """After a 401 one new token and one more try: what was answered 401 was not done."""
        request = response.request
        if response.status_code != 401 or "X-Firstline-Again" in request.headers:
            return response
        used = str(request.headers["Authorization"]).removeprefix("Bearer ")
        again = request.copy()
        again.headers["Authorization"] = f"Bearer {self._token(instead_of=used)}"
        again.headers["X-Firstline-Again"] = "1"
        response.close()
        second: requests.Response = response.connection.send(again, **kwargs)
        second.history.append(response)
        second.request = again
        return second

    def _token(self, *, instead_of: str = "") -> str:
        with self._lock:
            if self._access == instead_of or time.monotonic() > self._ends:
                self._renew()
            return self._access

    def _renew(self) -> None:
        token = self._asked(self._refresh_form()) if self._refresh else None
        token = token or self._asked(self._first_form())
        if token is None:
            raise requests.HTTPError("sign-in refused", response=_refused())
        self._access = str(token["access_token"])
        # Client credentials come without a refresh token: then the grant itself is asked again.
        self._refresh = str(token.get("refresh_token") or "") if self._settings.way_in == "password" else ""
        self._ends = time.monotonic() + float(token.get("expires_in", 1800)) - _EARLY_S

    def _asked(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The token, or None when it is refused. ServiceNow wants a form, and everything in its body."""
        settings = self._settings
        client = {"client_id": settings.client_id, "client_secret": settings.client_secret.get_secret_value()}
        address = f"{settings.url.rstrip('/')}/oauth_token.do"
        response = self._plain.post(address, data={**form, **client}, headers={"Accept": "application/json"})
        if response.status_code in (400, 401, 403):
            return None
        response.raise_for_status()
        body = response.json()
        return body if isinstance(body, dict) and body.get("access_token") else None

    def _first_form(self) -> dict[str, str]:
        if self._settings.way_in == "client_credentials":
            return {"grant_type": "client_credentials"}
        password = self._settings.password.get_secret_value()
        return {"grant_type": "password", "username": self._settings.user, "password": password}

    def _refresh_form(self) -> dict[str, str]:
        return {"grant_type": "refresh_token", "refresh_token": self._refresh}


def _refused() -> requests.Response:
    response = requests.Response()
    response.status_code = 401
    return response
