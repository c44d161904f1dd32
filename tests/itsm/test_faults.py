"""Whatever goes wrong on the way, one key is one incident, and a failure is one of three words."""

from __future__ import annotations

import asyncio
import logging
import socket
import time

import pytest

from itsm.errors import Refused, Unavailable, UnknownOutcome
from itsm.servicenow import connect
from itsm.tickets import IncidentDraft


@pytest.fixture
async def draft(connected, practice):
    people = await connected().directory.people()
    practice.call("DELETE", "/sandbox/requests")
    return IncidentDraft(
        caller=people[0].id,
        short_description="Printer prints blank pages",
        description="Since this morning.",
        category="hardware",
        assignment_group="Workplace Services",
    )


LOST_ANSWERS = ["commit_then_drop", "500_after_commit", "truncated_json", "error_200", "commit_then_delay"]


@pytest.mark.parametrize("fault", LOST_ANSWERS)
async def test_a_create_whose_answer_is_lost_is_found_again(connected, practice, draft, key, fault):
    servicenow = connected(deadline_s=2.0)
    practice.fault(fault, seconds=3 if fault == "commit_then_delay" else 0)

    opened = await servicenow.tickets.open(draft, key=key)

    assert [row["number"] for row in practice.incidents(key)] == [opened.number]


@pytest.mark.parametrize("fault", ["drop_before_commit", "html_200"])
async def test_a_create_that_was_never_done_is_unknown_first_and_done_when_asked_again(
    connected, practice, draft, key, fault
):
    servicenow = connected(deadline_s=1.3)
    practice.fault(fault)

    with pytest.raises(UnknownOutcome):
        await servicenow.tickets.open(draft, key=key)
    opened = await servicenow.tickets.open(draft, key=key)

    assert [row["number"] for row in practice.incidents(key)] == [opened.number]


async def test_a_create_that_commits_late_and_the_one_sent_meanwhile_make_one_incident(
    connected, practice, draft, key
):
    servicenow = connected(deadline_s=1.3)
    practice.fault("delay_then_commit", seconds=1.5)

    with pytest.raises(UnknownOutcome):
        await servicenow.tickets.open(draft, key=key)
    opened = await servicenow.tickets.open(draft, key=key)
    await _until(lambda: len(_posts(practice)) == 2)

    assert [row["number"] for row in practice.incidents(key)] == [opened.number]


@pytest.mark.parametrize("fault", ["commit_then_drop", "500_after_commit"])
async def test_a_replica_that_lags_makes_no_second_incident(connected, practice, draft, key, fault):
    servicenow = connected(deadline_s=1.5)
    practice.fault(fault)
    practice.fault("read_lag", method="GET", seconds=60, times=8)

    with pytest.raises(UnknownOutcome):
        await servicenow.tickets.open(draft, key=key)
    practice.call("DELETE", "/sandbox/faults")
    practice.fault("read_lag", method="GET", seconds=60, times=2)
    opened = await servicenow.tickets.open(draft, key=key)

    assert len(_posts(practice)) == 2
    assert [row["number"] for row in practice.incidents(key)] == [opened.number]


async def test_two_processes_that_open_the_same_key_at_once_make_one_incident(
    connected, practice, draft, key
):
    action, outbox = connected(), connected()

    opened = await asyncio.gather(
        *(servicenow.tickets.open(draft, key=key) for servicenow in (action, outbox) for _ in range(10))
    )

    assert {ticket.number for ticket in opened} == {row["number"] for row in practice.incidents(key)}
    assert len(practice.incidents(key)) == 1


async def test_a_rate_limit_is_kept_by_all_until_it_is_over(connected, practice, draft, key):
    servicenow = connected()
    practice.fault("429", seconds=7)

    with pytest.raises(Unavailable) as first:
        await servicenow.tickets.open(draft, key=key)
    asked = len(practice.asked())
    with pytest.raises(Unavailable) as second:
        await servicenow.tickets.list(caller=draft.caller)

    assert first.value.retry_after == 7
    assert 6 < second.value.retry_after <= 7
    assert len(practice.asked()) == asked
    assert practice.incidents(key) == []


async def test_a_rate_limit_without_any_header_waits_a_minute(connected, practice, draft, key):
    practice.fault("429")

    with pytest.raises(Unavailable) as limited:
        await connected().tickets.open(draft, key=key)

    assert limited.value.retry_after == 60


async def test_a_write_that_was_turned_away_may_be_sent_again(connected, practice, draft, key):
    servicenow = connected()
    practice.fault("503", seconds=2)

    with pytest.raises(Unavailable) as away:
        await servicenow.tickets.open(draft, key=key)

    assert away.value.retry_after == 2
    assert (await servicenow.tickets.open(draft, key=key)).key == key


async def test_a_read_is_tried_again_and_a_write_is_not(connected, practice, draft, key):
    servicenow = connected()
    practice.fault("503", method="GET")

    assert await servicenow.tickets.by_key(key) is None
    assert [ask["status"] for ask in practice.asked()] == [503, 200]


@pytest.mark.parametrize("fault", ["html_200", "error_200", "truncated_json"])
async def test_a_read_that_is_half_an_answer_is_no_answer(connected, practice, draft, fault):
    practice.fault(fault, method="GET")

    with pytest.raises(Unavailable):
        await connected().tickets.list(caller=draft.caller)


async def test_nobody_waits_longer_than_the_deadline(connected, practice, draft, key):
    servicenow = connected(deadline_s=0.6)
    practice.fault("commit_then_delay", method="GET", seconds=5)
    start = time.monotonic()

    with pytest.raises(Unavailable):
        await servicenow.tickets.open(draft, key=key)

    assert time.monotonic() - start < 1.0


async def test_one_slow_answer_holds_up_nobody_else(connected, practice, draft):
    servicenow = connected()
    practice.fault("commit_then_delay", method="GET", seconds=1)
    slow = asyncio.create_task(servicenow.tickets.list(caller=draft.caller))
    await _until(lambda: not practice.call("GET", "/sandbox/faults"))
    start = time.monotonic()

    await asyncio.gather(*(servicenow.tickets.list(caller=draft.caller) for _ in range(20)))

    assert time.monotonic() - start < 0.9
    assert not slow.done()
    await slow


async def test_a_server_that_is_down_is_unavailable_at_once(draft, key, practice):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        servicenow = connect(practice.settings(url=f"http://127.0.0.1:{taken.getsockname()[1]}"))
        start = time.monotonic()
        with pytest.raises(Unavailable):
            await servicenow.tickets.open(draft, key=key)
        with pytest.raises(Unavailable):
            await servicenow.ping()
        servicenow.close()

    assert time.monotonic() - start < 2


@pytest.mark.parametrize("how", [{"password": "wrong"}, {"client_id": "demo", "client_secret": "wrong"}])
async def test_a_wrong_password_is_tried_once_a_minute(connected, practice, draft, key, how):
    servicenow = connected(**how)

    with pytest.raises(Unavailable, match="sign-in"):
        await servicenow.tickets.open(draft, key=key)
    asked = len(practice.asked())
    with pytest.raises(Unavailable):
        await servicenow.tickets.open(draft, key=key)

    assert len(practice.asked()) == asked == 1


async def test_an_account_without_roles_is_refused_with_the_servers_reason(connected):
    servicenow = connected(user="no.roles", password="no.roles")

    with pytest.raises(Refused, match="Failed API level ACL Validation"):
        await servicenow.ping()


@pytest.mark.parametrize(
    "how",
    [
        {"api_key": "demo-api-key"},
        {"client_id": "demo", "client_secret": "demo"},
        {"client_id": "demo", "client_secret": "demo", "auth": "password"},
    ],
)
async def test_every_way_to_sign_in_opens_and_reads(connected, draft, key, how):
    servicenow = connected(**how)

    opened = await servicenow.tickets.open(draft, key=key)

    assert await servicenow.tickets.find(opened.number, caller=draft.caller) == opened


@pytest.mark.parametrize("auth", ["client_credentials", "password"])
async def test_an_expired_token_is_renewed_without_anybody_noticing(connected, practice, draft, key, auth):
    servicenow = connected(client_id="demo", client_secret="demo", auth=auth)
    await servicenow.ping()
    practice.call("POST", "/sandbox/tokens/expire")

    opened = await servicenow.tickets.open(draft, key=key)

    assert [row["number"] for row in practice.incidents(key)] == [opened.number]


async def test_calls_at_once_never_mix_up_whose_incident_is_read(connected, practice):
    servicenow = connected()
    rows = practice.call("GET", "/api/now/table/incident", params={"sysparm_limit": "40"})
    owners = [(row["number"], row["caller_id"]["value"]) for row in rows if row["caller_id"]]

    found = await asyncio.gather(*(servicenow.tickets.find(number, caller=who) for number, who in owners))

    assert [(ticket.number, ticket.caller) for ticket in found if ticket] == owners


@pytest.mark.parametrize("fault", ["429", "500_after_commit", "commit_then_drop", "html_200"])
async def test_no_log_holds_a_secret_or_what_an_employee_wrote(
    connected, practice, draft, key, caplog, fault
):
    caplog.set_level(logging.DEBUG)
    words = IncidentDraft(
        **{**vars(draft), "description": "canary-words", "assignment_group": "canary-group"}
    )
    servicenow = connected(client_id="demo", client_secret="demo", auth="password", deadline_s=1.3)
    practice.fault(fault)

    said = []
    try:
        await servicenow.tickets.open(words, key=key)
    except (Unavailable, UnknownOutcome) as error:
        said += [repr(error), repr(error.__cause__)]
    logging.getLogger("urllib3").debug("canary: nobody hears this")

    said += [record.getMessage() for record in caplog.records if record.name != "asyncio"]
    for secret in ("canary", "access_token", draft.caller, key):
        assert secret not in "\n".join(said)


def _posts(practice) -> list[dict]:
    return [ask for ask in practice.asked() if ask["method"] == "POST" and ask["path"].endswith("/incident")]


async def _until(true) -> None:
    for _ in range(250):
        if await asyncio.to_thread(true):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("did not come true in five seconds")


async def test_an_answer_that_drips_frees_its_thread_at_the_deadline(practice):
    answers = 0

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal answers
        answers += 1
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"result":[]}'
        length = b"13" if answers > 1 else b"1000"
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length + b"\r\n\r\n"
        )
        if answers > 1:
            writer.write(body)
        while answers == 1:
            writer.write(b" ")
            await asyncio.sleep(0.05)
        writer.close()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        servicenow = connect(practice.settings(url=f"http://127.0.0.1:{port}", deadline_s=0.6, threads=1))
        with pytest.raises(Unavailable):
            await servicenow.ping()
        assert await servicenow.tickets.list(caller="a" * 32) == ()
        servicenow.close()
