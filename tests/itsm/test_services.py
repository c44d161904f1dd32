"""The ports beside tickets and people: the same promises kept in memory and over http."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from itsm.catalogue import Catalogue, Item, Order, Question
from itsm.chats import Chat, Chats
from itsm.cursor import Cursor
from itsm.directory import Accounts, AccountState, AuditLine
from itsm.errors import IllegalMove, NotFound, Refused
from itsm.knowledge import Knowledge
from itsm.memory import (
    MemoryAccounts,
    MemoryCatalogue,
    MemoryChats,
    MemoryKnowledge,
    MemoryRemoteHelp,
    MemoryStock,
    MemoryTickets,
    MemoryTrouble,
)
from itsm.remote_help import RemoteHelp
from itsm.servicenow import connect
from itsm.servicenow.query import UnsafeValue
from itsm.step_up import Proof
from itsm.stock import Stock
from itsm.tickets import IncidentDraft, Tickets
from itsm.trouble import KnownError, Outage, Trouble

LINK = "https://help.example/{session}"


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _key() -> str:
    return str(uuid.uuid4())


class Lines:
    def __init__(self) -> None:
        self.lines: list[AuditLine] = []

    def keep(self, line: AuditLine) -> None:
        self.lines.append(line)


@dataclass
class Services:
    """All ports of one implementation, and who and what exists there."""

    catalogue: Catalogue
    stock: Stock
    knowledge: Knowledge
    trouble: Trouble
    chats: Chats
    accounts: Accounts
    remote_help: RemoteHelp
    tickets: Tickets
    audit: Any
    ana: str
    ben: str
    model: str
    free_item: str
    approved_item: str
    practice: Any = None

    async def incident(self, **more: str) -> Any:
        draft = IncidentDraft(self.ana, "VPN drops", "Error 809", "network", **more)
        return await self.tickets.open(draft, key=_key())


LAPTOP = Item("3" * 32, "Standard laptop", "A 14-inch laptop", questions=(
    Question("operating_system", "Which system?", True, ("windows", "macos")),
))  # fmt: skip
MONITOR = Item("4" * 32, "27-inch monitor", "A second screen for the desk")
VPN_OUTAGE = Outage("OUT0000001", "VPN", "outage", _now() - timedelta(hours=1), "VPN gateway does not answer")
SYNC = KnownError("PRB0000001", "Outlook search finds nothing", "Rebuild the search index.")


@pytest.fixture(params=["memory", "http", "https"])
async def services(request) -> AsyncIterator[Services]:
    if request.param == "memory":
        yield _in_memory()
        return
    practice = request.getfixturevalue("practice" if request.param == "http" else "running_tls")
    audit = Lines()
    sn = connect(practice.settings(remote_help_link=LINK), audit=audit)
    people = {person.user_name: person for person in await sn.directory.people(limit=300)}
    items = {item.name: item.id for item in await sn.catalogue.search("", limit=200)}
    model = practice.call("GET", "/api/now/table/cmdb_model", params={"name": "Lark Book 14"})[0]["sys_id"]
    yield Services(
        sn.catalogue, sn.stock, sn.knowledge, sn.trouble, sn.chats, sn.accounts, sn.remote_help, sn.tickets,
        audit, people["giulia.marchetti"].id, people["stefan.vogel"].id, model,
        items["27-inch monitor"], items["Standard laptop"], practice,
    )  # fmt: skip
    sn.close()


def _in_memory() -> Services:
    ana, ben = "a" * 32, "b" * 32
    tickets, accounts = MemoryTickets(), MemoryAccounts({ana: AccountState(True, False)}, factors={ana: 1})
    catalogue = MemoryCatalogue([LAPTOP, MONITOR], {ana, ben}, lambda i, p: ben if i == LAPTOP.id else "")
    knowledge = MemoryKnowledge()
    return Services(
        catalogue, MemoryStock({("m", "Milan"): 7}, {ana, ben}), knowledge,
        MemoryTrouble(tickets, [VPN_OUTAGE], [SYNC]), MemoryChats(), accounts,
        MemoryRemoteHelp(tickets, LINK), tickets, accounts.audit, ana, ben, "m", MONITOR.id, LAPTOP.id,
    )  # fmt: skip


def _laptop(services: Services, **more: Any) -> Order:
    return Order(services.approved_item, services.ana, _now(), answers={"operating_system": "macos"}, **more)


async def test_what_can_be_ordered_is_found_by_its_words_and_asks_its_questions(services):
    found = await services.catalogue.search("laptop")
    whole = await services.catalogue.item(services.approved_item)

    assert "Standard laptop" in [item.name for item in found]
    assert next((q.name, q.mandatory, q.choices) for q in whole.questions) == (
        "operating_system",
        True,
        ("windows", "macos"),
    )
    assert await services.catalogue.item("0" * 32) is None


async def test_one_key_orders_once_however_often_and_however_many_at_once(services):
    key, order = _key(), Order(services.free_item, services.ana, _now())
    made = await asyncio.gather(*(services.catalogue.order(order, key=key) for _ in range(5)))
    again = await services.catalogue.order(order, key=key)

    assert {request.number for request in made} == {again.number}
    mine = await services.catalogue.list(caller=services.ana, limit=50)
    assert [request.number for request in mine if request.key == key] == [again.number]
    whole = await services.catalogue.find(again.number, caller=services.ana)
    assert whole.items == ("27-inch monitor",)
    assert whole.stage == "in_progress"


async def test_nobody_else_sees_a_request(services):
    made = await services.catalogue.order(Order(services.free_item, services.ana, _now()), key=_key())

    assert await services.catalogue.find(made.number, caller=services.ben) is None
    assert made.number not in [r.number for r in await services.catalogue.list(caller=services.ben, limit=50)]


@pytest.mark.parametrize("answers", [{}, {"operating_system": "beos"}])
async def test_an_order_without_a_right_answer_is_refused_and_nothing_is_ordered(services, answers):
    before = await services.catalogue.list(caller=services.ana, limit=100)
    with pytest.raises(Refused, match="operating_system"):
        await services.catalogue.order(
            Order(services.approved_item, services.ana, _now(), answers=answers), key=_key()
        )

    assert await services.catalogue.list(caller=services.ana, limit=100) == before


async def test_what_needs_a_yes_waits_for_it_and_goes_on_with_it(services):
    made = await services.catalogue.order(_laptop(services), key=_key())
    approver = await _approver_of(services, made)
    asked = [a for a in await services.catalogue.approvals(approver=approver) if _about(services, a, made)]

    assert (await services.catalogue.find(made.number, caller=services.ana)).stage == "waiting_for_approval"
    with pytest.raises(NotFound):
        await services.catalogue.decide(asked[0].id, "approved", reason="", approver="c" * 32)
    decided = await services.catalogue.decide(asked[0].id, "approved", reason="", approver=approver)
    again = await services.catalogue.decide(asked[0].id, "approved", reason="", approver=approver)

    assert decided.state == again.state == "approved"
    with pytest.raises(IllegalMove):
        await services.catalogue.decide(asked[0].id, "rejected", reason="no", approver=approver)
    assert (await services.catalogue.find(made.number, caller=services.ana)).stage == "in_progress"


async def test_a_no_needs_a_reason(services):
    with pytest.raises(Refused, match="reason"):
        await services.catalogue.decide("a" * 32, "rejected", reason=" ", approver=services.ben)


async def test_fifty_reservations_at_once_take_what_there_is_and_no_more(services):
    there = sum(level.available for level in await services.stock.levels(services.model))
    keys = [_key() for _ in range(50)]

    async def reserve(key: str) -> Any:
        while True:  # a busy stockroom says so, and the caller comes again
            try:
                return await services.stock.reserve(services.model, person=services.ana, key=key)
            except Exception as error:
                if type(error).__name__ != "Unavailable":
                    raise

    made = await asyncio.gather(*(reserve(key) for key in keys))
    taken = [reservation for reservation in made if reservation]

    assert 0 < there < 50
    assert len(taken) == there
    assert sum(level.available for level in await services.stock.levels(services.model)) == 0
    if services.practice:
        assert len({reservation.asset for reservation in taken}) == there, "each piece once"
    for key, reservation in zip(keys, made, strict=True):
        if reservation:
            assert await services.stock.reserve(services.model, person=services.ana, key=key) == reservation
            assert await services.stock.release(reservation, key=key)
            assert not await services.stock.release(reservation, key=key)
    assert sum(level.available for level in await services.stock.levels(services.model)) == there


async def test_a_heap_has_one_less_for_each_reservation_and_is_never_below_zero(services):
    if services.practice:
        heaps = services.practice.call(
            "GET", "/api/now/table/alm_consumable", params={"sysparm_query": "quantity>5^install_status=6"}
        )
        model = heaps[0]["model"]["value"]
    else:
        model = services.model
    before = sum(level.available for level in await services.stock.levels(model))
    made = [
        (key, await services.stock.reserve(model, person=services.ana, key=key))
        for key in (_key() for _ in range(3))
    ]

    assert all(reservation for _, reservation in made)
    assert sum(level.available for level in await services.stock.levels(model)) == before - 3
    for key, reservation in made:
        assert await services.stock.release(reservation, key=key)
    assert sum(level.available for level in await services.stock.levels(model)) == before


async def test_an_article_is_written_read_changed_and_noticed_once(services):
    start = Cursor(_now() - timedelta(seconds=5))
    _, start = await services.knowledge.changed_since(start)
    key = _key()
    made = await services.knowledge.write("VPN error 809", "<p>Restart the client.</p>", key=key)
    again = await services.knowledge.write("VPN error 809", "<p>Restart the client.</p>", key=key)
    first, cursor = await services.knowledge.changed_since(start)
    second, cursor = await services.knowledge.changed_since(cursor)
    await services.knowledge.write("VPN error 809", "<p>Update it.</p>", key=_key(), number=made.number)
    third, cursor = await services.knowledge.changed_since(cursor)

    assert again.number == made.number
    assert [article.number for article in first] == [made.number]
    assert second == ()
    assert [(article.number, article.text) for article in third] == [(made.number, "<p>Update it.</p>")]
    assert (await services.knowledge.read(made.number)).state == "draft"


async def test_use_and_feedback_count_once_per_key(services):
    made = await services.knowledge.write("How to print", "<p>Press print.</p>", key=_key())
    used, said = _key(), _key()
    for _ in range(2):
        await services.knowledge.used(made.number, person=services.ana, key=used)
        await services.knowledge.feedback(
            made.number, person=services.ana, helped=False, words="no", key=said
        )

    if services.practice:
        for table in ("kb_use", "kb_feedback"):
            rows = services.practice.call("GET", f"/api/now/table/{table}", params={"article": made.id})
            assert len(rows) == 1, table
    with pytest.raises(NotFound):
        await services.knowledge.used("KB9999999", person=services.ana, key=_key())


async def test_outages_are_what_is_out_now(services):
    if services.practice:
        ci = services.practice.call("GET", "/api/now/table/cmdb_ci_service", params={"sysparm_limit": "1"})[0]
        begin = (_now() - timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
        row = {"cmdb_ci": ci["sys_id"], "type": "outage", "begin": begin, "short_description": "It is out"}
        services.practice.call("POST", "/api/now/table/cmdb_ci_outage", json=row)
    now = await services.trouble.outages(_now())

    assert now[0].begin < _now()
    assert now[0].end is None or now[0].end > _now()
    assert await services.trouble.outages(_now() - timedelta(days=4000)) == ()


async def test_others_with_the_same_are_a_count_without_oneself(services):
    since = _now() - timedelta(minutes=5)
    kind = {"category": "network", "subcategory": "wireless"}
    before = await services.trouble.similar(**kind, since=since, caller=services.ben)
    await services.incident(subcategory="wireless")

    assert await services.trouble.similar(**kind, since=since, caller=services.ben) == before + 1
    assert await services.trouble.similar(**kind, since=since, caller=services.ana) == before
    assert await services.trouble.similar(
        category="x^ORactive=true", subcategory="", since=since, caller=services.ana
    ) == 0  # fmt: skip


async def test_known_errors_share_words_and_have_a_workaround(services):
    every = await services.trouble.known_errors("Outlook search finds nothing in the archive", limit=5)

    assert all(error.workaround and "<" not in error.workaround for error in every)
    assert await services.trouble.known_errors("zebra crossing") == ()
    if not services.practice:
        assert every == (SYNC,)


async def test_every_chat_leaves_one_record(services):
    key = _key()
    incident = await services.incident()
    chat = Chat(
        services.ana, "web", "VPN drops " * 30, "solved", _now(), _now(), "words", incident=incident.sys_id
    )
    numbers = {await services.chats.record(chat, key=key) for _ in range(3)}

    assert len(numbers) == 1
    if services.practice:
        row = services.practice.call(
            "GET", "/api/now/table/interaction", params={"number": next(iter(numbers))}
        )[0]
        assert row["opened_for"]["value"] == services.ana
        assert row["state"] == "closed_complete"
        assert len(row["short_description"]) <= 160
        links = services.practice.call(
            "GET", "/api/now/table/interaction_related_record", params={"interaction": row["sys_id"]}
        )
        assert [link["document_id"] for link in links] == [incident.sys_id]


async def test_nothing_is_said_or_done_about_an_account_without_a_proof_for_it_now(services):
    old = Proof(services.ana, "code:phone", _now() - timedelta(minutes=11))
    others = Proof(services.ben, "code:phone", _now())
    for proof in (old, others):
        with pytest.raises(Refused, match="proof"):
            await services.accounts.state(services.ana, proof=proof)
        with pytest.raises(Refused, match="proof"):
            await services.accounts.perform("unlock", services.ana, proof=proof, key=_key())

    assert [line.result for line in services.audit.lines] == ["refused", "refused"]


async def test_a_rehearsal_changes_nothing_and_is_audited_like_the_thing_itself(services):
    if services.practice:
        services.practice.call(
            "PATCH", f"/api/now/table/sys_user/{services.ana}", json={"locked_out": "true"}
        )
    proof = Proof(services.ana, "code:phone", _now())
    rehearsed = await services.accounts.perform(
        "unlock", services.ana, proof=proof, key=_key(), rehearse=True
    )
    between = await services.accounts.state(services.ana, proof=proof)
    done = await services.accounts.perform("unlock", services.ana, proof=proof, key=_key())
    reset = await services.accounts.perform("reset_password", services.ana, proof=proof, key=_key())

    assert (rehearsed.locked, between.locked, done.locked) == (False, True, False)
    assert reset.must_reset
    lines = [(line.operation, line.result, line.way) for line in services.audit.lines]
    assert lines == [
        ("unlock", "rehearsed", "code:phone"),
        ("unlock", "done", "code:phone"),
        ("reset_password", "done", "code:phone"),
    ]


async def test_who_enrols_a_second_factor_anew_has_the_old_ones_removed_and_nobody_else(services):
    if not services.practice:
        factors = services.accounts.factors
        factors[services.ben] = 1
    else:
        for person in (services.ana, services.ana, services.ben):
            row = {"user": person, "validated": "true"}
            services.practice.call("POST", "/api/now/table/user_multifactor_auth", json=row)
    proof = Proof(services.ana, "code:phone", _now())
    for rehearse in (True, False):
        await services.accounts.perform(
            "re_enrol_mfa", services.ana, proof=proof, key=_key(), rehearse=rehearse
        )

    assert _factors(services, services.ana) == 0
    assert _factors(services, services.ben) == 1


def _factors(services: Services, person: str) -> int:
    if not services.practice:
        return services.accounts.factors.get(person, 0)
    table = "/api/now/table/user_multifactor_auth"
    return len(services.practice.call("GET", table, params={"sysparm_query": f"user={person}"}))


async def test_help_on_the_screen_and_a_visit_belong_to_ones_own_incident(services):
    incident = await services.incident()
    key = _key()
    invited = await services.remote_help.invite(incident.number, caller=services.ana, key=key)
    again = await services.remote_help.invite(incident.number, caller=services.ana, key=key)
    visit = _key()
    orders = {
        await services.remote_help.visit(incident.number, caller=services.ana, text="Come", key=visit)
        for _ in range(2)
    }

    assert invited.link == again.link
    assert invited.link.startswith("https://help.example/")
    assert len(orders) == 1
    assert services.remote_help.has_tool
    for _ in range(2):
        await services.remote_help.withdraw(incident.number, caller=services.ana, key=key[::-1])
    for move in (
        services.remote_help.withdraw(incident.number, caller=services.ben, key=_key()),
        services.remote_help.invite(incident.number, caller=services.ben, key=_key()),
        services.remote_help.visit(incident.number, caller=services.ben, text="x", key=_key()),
    ):
        with pytest.raises(NotFound):
            await move


async def _approver_of(services: Services, made: Any) -> str:
    if not services.practice:
        return services.ben
    rows = services.practice.call(
        "GET",
        "/api/now/table/sysapproval_approver",
        params={"sysparm_query": f"sysapproval.parent={made.id}^ORsysapproval={made.id}"},
    )
    return str(rows[0]["approver"]["value"])


def _about(services: Services, approval: Any, made: Any) -> bool:
    """An approval is for the request or for an item of it."""
    if not services.practice:
        return bool(approval.subject == made.number)
    rows = services.practice.call(
        "GET", "/api/now/table/sc_req_item", params={"sysparm_query": f"request={made.id}"}
    )
    return approval.subject in {made.number, *(row["number"] for row in rows)}


async def test_a_model_is_found_by_its_whole_name_only(services):
    if not services.practice:
        assert await services.stock.model(services.model) == services.model
        return
    assert await services.stock.model("Headset BT 200")
    assert await services.stock.model("Headset BT") == ""
    with pytest.raises(UnsafeValue):
        await services.stock.model("^active=true")
