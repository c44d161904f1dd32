"""A practice server of its own for these tests, and a plain HTTP client that is its admin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from sandbox.started import started


class Api:
    """HTTP without any client library's opinion."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.auth = ("admin", "admin")

    def __call__(self, method: str, path: str, **more) -> requests.Response:
        return self._session.request(method, self.url + path, timeout=10, **more)

    def rows(self, table: str, query: str = "", **parameters) -> list[dict]:
        named = {f"sysparm_{name}": value for name, value in parameters.items()}
        answer = self("GET", f"/api/now/table/{table}", params={"sysparm_query": query, **named})
        assert answer.status_code == 200
        return answer.json()["result"]

    def made(self, **fields) -> dict:
        answer = self("POST", "/api/now/table/incident", json=fields)
        assert answer.status_code == 201
        return answer.json()["result"]

    def changed(self, row: dict, **fields) -> requests.Response:
        return self("PATCH", f"/api/now/table/incident/{row['sys_id']}", json=fields)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with started() as url:
        yield url


@pytest.fixture
def api(server: str) -> Iterator[Api]:
    yield Api(server)
    Api(server)("DELETE", "/sandbox/faults")
