"""Choice lists as a new instance has them."""

from __future__ import annotations

from sandbox.seed.more_choices import LISTS
from sandbox.seed.planting import Ground, made_id

_INCIDENT: dict[tuple[str, str], dict[str, str]] = {
    ("incident", "state"): {
        "1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed", "8": "Canceled",
    },
    ("incident", "incident_state"): {
        "1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed", "8": "Canceled",
    },
    ("incident", "hold_reason"): {
        "1": "Awaiting Caller", "3": "Awaiting Problem", "4": "Awaiting Vendor", "5": "Awaiting Change",
    },
    ("task", "impact"): {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"},
    ("task", "urgency"): {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"},
    ("incident", "severity"): {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"},
    ("task", "priority"): {
        "1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low", "5": "5 - Planning",
    },
    ("incident", "category"): {
        "inquiry": "Inquiry / Help", "software": "Software", "hardware": "Hardware", "network": "Network",
        "database": "Database",
    },
    ("incident", "subcategory"): {
        "antivirus": "Antivirus", "email": "Email", "internal application": "Internal Application",
        "os": "Operating System", "cpu": "CPU", "disk": "Disk", "keyboard": "Keyboard", "memory": "Memory",
        "monitor": "Monitor", "mouse": "Mouse", "dhcp": "DHCP", "dns": "DNS", "ip address": "IP Address",
        "vpn": "VPN", "wireless": "Wireless", "db2": "DB2", "sql server": "MS SQL Server", "oracle": "Oracle",
    },
    ("incident", "close_code"): {
        code: code
        for code in (
            "Duplicate", "Known error", "No resolution provided", "Resolved by caller", "Resolved by change",
            "Resolved by problem", "Resolved by request", "Solution provided", "Workaround provided",
            "User error",
        )
    },
    ("task", "contact_type"): {
        "chat": "Chat", "email": "Email", "phone": "Phone", "monitoring": "Monitoring",
        "self-service": "Self-service", "virtual_agent": "Virtual Agent", "walk-in": "Walk-in",
    },
    ("task", "escalation"): {"0": "Normal", "1": "Moderate", "2": "High", "3": "Overdue"},
    ("task", "approval"): {
        "not requested": "Not Yet Requested", "requested": "Requested", "approved": "Approved",
        "rejected": "Rejected",
    },
    ("task", "upon_approval"): {
        "proceed": "Proceed to Next Task", "do_nothing": "Wait for a User to Close this task",
    },
    ("task", "upon_reject"): {"cancel": "Cancel all future Tasks", "goto": "Go to a previous Task"},
    ("incident", "notify"): {"1": "Do Not Notify", "2": "Send Email"},
}  # fmt: skip


def choices(ground: Ground) -> None:
    for (table, element), labels in {**_INCIDENT, **LISTS}.items():
        for sequence, (value, label) in enumerate(labels.items()):
            row = {"name": table, "element": element, "value": value, "label": label, "language": "en"}
            place = {"sequence": str(sequence), "inactive": "false"}
            ground.put("sys_choice", made_id("choice", f"{table}.{element}.{value}"), {**row, **place})
