"""The ports over memory and over a real practice server, behind one set of verbs."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import requests

from itsm.directory import Directory, Person
from itsm.memory import MemoryDirectory, MemoryTickets
from itsm.servicenow import ServiceNow, ServiceNowSettings, connect
from itsm.tickets import Comment, IncidentDraft, Ticket, Tickets
from sandbox.started import started

ROOT = Path(__file__).parents[2]
ANA = Person(id="a" * 32, user_name="ana", name="Ana Lopez", email="ana@larkfield.example")
BEN = Person(id="b" * 32, user_name="ben", name="Ben Ode", email="ben@larkfield.example", groups=("Network",))


@dataclass
class Practice:
    """A practice server and what an agent or an admin does there."""

    url: str
    ca: Path | None = None

    def __post_init__(self) -> None:
        self._session = requests.Session()
        self._session.auth = ("admin", "admin")
        self._session.verify = str(self.ca) if self.ca else True
        self._session.trust_env = False

    def fault(self, kind: str, *, method: str = "POST", table: str = "incident", **more: object) -> None:
        match = {"method": method, "table": table}
        self.call("POST", "/sandbox/faults", json={"fault": kind, "match": match, **more})

    def call(self, method: str, path: str, **more: Any) -> Any:
        response = self._session.request(method, self.url + path, timeout=10, **more)
        response.raise_for_status()
        return response.json()["result"] if response.content else None

    def incidents(self, key: str) -> list[dict[str, Any]]:
        params = {"sysparm_query": f"correlation_id={key}", "sysparm_display_value": "all"}
        rows = self.call("GET", "/api/now/table/incident", params=params)
        return [{name: cell["display_value"] for name, cell in row.items()} for row in rows]

    def change(self, number: str, **fields: str) -> None:
        found = self.call("GET", "/api/now/table/incident", params={"number": number})[0]
        self.call("PATCH", f"/api/now/table/incident/{found['sys_id']}", json=fields)

    def asked(self) -> list[dict[str, Any]]:
        return list(self.call("GET", "/sandbox/requests"))

    def reset(self) -> None:
        self.call("DELETE", "/sandbox/faults")
        self.call("DELETE", "/sandbox/requests")

    def settings(self, **more: object) -> ServiceNowSettings:
        return ServiceNowSettings.model_validate({"url": self.url, "ca": self.ca, **more})


@dataclass
class Bench:
    """One implementation of the ports: two people known to it, and what an agent does."""

    tickets: Tickets
    directory: Directory
    ana: Person
    ben: Person
    practice: Practice | None = None

    def draft(self, **more: object) -> IncidentDraft:
        fields: dict[str, Any] = {
            "caller": self.ana.id,
            "short_description": "VPN client drops every few minutes",
            "description": "It says error 809.",
            "category": "network",
            "subcategory": "vpn",
            "assignment_group": "Network Operations",
        }
        return IncidentDraft(**{**fields, **more})

    def agent_comments(self, number: str, text: str) -> None:
        if self.practice:
            self.practice.change(number, comments=text)
        else:
            comment = Comment(datetime.now(timezone.utc), "System Administrator", text)
            self._memory.change(number, comment=comment)

    def agent_closes(self, number: str) -> None:
        if self.practice:
            self.practice.change(number, state="7", close_code="Solution provided", close_notes="done")
        else:
            self._memory.change(number, state="closed")

    def agent_holds(self, number: str) -> None:
        if self.practice:
            self.practice.change(number, state="3", hold_reason="1", comments="Which version?")
        else:
            self._memory.change(number, state="on_hold")

    def attached(self, ticket: Ticket) -> list[tuple[str, int]]:
        """Names and sizes of an incident's files."""
        if not self.practice:
            return [(file.name, len(file.content)) for file in self._memory.files[ticket.number]]
        found = self.practice.call("GET", "/api/now/attachment", params={"table_sys_id": ticket.sys_id})
        return sorted((row["file_name"], int(row["size_bytes"])) for row in found)

    def watching(self, ticket: Ticket) -> list[str]:
        if not self.practice:
            return self._memory.watchers[ticket.number]
        row = self.practice.call("GET", f"/api/now/table/incident/{ticket.sys_id}")
        return str(row["watch_list"]).split(",")

    def kept(self, key: str) -> list[dict[str, Any]]:
        """The incidents of a key as an agent sees them: description and work notes."""
        if self.practice:
            return self.practice.incidents(key)
        mine = [t for t in self._memory._tickets.values() if t.key == key]
        return [
            {
                "description": self._memory.descriptions[t.number],
                "work_notes": "".join(self._memory.work_notes[t.number]),
            }
            for t in mine
        ]

    @property
    def _memory(self) -> MemoryTickets:
        assert isinstance(self.tickets, MemoryTickets)
        return self.tickets


@pytest.fixture(scope="session")
def running() -> Iterator[Practice]:
    with started() as url:
        yield Practice(url)


@pytest.fixture(scope="session")
def running_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
    ]
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-out", str(cert), "-keyout", str(key)]
    subprocess.run([*command, *files], check=True, capture_output=True)
    with started("--tls", str(cert), str(key)) as url:
        yield Practice(url, ca=cert)


@pytest.fixture
def practice(running: Practice) -> Iterator[Practice]:
    """The practice server, with no fault waiting and nothing recorded."""
    running.reset()
    yield running
    running.reset()


@pytest.fixture
def connected(practice: Practice) -> Iterator[Any]:
    """Makes a ServiceNow of settings; each is closed in the end."""
    made: list[ServiceNow] = []

    def make(**more: object) -> ServiceNow:
        made.append(connect(practice.settings(**more)))
        return made[-1]

    yield make
    for servicenow in made:
        servicenow.close()


SERVERS = {
    "memory": {},
    "http": {},
    "https": {},
    "http_without_admin": {"user": "integration", "password": "integration"},
}


@pytest.fixture(params=SERVERS)
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    """Every implementation of the ports."""
    if request.param == "memory":
        tickets = MemoryTickets(
            callers={ANA.id, BEN.id}, groups={"Network Operations"}, problems={"PRB0000001"}
        )
        yield Bench(tickets, MemoryDirectory([BEN, ANA]), ANA, BEN)
        return
    practice: Practice = request.getfixturevalue("running_tls" if request.param == "https" else "running")
    practice.reset()
    servicenow = connect(practice.settings(**SERVERS[request.param]))
    people = {person.user_name: person for person in await servicenow.directory.people(limit=500)}
    ana, ben = people["giulia.marchetti"], people["stefan.vogel"]
    yield Bench(servicenow.tickets, servicenow.directory, ana, ben, practice)
    servicenow.close()


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())
