"""Larkfield, a made-up company: its sites, people, groups and accounts."""

from __future__ import annotations

import hashlib

from sandbox.seed import names
from sandbox.seed.planting import ADMIN, Ground, made_id
from sandbox.store import Row

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
    "Application Support": "ERP, CRM, reporting and licences",
    "Server Operations": "Servers, storage and backup",
    "Hardware Logistics": "Stockrooms, orders and repairs of devices",
    "People Services": "New starters, changes and leavers",
}
_MAJOR = ("kayla.brooks", "stefan.vogel", "owen.price", "marta.galli")
_PLAIN = str.maketrans("áéíóúñøæëçöÁÉÍÓÚ", "aeiounoaecoAEIOU", "'’ ")


def people(ground: Ground) -> list[Row]:
    """Sites, departments, people, groups and accounts; returns the people, the oldest staff first."""
    lines = [line.split("|") for line in (*names.FOUNDERS.strip().splitlines(), *names.staff())]
    _places(ground, sorted({line[3] for line in lines}))
    rows = [_person(line, place) for place, line in enumerate(lines)]
    for row in [*rows, *_accounts()]:
        ground.put("sys_user", row["sys_id"], row)
    _groups(ground, lines)
    _roles(ground)
    ground.store.run("INSERT INTO _api_key VALUES (?, ?)", [API_KEY, "admin"])
    return rows


def groups_and_roles(ground: Ground) -> None:
    """Those of the first people."""
    _groups(ground, [line.split("|") for line in names.FOUNDERS.strip().splitlines()])
    _roles(ground)


def user_name(first: str, last: str) -> str:
    return f"{first}.{last}".lower().translate(_PLAIN)


def _places(ground: Ground, departments: list[str]) -> None:
    ground.put("core_company", made_id("company", "Larkfield"), {"name": "Larkfield", "customer": "true"})
    for name, (street, city, country, zone) in SITES.items():
        place = {"name": name, "full_name": f"{country}/{name}", "street": street, "city": city}
        place |= {"country": country, "time_zone": zone, "company": made_id("company", "Larkfield")}
        ground.put("cmn_location", made_id("location", name), place)
    for number, name in enumerate(departments):
        centre = {"name": f"{name} costs", "code": f"CC{100 + number}"}
        ground.put("cmn_cost_center", made_id("cost center", name), centre)
        ground.put("cmn_department", made_id("department", name), {"name": name, "id": f"D{100 + number}"})


def _person(parts: list[str], place: int) -> Row:
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
        "cost_center": made_id("cost center", department),
        "location": made_id("location", site),
        "manager": made_id("user", manager) if manager else "",
        "vip": str("v" in marks).lower(),
        "active": str("i" not in marks).lower(),
        "locked_out": "false",
        "time_zone": SITES[site][3],
        "company": made_id("company", "Larkfield"),
        "employee_number": f"LF{1001 + place}",
        "phone": f"+1 555 01{place:02d}" if place < 100 else f"+1 555 02{place - 100:02d}",
        "notification": "2",
        "sys_domain": "global",
        "sys_domain_path": "/",
    }


def _accounts() -> list[Row]:
    """Accounts of programs: the user name is the password, as on no real server."""
    named = (
        (ADMIN, "admin", "System Administrator", "America/Los_Angeles", ""),
        (made_id("user", "integration"), "integration", "Service Desk Integration", "UTC", ""),
        (made_id("user", "no.roles"), "no.roles", "Account without roles", "UTC", ""),
    )
    common = {"active": "true", "vip": "false", "locked_out": "false"}
    return [
        {
            "sys_id": sys_id,
            "user_name": account,
            "name": name,
            "first_name": name.split(" ")[0],
            "last_name": name.partition(" ")[2],
            "time_zone": zone,
            "user_password": hashlib.sha256(account.encode()).hexdigest(),
            **common,
        }
        for sys_id, account, name, zone, _ in named
    ]


def _groups(ground: Ground, lines: list[list[str]]) -> None:
    members = [(user_name(line[0], line[1]), line[7]) for line in lines if line[7]]
    members += [(account, "Major Incident Team") for account in _MAJOR]
    for name, description in GROUPS.items():
        head = next((account for account, group in members if group == name), "ingrid.solberg")
        group = {"name": name, "description": description, "manager": made_id("user", head)}
        ground.put("sys_user_group", made_id("group", name), group)
    for account, name in members:
        pair = {"user": made_id("user", account), "group": made_id("group", name)}
        # The first group of a person is the one it always was.
        key = (
            account if (account, name) not in [(a, "Major Incident Team") for a in _MAJOR] else f"{account}+"
        )
        ground.put("sys_user_grmember", made_id("member", key), pair)


def _roles(ground: Ground) -> None:
    for name in ("admin", "itil", "approval_admin", "catalog_admin", "knowledge", "user_admin"):
        ground.put("sys_user_role", made_id("role", name), {"name": name})
    given = [(ADMIN, "admin")]
    given += [(made_id("user", "integration"), role) for role in ("itil", "approval_admin", "knowledge")]
    for user, role in given:
        pair = {"user": user, "role": made_id("role", role), "inherited": "false", "state": "active"}
        key = user if role in ("admin", "itil") else f"{user}.{role}"
        ground.put("sys_user_has_role", made_id("has", key), pair)
