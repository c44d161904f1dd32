"""The HTTP session given to pysnow: time limits, retries of reads only, no words in any log."""

from __future__ import annotations

import contextvars
import logging
import time
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from itsm.servicenow.auth import signer
from itsm.servicenow.line import POOLS
from itsm.servicenow.settings import ServiceNowSettings

DEADLINE: contextvars.ContextVar[float] = contextvars.ContextVar("DEADLINE")
"""time.monotonic() at which the present operation has to be over."""
_CONNECT_S = 3.05
_NO_DEADLINE_S = 10.0
# requests_oauthlib logs tokens at DEBUG; urllib3 logs addresses, and with them what was searched for.
_TALKATIVE = {
    "pysnow": logging.WARNING,
    "oauthlib": logging.WARNING,
    "requests_oauthlib": logging.WARNING,
    "urllib3": logging.ERROR,
}


class BadAnswer(requests.RequestException):
    """An answer that says 200 and is none: a page, half a JSON text, an error dressed as success."""


class TimeoutAdapter(HTTPAdapter):
    """Ends a request at DEADLINE, whatever timeout pysnow asks for, and reads the whole body before it."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        end = DEADLINE.get(time.monotonic() + _NO_DEADLINE_S)
        left = end - time.monotonic()
        if left <= 0:
            raise requests.ConnectTimeout("no time left to send")
        limits = {"timeout": (min(_CONNECT_S, left), left), "stream": True}
        response = super().send(request, *args, **{**kwargs, **limits})
        # A body that drips would reset the read timeout with every byte, so it is read against the clock.
        response._content = _body(response, end)
        return response


def make_session(settings: ServiceNowSettings) -> requests.Session:
    """A session that signs in as the settings say. Opens no connection yet."""
    for name, level in _TALKATIVE.items():
        logging.getLogger(name).setLevel(level)
    session = _plain(settings)
    session.auth = signer(settings, _plain(settings))
    session.hooks["response"].append(_no_half_answer)
    return session


def _plain(settings: ServiceNowSettings) -> requests.Session:
    session = requests.Session()
    session.trust_env = not settings.is_loopback
    if settings.ca is not None:
        session.verify = str(settings.ca)
    for scheme in ("https://", "http://"):
        session.mount(scheme, TimeoutAdapter(max_retries=_retries(), pool_maxsize=settings.threads))
    return session


def _retries() -> Retry:
    """Reads only: journal fields append, and urllib3 would count PUT among what may be sent twice."""
    return Retry(
        total=2,
        backoff_factor=0.1,
        backoff_jitter=0.1,
        status_forcelist=(502, 503, 504),
        allowed_methods=frozenset({"GET", "HEAD"}),
        respect_retry_after_header=False,
        raise_on_status=False,
    )


def _body(response: requests.Response, end: float) -> bytes:
    chunks = []
    try:
        while chunk := response.raw.read1(65536, decode_content=True):
            chunks.append(chunk)
            if time.monotonic() > end:
                response.close()
                raise requests.ReadTimeout("the answer took too long")
    except (HTTPError, OSError) as error:
        raise requests.ConnectionError(type(error).__name__) from None
    return b"".join(chunks)


def _no_half_answer(response: requests.Response, *args: Any, **kwargs: Any) -> None:
    if not response.ok or response.status_code == 204:
        return
    try:
        body = response.json()
    except ValueError:
        raise BadAnswer("not JSON", response=response) from None
    if not isinstance(body, dict) or "error" in body or "result" not in body:
        raise BadAnswer("an error in a 200", response=response)
