"""Where the fault matrix takes place: a practice server, and connections of which one request fails."""

from __future__ import annotations

from typing import Any

from matrix_operations import Setting
from requests.auth import AuthBase

from itsm.servicenow import ServiceNow, connect
from sandbox.faults import HEADER

SECONDS = {
    "delay_then_commit": 0.6,
    "commit_then_delay": 0.6,
    "drip": 0.2,
    "429": 1,
    "503": 1,
    "read_lag": 60,
}
LINK = "https://help.example/{session}"


class Spoilt(AuthBase):
    """Signs as before, and lets the ``nth`` request (from 1) meet the fault; 0 only counts."""

    def __init__(self, inner: AuthBase, fault: str, nth: int) -> None:
        self.inner, self.fault, self.nth, self.seen = inner, fault, nth, 0

    def __call__(self, request: Any) -> Any:
        self.seen += 1
        if self.seen == self.nth:
            request.headers[HEADER] = self.fault
        return self.inner(request)


async def set_out(practice: Any, clean: ServiceNow) -> Setting:
    """People, an item, a well-filled stockroom and a problem, as they are there."""
    people = {person.user_name: person.id for person in await clean.directory.people(limit=300)}
    items = {item.name: item.id for item in await clean.catalogue.search("", limit=200)}
    heap = practice.call("GET", "/api/now/table/alm_consumable", params={"sysparm_query": "quantity>5"})[0]
    for row in practice.call(
        "GET", "/api/now/table/alm_consumable", params={"model": heap["model"]["value"]}
    ):
        practice.call("PATCH", f"/api/now/table/alm_consumable/{row['sys_id']}", json={"quantity": "5000"})
    problem = practice.call("GET", "/api/now/table/problem", params={"sysparm_limit": "1"})[0]["number"]
    return Setting(
        practice, clean, people["giulia.marchetti"], people["stefan.vogel"],
        items["27-inch monitor"], heap["model"]["value"], problem, iter([*people.values()] * 2),
    )  # fmt: skip


def connected(setting: Setting) -> ServiceNow:
    way = {"client_id": "demo", "client_secret": "demo"}
    return connect(
        setting.practice.settings(deadline_s=3.0, settle_s=0.9, threads=2, remote_help_link=LINK, **way)
    )


def spoil(servicenow: ServiceNow, fault: str, nth: int) -> Spoilt:
    session = servicenow.gate._client.session
    kind = fault.partition(";")[0]
    seconds = f"; seconds={SECONDS[kind]}" if kind in SECONDS else ""
    session.auth = Spoilt(session.auth, fault + seconds, nth)
    return session.auth
