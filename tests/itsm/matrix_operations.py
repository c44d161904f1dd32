"""What the fault matrix lets fail: every operation that writes, and how often the thing of a key is done."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from itsm.catalogue import Order
from itsm.chats import Chat
from itsm.problems import ProblemDraft
from itsm.servicenow import ServiceNow
from itsm.servicenow.opening import own_id
from itsm.step_up import Proof
from itsm.tickets import Edit, File, IncidentDraft, Ticket

WORDS = "Wörter, “quotes” & a ^ in 日本語"


@dataclass(frozen=True)
class Setting:
    """What a case may use: people, a clean connection, an item to order, a model to put aside.

    ``apart`` gets the keys of problems whose incident is not linked to them.
    """

    practice: Any
    clean: ServiceNow
    ana: str
    ben: str
    item: str
    model: str
    problem: str
    others: Iterator[str]
    apart: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Operation:
    """``count`` says how often the thing of a key is done, fields and all."""

    before: Callable[[Setting], Awaitable[Ticket | None]]
    act: Callable[[ServiceNow, Setting, Ticket | None, str], Awaitable[object]]
    count: Callable[[Setting, Ticket | None, str], int]


async def nothing(setting: Setting) -> None:
    return None


async def an_incident(setting: Setting) -> Ticket:
    draft = IncidentDraft(setting.ana, "VPN drops", "Error 809", "network")
    return await setting.clean.tickets.open(draft, key=str(uuid.uuid4()))


async def a_resolved_one(setting: Setting) -> Ticket:
    made = await an_incident(setting)
    key = str(uuid.uuid4())
    return await setting.clean.tickets.resolve(
        made.number, ending="solved", notes="ok", caller=setting.ana, key=key
    )


def rows(setting: Setting, table: str, query: str) -> list[dict[str, Any]]:
    return list(setting.practice.call("GET", f"/api/now/table/{table}", params={"sysparm_query": query}))


def opened(setting: Setting, ticket: Ticket | None, key: str) -> int:
    found = rows(setting, "incident", f"correlation_id={key}")
    for row in found:
        whole = row["description"] == WORDS * 5 and row["short_description"] == WORDS
        assert whole or _full_text(setting, row["sys_id"]) == f"{WORDS}\n\n{WORDS * 5}"
        assert row["caller_id"]["value"] == setting.ana
    return len(found)


def _full_text(setting: Setting, sys_id: str) -> str:
    files = rows(setting, "sys_attachment", f"table_sys_id={sys_id}^file_name=full-text.txt")
    assert len(files) == 1, "the full text is attached once"
    address = f"{setting.practice.url}/api/now/attachment/{files[0]['sys_id']}/file"
    return str(setting.practice._session.get(address, timeout=10).content.decode())


def written(element: str, **fields: str) -> Callable[[Setting, Ticket | None, str], int]:
    def count(setting: Setting, ticket: Ticket | None, key: str) -> int:
        assert ticket is not None
        entries = rows(setting, "sys_journal_field", f"element_id={ticket.sys_id}^valueLIKE[ref:{key}]")
        assert {entry["element"] for entry in entries} <= {element}
        row = rows(setting, "incident", f"sys_id={ticket.sys_id}")[0]
        for name, value in fields.items():
            assert (row[name] == value) == bool(entries), f"{name} and its journal go together"
        return len(entries)

    return count


def attached(setting: Setting, ticket: Ticket | None, key: str) -> int:
    assert ticket is not None
    return len(rows(setting, "sys_attachment", f"table_sys_id={ticket.sys_id}"))


def has(field: str, value: Callable[[Setting], str]) -> Callable[[Setting, Ticket | None, str], int]:
    def count(setting: Setting, ticket: Ticket | None, key: str) -> int:
        assert ticket is not None
        found = rows(setting, "incident", f"sys_id={ticket.sys_id}")[0][field]
        text = found["value"] if isinstance(found, dict) else found
        return text.split(",").count(value(setting))

    return count


def ordered(setting: Setting, ticket: Ticket | None, key: str) -> int:
    assert ticket is not None
    since = ticket.opened_at.strftime("%Y-%m-%d %H:%M:%S")
    query = f"requested_for={ticket.caller}^cat_item={setting.item}^sys_created_on>={since}"
    return len(rows(setting, "sc_req_item", query))


def put_aside(setting: Setting, ticket: Ticket | None, key: str) -> int:
    return len(rows(setting, "alm_asset", f"commentsLIKE[ref:{key}]"))


def recorded(setting: Setting, ticket: Ticket | None, key: str) -> int:
    return len(rows(setting, "interaction", f"short_descriptionENDSWITH[{key}]^ORsys_id={own_id(key)}"))


def rated(setting: Setting, ticket: Ticket | None, key: str) -> int:
    return len(rows(setting, "kb_feedback", f"session_id={key}"))


async def somebody(setting: Setting) -> Ticket:
    """Another person for each case: an order has no key until it has one, so they are counted by person."""
    now = datetime.now(timezone.utc)
    return Ticket("", "", "new", "", next(setting.others), now, now, 5, "")


def proposed(setting: Setting, ticket: Ticket | None, key: str) -> int:
    assert ticket is not None
    found = rows(setting, "problem", f"correlation_id={key}")
    linked = has("problem_id", lambda _: found[0]["sys_id"] if found else "none")
    if linked(setting, ticket, key) != len(found):
        setting.apart.add(key)
    return len(found)


def visiting(setting: Setting, ticket: Ticket | None, key: str) -> int:
    assert ticket is not None
    found = rows(setting, "wm_order", f"correlation_id={key}")
    assert {row["initiated_from"]["value"] for row in found} <= {ticket.sys_id}
    return len(found)


def drafted(setting: Setting, ticket: Ticket | None, key: str) -> int:
    found = rows(setting, "kb_knowledge", f"meta=ref {key}")
    assert {row["text"] for row in found} <= {WORDS}
    return len(found)


async def locked(setting: Setting) -> Ticket:
    """Another person for each case, who cannot sign in."""
    who = await somebody(setting)
    setting.practice.call("PATCH", f"/api/now/table/sys_user/{who.caller}", json={"locked_out": "true"})
    return who


def unlocked(setting: Setting, ticket: Ticket | None, key: str) -> int:
    assert ticket is not None
    return sum(row["locked_out"] == "false" for row in rows(setting, "sys_user", f"sys_id={ticket.caller}"))


def chat(setting: Setting) -> Chat:
    now = datetime.now(timezone.utc)
    return Chat(setting.ana, "web", WORDS, "solved", now, now, WORDS)


DRAFT = {"short_description": WORDS, "description": WORDS * 5, "category": "network"}
OPERATIONS: dict[str, Operation] = {
    "open": Operation(
        nothing, lambda sn, s, t, k: sn.tickets.open(IncidentDraft(s.ana, **DRAFT), key=k), opened
    ),
    "comment": Operation(
        an_incident,
        lambda sn, s, t, k: sn.tickets.comment(t.number, WORDS, caller=s.ana, key=k),
        written("comments"),
    ),
    "work_note": Operation(
        an_incident,
        lambda sn, s, t, k: sn.tickets.work_note(t.number, WORDS, caller=s.ana, key=k),
        written("work_notes"),
    ),
    "update": Operation(
        an_incident,
        lambda sn, s, t, k: sn.tickets.update(t.number, Edit(impact=1), caller=s.ana, key=k),
        written("work_notes", impact="1"),
    ),
    "escalate": Operation(
        an_incident,
        lambda sn, s, t, k: sn.tickets.escalate(t.number, reason=WORDS, caller=s.ana, key=k),
        written("work_notes", urgency="2"),
    ),
    "resolve": Operation(
        an_incident,
        lambda sn, s, t, k: sn.tickets.resolve(t.number, ending="solved", notes="ok", caller=s.ana, key=k),
        written("comments", state="6"),
    ),
    "reopen": Operation(
        a_resolved_one,
        lambda sn, s, t, k: sn.tickets.reopen(t.number, reason=WORDS, caller=s.ana, key=k),
        written("comments", state="2", reopen_count="1"),
    ),
    "cancel": Operation(
        an_incident,
        lambda sn, s, t, k: sn.tickets.cancel(t.number, reason=WORDS, caller=s.ana, key=k),
        written("comments", state="8"),
    ),
    "attach": Operation(
        an_incident,
        lambda sn, s, t, k: sn.tickets.attach(t.number, File("a.txt", "text/plain", b"abc"), caller=s.ana),
        attached,
    ),
    "watch": Operation(
        an_incident,
        lambda sn, s, t, k: sn.tickets.watch(t.number, person=s.ben, caller=s.ana),
        has("watch_list", lambda s: s.ben),
    ),
    "link_problem": Operation(
        an_incident,
        lambda sn, s, t, k: sn.tickets.link_problem(t.number, s.problem, caller=s.ana),
        has("problem_id", lambda s: rows(s, "problem", f"number={s.problem}")[0]["sys_id"]),
    ),
    "order": Operation(
        somebody,
        lambda sn, s, t, k: sn.catalogue.order(Order(s.item, t.caller, t.opened_at), key=k),
        ordered,
    ),
    "reserve": Operation(
        nothing, lambda sn, s, t, k: sn.stock.reserve(s.model, person=s.ana, key=k), put_aside
    ),
    "record": Operation(nothing, lambda sn, s, t, k: sn.chats.record(chat(s), key=k), recorded),
    "feedback": Operation(
        nothing,
        lambda sn, s, t, k: sn.knowledge.feedback("KB0010001", person=s.ana, helped=True, words="", key=k),
        rated,
    ),
    "propose": Operation(
        an_incident,
        lambda sn, s, t, k: sn.problems.propose(
            ProblemDraft(s.ana, WORDS, WORDS, incidents=(t.number,)), key=k
        ),
        proposed,
    ),
    "affected": Operation(
        an_incident,
        lambda sn, s, t, k: sn.trouble.affected(t.number, WORDS, key=k),
        written("work_notes"),
    ),
    "invite": Operation(
        an_incident,
        lambda sn, s, t, k: sn.remote_help.invite(t.number, caller=s.ana, key=k),
        written("work_notes"),
    ),
    "withdraw": Operation(
        an_incident,
        lambda sn, s, t, k: sn.remote_help.withdraw(t.number, caller=s.ana, key=k),
        written("work_notes"),
    ),
    "visit": Operation(
        an_incident,
        lambda sn, s, t, k: sn.remote_help.visit(t.number, caller=s.ana, text=WORDS, key=k),
        visiting,
    ),
    "write_article": Operation(
        nothing, lambda sn, s, t, k: sn.knowledge.write("How to", WORDS, key=k), drafted
    ),
    "used": Operation(
        nothing,
        lambda sn, s, t, k: sn.knowledge.used("KB0010001", person=s.ana, key=k),
        lambda s, t, k: len(rows(s, "kb_use", f"session_id={k}")),
    ),
    "unlock": Operation(
        locked,
        lambda sn, s, t, k: sn.accounts.perform("unlock", t.caller, proof=_proof(t.caller), key=k),
        unlocked,
    ),
}


def _proof(person: str) -> Proof:
    return Proof(person, "code:phone", datetime.now(timezone.utc))
