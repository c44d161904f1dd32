"""Whatever happens, at DEBUG and by every way to sign in: no secret and no word of an employee in any log."""

from __future__ import annotations

import logging
import uuid

import pytest

from itsm.errors import ItsmError
from itsm.tickets import Edit, File, IncidentDraft

CANARY = "canary-7f3a"
WAYS = {
    "basic": {"user": "admin", "password": "admin"},
    "api_key": {"api_key": "demo-api-key"},
    "client_credentials": {"client_id": "demo", "client_secret": "demo"},
    "password": {"client_id": "demo", "client_secret": "demo", "auth": "password"},
}
WRONG = {
    "basic": {"user": "admin", "password": CANARY},
    "api_key": {"api_key": CANARY},
    "client_credentials": {"client_id": "demo", "client_secret": CANARY},
    "password": {"client_id": "demo", "client_secret": "demo", "auth": "password", "password": CANARY},
}


@pytest.mark.parametrize("way", WAYS)
async def test_a_working_day_leaves_no_secret_in_any_log(connected, practice, caplog, way):
    caplog.set_level(logging.DEBUG)
    for name in ("", "urllib3", "requests", "oauthlib", "requests_oauthlib", "pysnow"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    servicenow = connected(**WAYS[way], deadline_s=2.0, settle_s=0.1)
    people = {person.user_name: person.id for person in await servicenow.directory.people(limit=300)}
    ana = people["giulia.marchetti"]
    said = []
    for fault in ("", "500_after_commit", "html_200", "commit_then_drop", "acl_deny", "401"):
        if fault:
            practice.fault(fault)
            practice.fault(fault, method="PATCH")
        servicenow.gate._not_before = 0.0
        said += await _day(servicenow, ana)

    _nothing_secret(said, caplog, ["Bearer ", "access_token", "Basic ", "demo-api-key", CANARY])


@pytest.mark.parametrize("way", WRONG)
async def test_a_refused_secret_is_not_logged_either(connected, caplog, way):
    caplog.set_level(logging.DEBUG)
    servicenow = connected(**WRONG[way])
    said = []
    with pytest.raises(ItsmError) as refused:
        await servicenow.tickets.by_key(str(uuid.uuid4()))
    said += [repr(refused.value), repr(refused.value.__cause__), str(refused.value)]

    _nothing_secret([*said, repr(servicenow), repr(servicenow.gate)], caplog, [CANARY])


async def _day(servicenow, ana: str) -> list[str]:
    said = []
    words = {"caller": ana, "short_description": CANARY, "description": CANARY, "category": "network"}
    number, key = "INC0010001", str(uuid.uuid4())
    moves = [
        lambda: servicenow.tickets.open(IncidentDraft(**words, assignment_group=CANARY), key=key),
        lambda: servicenow.tickets.comment(number, CANARY, caller=ana, key=str(uuid.uuid4())),
        lambda: servicenow.tickets.update(number, Edit(category=CANARY), caller=ana, key=str(uuid.uuid4())),
        lambda: servicenow.tickets.attach(number, File(CANARY, "text/plain", b"canary-7f3a"), caller=ana),
        lambda: servicenow.directory.by_email(f"{CANARY}@larkfield.example"),
        lambda: servicenow.catalogue.search(CANARY),
        lambda: servicenow.trouble.similar(
            category=CANARY, subcategory="", since=_when(), caller=ana
        ),
    ]  # fmt: skip
    for move in moves:
        try:
            found = await move()
            number = getattr(found, "number", number)
        except ItsmError as error:
            said += [repr(error), repr(error.__cause__)]
    return said


def _when():
    from datetime import datetime, timezone

    return datetime.now(timezone.utc)


def _nothing_secret(said: list[str], caplog, secrets: list[str]) -> None:
    lines = [record.getMessage() for record in caplog.records if record.name != "asyncio"]
    lines += [str(record.exc_info) for record in caplog.records if record.exc_info]
    for secret in secrets:
        assert secret not in "\n".join([*said, *lines]), secret
