"""ServiceNow's base set of incident categories and their subcategories, as values (not labels)."""

from __future__ import annotations

SUBCATEGORIES: dict[str, tuple[str, ...]] = {
    "inquiry": ("antivirus", "email", "internal application"),
    "software": ("email", "os"),
    "hardware": ("cpu", "disk", "keyboard", "memory", "monitor", "mouse"),
    "network": ("dhcp", "dns", "ip address", "vpn", "wireless"),
    "database": ("db2", "sql server", "oracle"),
}
