"""A practice server of its own for these tests, and a plain HTTP client that is its admin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import requests

from sandbox.started import started

CLOCK = "2026-11-20T08:00:00Z"


class Api:
    """HTTP without any client library's opinion."""

    def __init__(self, url: str, account: str = "admin") -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.auth = (account, account)

    def __call__(self, method: str, path: str, **more) -> requests.Response:
        return self._session.request(method, self.url + path, timeout=10, **more)

    def rows(self, table: str, query: str = "", **parameters) -> list[dict]:
        named = {f"sysparm_{name}": value for name, value in parameters.items()}
        answer = self("GET", f"/api/now/table/{table}", params={"sysparm_query": query, **named})
        assert answer.status_code == 200
        return answer.json()["result"]

    def one(self, table: str, query: str) -> dict:
        """The only row, its references as plain ids."""
        (row,) = self.rows(table, query, exclude_reference_link="true")
        return row

    def create(self, table: str, **fields) -> dict:
        answer = self("POST", f"/api/now/table/{table}", json=fields)
        assert answer.status_code == 201, answer.text
        return answer.json()["result"]

    def change(self, table: str, sys_id: str, **fields) -> dict:
        answer = self("PATCH", f"/api/now/table/{table}/{sys_id}", json=fields)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def made(self, **fields) -> dict:
        return self.create("incident", **fields)

    def changed(self, row: dict, **fields) -> requests.Response:
        return self("PATCH", f"/api/now/table/incident/{row['sys_id']}", json=fields)

    def property(self, name: str, value: str) -> None:
        self.change("sys_properties", self.one("sys_properties", f"name={name}")["sys_id"], value=value)

    def fault(self, kind: str, **more) -> None:
        assert self("POST", "/sandbox/faults", json={"fault": kind, **more}).status_code == 201


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with started() as url:
        yield url


@pytest.fixture
def api(server: str) -> Iterator[Api]:
    yield Api(server)
    Api(server)("DELETE", "/sandbox/faults")


@pytest.fixture
def integration(server: str) -> Api:
    """The account with roles but not admin's."""
    return Api(server, "integration")


@pytest.fixture(scope="session")
def frozen_server() -> Iterator[str]:
    with started("--clock", CLOCK, "--frozen") as url:
        yield url


@pytest.fixture
def frozen(frozen_server: str) -> Api:
    """A server whose time stands still, back at its start for every test."""
    Api(frozen_server)("POST", "/sandbox/clock", json={"now": CLOCK, "frozen": True})
    return Api(frozen_server)


@pytest.fixture
def another() -> Iterator[Callable[..., Api]]:
    """Starts servers with arguments of a test's own."""
    with ExitStack() as stack:
        yield lambda *arguments: Api(stack.enter_context(started(*arguments)))
