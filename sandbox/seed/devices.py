"""Services, devices with asset tags, and what lies in the stockrooms."""

from __future__ import annotations

from random import Random

from sandbox.seed.people import SITES
from sandbox.seed.planting import Ground, made_id
from sandbox.store import Row

SERVICES = {
    "Email": ("Messaging", "1 - most critical"),
    "Microsoft Teams": ("Messaging", "1 - most critical"),
    "VPN": ("Network Operations", "1 - most critical"),
    "Office network": ("Network Operations", "1 - most critical"),
    "Wi-Fi": ("Network Operations", "2 - somewhat critical"),
    "Sign-in": ("Identity and Access", "1 - most critical"),
    "File server": ("Server Operations", "2 - somewhat critical"),
    "Backup": ("Server Operations", "2 - somewhat critical"),
    "Larkfield ERP": ("Application Support", "1 - most critical"),
    "Lark CRM": ("Application Support", "2 - somewhat critical"),
    "Payroll": ("Application Support", "2 - somewhat critical"),
    "Reporting": ("Application Support", "3 - less critical"),
    "Printing": ("Workplace Services", "3 - less critical"),
    "Telephony": ("Workplace Services", "2 - somewhat critical"),
    "Intranet": ("Application Support", "4 - not critical"),
}
_SERVERS = {
    "mil-file-01": "cmdb_ci_win_server", "mil-erp-01": "cmdb_ci_linux_server",
    "mil-erp-02": "cmdb_ci_linux_server",
    "mil-print-01": "cmdb_ci_win_server", "man-file-01": "cmdb_ci_win_server",
    "aus-file-01": "cmdb_ci_win_server",
    "mil-vpn-01": "cmdb_ci_ip_router", "mil-core-01": "cmdb_ci_ip_switch", "man-core-01": "cmdb_ci_ip_switch",
    "aus-core-01": "cmdb_ci_ip_switch", "MIL-2-PRN1": "cmdb_ci_printer", "MAN-1-PRN2": "cmdb_ci_printer",
    "AUS-1-PRN1": "cmdb_ci_printer",
}  # fmt: skip
# name: (category, price, how many in Milan, Manila, Austin)
MODELS = {
    "Lark Book 14": ("Computer", 1150, (6, 4, 3)),
    "Lark Book 16 Pro": ("Computer", 2350, (2, 1, 0)),
    "Lark Phone 8": ("Phone", 620, (5, 3, 2)),
    "Lark Tab 11": ("Tablet", 540, (2, 0, 1)),
    "View 27": ("Monitor", 310, (8, 5, 4)),
    "Dock USB-C": ("Accessory", 190, (10, 6, 5)),
    "Headset BT 200": ("Accessory", 85, (15, 9, 0)),
    "Keyboard K1": ("Accessory", 45, (20, 12, 8)),
    "Mouse M1": ("Accessory", 25, (24, 15, 10)),
    "Webcam HD": ("Accessory", 70, (6, 2, 3)),
    "Charger 65 W": ("Accessory", 40, (12, 7, 6)),
    "Toner T40 black": ("Supply", 90, (9, 4, 2)),
}
_CONSUMED = ("Accessory", "Supply")
_LOW = 3


def devices(ground: Ground, persons: list[Row]) -> None:
    chance = Random(20261103)  # noqa: S311  # the same devices every time, nothing secret
    _services(ground)
    _models(ground)
    _stock(ground)
    for place, person in enumerate(persons):
        _laptop(ground, person, place, chance)


def _services(ground: Ground) -> None:
    for name, (group, criticality) in SERVICES.items():
        row = {"name": name, "support_group": made_id("group", group), "busines_criticality": criticality}
        shared = {"operational_status": "1", "install_status": "1", "environment": "production"}
        ground.put("cmdb_ci_service", made_id("service", name), {**row, **shared, "version": "1.0"})
    for place, (name, table) in enumerate(_SERVERS.items()):
        site = {"m": "Milan", "a": "Austin"}.get(name[0].lower(), "Milan")
        site = "Manila" if name.lower().startswith("man") else site
        row = {"name": name, "location": made_id("location", site), "ip_address": f"192.0.2.{10 + place}"}
        row |= {"operational_status": "1", "install_status": "1", "fqdn": f"{name.lower()}.larkfield.example"}
        ground.put(table, made_id("ci", name), row)
    runs = {"name": "Runs on::Runs", "parent_descriptor": "Runs on", "child_descriptor": "Runs"}
    ground.put("cmdb_rel_type", made_id("relation", "runs"), runs)
    for service, host in (
        ("File server", "mil-file-01"),
        ("Larkfield ERP", "mil-erp-01"),
        ("VPN", "mil-vpn-01"),
    ):
        pair = {"parent": made_id("service", service), "child": made_id("ci", host)}
        ground.put("cmdb_rel_ci", made_id("rel", service), {**pair, "type": made_id("relation", "runs")})


def _models(ground: Ground) -> None:
    for category in sorted({category for category, _, _ in MODELS.values()}):
        kind = "alm_consumable" if category in _CONSUMED else "alm_hardware"
        row = {"name": category, "asset_class": kind, "cmdb_ci_class": "cmdb_ci_computer"}
        ground.put("cmdb_model_category", made_id("model category", category), row)
    for name, (category, price, _) in MODELS.items():
        row = {"name": name, "display_name": name, "cost": str(price), "status": "in_production"}
        row["cmdb_model_category"] = made_id("model category", category)
        ground.put("cmdb_model", made_id("model", name), row)


def _stock(ground: Ground) -> None:
    for place, site in enumerate(SITES):
        room = made_id("stockroom", site)
        row = {"name": f"{site} stockroom", "location": made_id("location", site), "external": "false"}
        row["assignment_group"] = made_id("group", "Hardware Logistics")
        ground.put("alm_stockroom", room, row)
        for model, (category, price, counts) in MODELS.items():
            _in_room(ground, site, model, category, price, counts[place])
            rule = {
                "stockroom": room,
                "model": made_id("model", model),
                "threshold": str(_LOW),
                "order_size": "10",
            }
            ground.put("alm_stock_rule", made_id("stock rule", f"{site} {model}"), rule)
            pair = {"stockroom": room, "model": made_id("model", model)}
            ground.put("alm_m2m_stockroom_model", made_id("in room", f"{site} {model}"), pair)


def _in_room(ground: Ground, site: str, model: str, category: str, price: int, count: int) -> None:
    row = {
        "display_name": model, "model": made_id("model", model), "cost": str(price),
        "model_category": made_id("model category", category), "stockroom": made_id("stockroom", site),
        "location": made_id("location", site), "install_status": "6", "substatus": "available",
    }  # fmt: skip
    if category in _CONSUMED:
        ground.put("alm_consumable", made_id("stock", f"{site} {model}"), {**row, "quantity": str(count)})
        return
    for number in range(count):
        tag = f"LF-S{site[:2].upper()}{abs(hash_of(model)) % 900 + 100}{number:02d}"
        one = {
            "quantity": "1",
            "asset_tag": tag,
            "display_name": f"{tag} - {model}",
            "serial_number": f"SN{tag}",
        }
        ground.put("alm_hardware", made_id("stock", f"{site} {model} {number}"), {**row, **one})


def hash_of(text: str) -> int:
    """The same number for the same text in every process."""
    return int(made_id("number", text)[:8], 16)


def _laptop(ground: Ground, person: Row, place: int, chance: Random) -> None:
    model = "Lark Book 16 Pro" if chance.random() < 0.15 else "Lark Book 14"
    tag, serial = f"LF-{20001 + place}", f"SN{chance.randrange(10**8):08d}"
    asset, ci = made_id("asset", tag), made_id("computer", tag)
    owner = {"assigned_to": person["sys_id"], "location": person["location"], "company": person["company"]}
    system = chance.choice(["Windows 11", "Windows 11", "macOS 15"])
    computer = {"name": f"LARK-{tag[3:]}", "os": system, "ram": "16384", "model_id": made_id("model", model)}
    shared = {"asset_tag": tag, "serial_number": serial, **owner}
    status = {"install_status": "1", "operational_status": "1", "asset": asset}
    ground.put("cmdb_ci_computer", ci, {**computer, **shared, **status})
    category = made_id("model category", MODELS[model][0])
    kind = {"model": made_id("model", model), "model_category": category, "cost": str(MODELS[model][1])}
    use = {"display_name": f"{tag} - {model}", "install_status": "1", "quantity": "1", "ci": ci}
    ground.put("alm_hardware", asset, {**kind, **shared, **use, "assigned": ground.ago(days=200)})
