"""Larkfield, a made-up company: its sites, people, groups and accounts."""

from __future__ import annotations

import hashlib
import uuid

from sandbox.schema import TABLES
from sandbox.store import Row, Store

_NAMESPACE = uuid.UUID("b4b1c3c8-5a0e-5f0c-9a34-1d3c6d9a7e55")
ADMIN = "6816f79cc0a8016401c5a33be04be441"
"""The id that the account "admin" has on every new instance."""
API_KEY = "demo-api-key"
SITES = {
    "Milan": ("Via Torino 40", "Milan", "Italy", "Europe/Rome"),
    "Manila": ("Ayala Avenue 6750", "Makati", "Philippines", "Asia/Manila"),
    "Austin": ("Congress Avenue 500", "Austin", "United States", "America/Chicago"),
}
GROUPS = {
    "Service Desk L2": "Second line for everything employees ask first",
    "Network Operations": "VPN, Wi-Fi and site networks",
    "Messaging": "Mail, calendars and chat",
    "Identity and Access": "Accounts, passwords, multi-factor sign-in",
    "Workplace Services": "Printers, meeting rooms, laptops and phones",
    "Field Support": "Hands on site in Milan, Manila and Austin",
    "Security Operations": "Phishing, malware, lost devices",
    "Major Incident Team": "Outages that stop many people",
}
# first name, last name, title, department, site, manager's user name, marks (v: VIP, i: inactive), group
_PEOPLE = """
Beatrice|Colombo|Chief Executive Officer|Executive|Milan||v|
Marcus|Hale|Chief Financial Officer|Finance|Austin|beatrice.colombo|v|
Althea|Villanueva|Chief Operating Officer|Operations|Manila|beatrice.colombo|v|
Ingrid|Solberg|Head of IT|IT|Milan|beatrice.colombo||
Paolo|Ferri|Sales Director|Sales|Milan|beatrice.colombo||
Denise|Okafor|People Director|People|Austin|beatrice.colombo||
Ramon|Bautista|Customer Care Manager|Customer Care|Manila|althea.villanueva||
Yusuf|Demir|Logistics Manager|Operations|Milan|althea.villanueva||
Helen|O'Rourke|Accounting Manager|Finance|Austin|marcus.hale||
Giulia|Marchetti|Account Executive|Sales|Milan|paolo.ferri||
Luca|Bernardi|Account Executive|Sales|Milan|paolo.ferri||
Sofía|Núñez|Account Executive|Sales|Austin|paolo.ferri||
Jean-Luc|Moreau|Partner Manager|Sales|Milan|paolo.ferri||
Tomasz|Wójcik|Sales Engineer|Sales|Milan|paolo.ferri||
Grace|Mbeki|Marketing Specialist|Sales|Austin|paolo.ferri||
Maria|Santos|Care Specialist|Customer Care|Manila|ramon.bautista||
Jun|dela Cruz|Care Specialist|Customer Care|Manila|ramon.bautista||
Angelica|Reyes|Care Specialist|Customer Care|Manila|ramon.bautista||
Noel|Aquino|Care Team Lead|Customer Care|Manila|ramon.bautista||
Li|Wei|Care Specialist|Customer Care|Manila|ramon.bautista||
Daniel|Kim|Payroll Analyst|Finance|Austin|helen.orourke||
Aisha|Rahman|Accountant|Finance|Austin|helen.orourke||
Robert|Nguyen|Accountant|Finance|Austin|helen.orourke||
Chiara|Rinaldi|Controller|Finance|Milan|helen.orourke||
Søren|Kjær|Planner|Operations|Milan|yusuf.demir||
Fatima|El Amrani|Buyer|Operations|Milan|yusuf.demir||
Emeka|Obi|Warehouse Lead|Operations|Austin|yusuf.demir||
Carla|Mendoza|Planner|Operations|Manila|yusuf.demir||
Zoë|Baker|Recruiter|People|Austin|denise.okafor||
Pia|Lindqvist|Learning Partner|People|Milan|denise.okafor||
Miguel|Torres|HR Generalist|People|Manila|denise.okafor|i|
Elena|Costa|Support Engineer|IT|Milan|ingrid.solberg||Service Desk L2
Ravi|Menon|Support Engineer|IT|Manila|ingrid.solberg||Service Desk L2
Kayla|Brooks|Support Lead|IT|Austin|ingrid.solberg||Service Desk L2
Stefan|Vogel|Network Engineer|IT|Milan|ingrid.solberg||Network Operations
Patricia|Lim|Network Engineer|IT|Manila|ingrid.solberg||Network Operations
Owen|Price|Messaging Engineer|IT|Austin|ingrid.solberg||Messaging
Nadia|Haddad|Identity Engineer|IT|Milan|ingrid.solberg||Identity and Access
Benjie|Ramos|Workplace Technician|IT|Manila|ingrid.solberg||Workplace Services
Tyler|Grant|Workplace Technician|IT|Austin|ingrid.solberg||Field Support
Marta|Galli|Security Analyst|IT|Milan|ingrid.solberg||Security Operations
"""
_PLAIN = str.maketrans("áéíóúñøæëçöÁÉÍÓÚ", "aeiounoaecoAEIOU", "'’ ")


def made_id(kind: str, name: str) -> str:
    """The same id for the same thing in every practice server."""
    return uuid.uuid5(_NAMESPACE, f"{kind}:{name}").hex


def people(store: Store, stamps: Row) -> list[Row]:
    """Sites, departments, people, groups and accounts; returns the people."""
    _places(store, stamps)
    rows = [_person(line.split("|"), stamps) for line in _PEOPLE.strip().splitlines()]
    for row in [*rows, *_accounts(stamps)]:
        store.insert(TABLES["sys_user"], row)
    _groups(store, stamps)
    _roles(store, stamps)
    store.run("INSERT INTO _api_key VALUES (?, ?)", [API_KEY, "admin"])
    return rows


def user_name(first: str, last: str) -> str:
    return f"{first}.{last}".lower().translate(_PLAIN)


def _places(store: Store, stamps: Row) -> None:
    company = {"sys_id": made_id("company", "Larkfield"), "name": "Larkfield", **stamps}
    store.insert(TABLES["core_company"], company)
    for name, (street, city, country, zone) in SITES.items():
        place = {"name": name, "street": street, "city": city, "country": country, "time_zone": zone}
        store.insert(TABLES["cmn_location"], {"sys_id": made_id("location", name), **place, **stamps})
    for name in sorted({line.split("|")[3] for line in _PEOPLE.strip().splitlines()}):
        department = {"sys_id": made_id("department", name), "name": name, **stamps}
        store.insert(TABLES["cmn_department"], department)


def _person(parts: list[str], stamps: Row) -> Row:
    first, last, title, department, site, manager, marks, _ = parts
    account = user_name(first, last)
    return {
        "sys_id": made_id("user", account),
        "user_name": account,
        "name": f"{first} {last}",
        "first_name": first,
        "last_name": last,
        "email": f"{account}@larkfield.example",
        "title": title,
        "department": made_id("department", department),
        "location": made_id("location", site),
        "manager": made_id("user", manager) if manager else "",
        "vip": str("v" in marks).lower(),
        "active": str("i" not in marks).lower(),
        "locked_out": "false",
        "time_zone": SITES[site][3],
        "company": made_id("company", "Larkfield"),
        **stamps,
    }


def _accounts(stamps: Row) -> list[Row]:
    """Accounts of programs: the user name is the password, as on no real server."""
    named = (
        (ADMIN, "admin", "System Administrator", "America/Los_Angeles"),
        (made_id("user", "integration"), "integration", "Service Desk Integration", "UTC"),
        (made_id("user", "no.roles"), "no.roles", "Account without roles", "UTC"),
    )
    common = {"active": "true", "vip": "false", "locked_out": "false", **stamps}
    return [
        {
            "sys_id": sys_id,
            "user_name": account,
            "name": name,
            "time_zone": zone,
            "user_password": hashlib.sha256(account.encode()).hexdigest(),
            **common,
        }
        for sys_id, account, name, zone in named
    ]


def _groups(store: Store, stamps: Row) -> None:
    for name, description in GROUPS.items():
        group = {"sys_id": made_id("group", name), "name": name, "description": description}
        head = {"manager": made_id("user", "ingrid.solberg"), "active": "true"}
        store.insert(TABLES["sys_user_group"], {**group, **head, **stamps})
    for line in _PEOPLE.strip().splitlines():
        first, last, *_, group_name = line.split("|")
        if group_name:
            account = user_name(first, last)
            pair = {"user": made_id("user", account), "group": made_id("group", group_name)}
            member = {"sys_id": made_id("member", account), **pair, **stamps}
            store.insert(TABLES["sys_user_grmember"], member)


def _roles(store: Store, stamps: Row) -> None:
    for name in ("admin", "itil"):
        store.insert(TABLES["sys_user_role"], {"sys_id": made_id("role", name), "name": name, **stamps})
    for user, role in ((ADMIN, "admin"), (made_id("user", "integration"), "itil")):
        pair = {"user": user, "role": made_id("role", role), "inherited": "false"}
        store.insert(TABLES["sys_user_has_role"], {"sys_id": made_id("has", user), **pair, **stamps})
