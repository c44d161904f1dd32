"""Problems, outages, changes and what people ordered before."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from sandbox.query import glide
from sandbox.records.actor import Actor
from sandbox.records.write import Writer
from sandbox.rules import requests
from sandbox.seed.planting import ADMIN, Ground, made_id
from sandbox.store import Row

# what, service, state, known error, workaround, days ago
_PROBLEMS = (
    ("VPN client 5.3 drops on weak home networks", "VPN", "104", True,
     "Update the client to 5.4, or switch it to TCP 443 in its settings.", 20),
    ("Blank pages on MIL-2-PRN1 after the firmware update", "Printing", "104", True,
     "Print on MIL-2-PRN2 or as PDF until the new firmware is there.", 9),
    ("Outlook profiles damaged by the October update", "Email", "104", True,
     "Start Outlook once in safe mode, then make a new profile.", 30),
    ("ERP slow between eight and nine", "Larkfield ERP", "103", False, "", 12),
    ("Teams loses the headset after sleep", "Microsoft Teams", "103", True,
     "Unplug the headset and plug it in again.", 15),
    ("Accounts locked by phones with an old password", "Sign-in", "107", True,
     "Change the password in the phone's mail app first.", 75),
    ("File server ran out of disk", "File server", "107", False, "", 60),
    ("Access points on floor 2 on one channel", "Wi-Fi", "106", False, "", 25),
)  # fmt: skip
_SYMPTOMS = {
    "VPN": "VPN client drops every few minutes",
    "Printing": "Printer on floor 3 prints blank pages",
    "Email": "Outlook does not start",
    "Sign-in": "Account locked after password change",
}
# service, kind, hours ago it began, hours it lasted (0: still), what
_OUTAGES = (
    ("Printing", "degradation", 20, 0, "Printing in Milan is slow"),
    ("VPN", "outage", 24 * 6, 2, "VPN gateway Milan did not answer"),
    ("Larkfield ERP", "degradation", 24 * 12, 5, "ERP slow after the nightly jobs"),
    ("Email", "outage", 24 * 40, 1, "Mail was not delivered"),
    ("Larkfield ERP", "planned", -30, 4, "ERP maintenance on the weekend"),
)
# item, whom it is for, days ago, approved or not, done or not
_ORDERS = (
    ("27-inch monitor", "giulia.marchetti", 12, None, True),
    ("Headset", "maria.santos", 5, None, True),
    ("Standard laptop", "daniel.kim", 3, None, False),
    ("Adobe Acrobat Pro", "grace.mbeki", 6, "approved", False),
    ("Shared folder access", "tomasz.wojcik", 2, None, False),
    ("Microsoft Visio", "carla.mendoza", 20, "approved", True),
    ("Business phone", "luca.bernardi", 15, "rejected", False),
    ("On-site visit", "aisha.rahman", 1, None, False),
)


def problems(ground: Ground, incidents: list[str]) -> None:
    chance = Random(20261105)  # noqa: S311  # the same links every time, nothing secret
    for what, service, state, known, workaround, days in _PROBLEMS:
        number, at = ground.store.next_number("PRB"), ground.ago(days=days)
        ended = {"closed_at": ground.ago(days=days - 5), "active": "false"} if state == "107" else {}
        ground.put("problem", made_id("problem", what), {
            "number": number, "task_effective_number": number, "short_description": what, "state": state,
            "problem_state": state, "known_error": str(known).lower(), "workaround": workaround,
            "business_service": made_id("service", service), "cmdb_ci": made_id("service", service),
            "impact": "2", "urgency": "2", "priority": "3", "opened_at": at, "opened_by": ADMIN,
            "sys_created_on": at, "sys_updated_on": at, "made_sla": "true", "related_incidents": "0",
            "sys_domain": "global", "sys_domain_path": "/", "category": "software", **ended,
        })  # fmt: skip
    for what, service, *_ in _PROBLEMS:
        rows = ground.store.rows(
            "SELECT sys_id FROM incident WHERE short_description = ?", [_SYMPTOMS.get(service, "")]
        )
        chosen = [row["sys_id"] for row in rows if chance.random() < 0.6]
        for sys_id in chosen:
            link = {"problem_id": made_id("problem", what)}
            ground.store.change(ground.store.tables["incident"], sys_id, link)
        count = {"related_incidents": str(len(chosen))}
        ground.store.change(ground.store.tables["problem"], made_id("problem", what), count)


def outages(ground: Ground) -> None:
    for service, kind, hours, lasted, what in _OUTAGES:
        begin = ground.now - timedelta(hours=hours)
        row = {
            "number": ground.store.next_number("OUT"),
            "cmdb_ci": made_id("service", service),
            "type": kind,
        }
        row |= {
            "begin": glide.stamp(begin),
            "short_description": what,
            "sys_created_on": glide.stamp(ground.now),
        }
        if lasted:
            row |= {
                "end": glide.stamp(begin + timedelta(hours=lasted)),
                "duration": glide.duration(lasted * 3600),
            }
        ground.put("cmdb_ci_outage", made_id("outage", what), {**row, "details": f"<p>{what}.</p>"})


def changes(ground: Ground) -> None:
    for what, state, days in (
        ("Replace the VPN gateway in Milan", "-2", 3),
        ("New printer firmware", "-1", 1),
    ):
        number, at = ground.store.next_number("CHG"), ground.ago(days=days)
        ground.put("change_request", made_id("change", what), {
            "number": number, "task_effective_number": number, "short_description": what, "state": state,
            "type": "normal", "risk": "3", "impact": "3", "urgency": "3", "priority": "4", "opened_at": at,
            "opened_by": ADMIN, "requested_by": ADMIN, "sys_created_on": at, "sys_updated_on": at,
            "start_date": ground.ago(days=-2), "end_date": ground.ago(days=-2, hours=-3),
        })  # fmt: skip


def orders(ground: Ground) -> None:
    """Made by the rules themselves, each at its own moment."""
    admin = ground.store.by("sys_user", user_name="admin") or {}
    for item, person, days, decision, done in _ORDERS:
        hands = Writer(ground.store, Actor(admin, ground.now - timedelta(days=days)))
        row = ground.store.get(ground.store.tables["sc_cat_item"], made_id("item", item)) or {}
        request = requests.ordered(hands, [requests.Line(row)], requested_for=made_id("user", person))
        later = Writer(ground.store, Actor(admin, ground.now - timedelta(days=days - 1)))
        _decide(later, request, decision)
        if done:
            _finish(later, request)


def interactions(ground: Ground, persons: list[Row], incidents: list[str]) -> None:
    chance = Random(20261106)  # noqa: S311  # the same talks every time, nothing secret
    for place in range(30):
        person, at = chance.choice(persons), ground.now - timedelta(hours=5 + 20 * place)
        number, sys_id = ground.store.next_number("IMS"), made_id("interaction", str(place))
        end = glide.stamp(at + timedelta(minutes=chance.randrange(4, 40)))
        kind, incident = chance.choice(["chat", "chat", "phone"]), incidents[-1 - place]
        row = {"number": number, "type": kind, "channel": kind, "state": "closed_complete", "active": "false"}
        row |= {"opened_for": person["sys_id"], "opened_at": glide.stamp(at), "closed_at": end}
        row |= {
            "sys_created_on": glide.stamp(at),
            "sys_updated_on": end,
            "short_description": "Asked for help",
        }
        ground.put("interaction", sys_id, row)
        about = {"interaction": sys_id, "document_table": "incident", "document_id": incident}
        ground.put("interaction_related_record", made_id("related", str(place)), {
            **about, "type": "task", "task": incident,
        })  # fmt: skip


def _decide(hands: Writer, request: Row, decision: str | None) -> None:
    if decision is None:
        return
    rows = hands.store.rows(
        "SELECT a.sys_id FROM sysapproval_approver a JOIN sc_req_item i ON i.sys_id = a.sysapproval"
        " WHERE i.request = ?",
        [request["sys_id"]],
    )
    for row in rows:
        hands.update("sysapproval_approver", row["sys_id"], {"state": decision})


def _finish(hands: Writer, request: Row) -> None:
    for row in hands.store.rows("SELECT sys_id FROM sc_task WHERE request = ?", [request["sys_id"]]):
        hands.update("sc_task", row["sys_id"], {"state": "3"})
