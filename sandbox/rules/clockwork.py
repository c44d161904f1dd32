"""What happens by itself as time passes: service levels are breached, resolved incidents close."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.query import glide
from sandbox.rules import service_levels
from sandbox.store import Store


def tick(store: Store, now: datetime) -> None:
    """Everything that is due by ``now``."""
    with store.transaction():
        service_levels.refresh(store, now, only_due=True)
        close_resolved(store, now)


def close_resolved(store: Store, now: datetime) -> None:
    """Incidents resolved so many days ago are closed; 0 days is never."""
    days = store.property("glide.ui.autoclose.time", "7")
    if not days.isdecimal() or int(days) == 0:
        return
    before = glide.stamp(now - timedelta(days=min(int(days), 36500)))
    rows = store.rows("SELECT * FROM incident WHERE state = '6' AND resolved_at < ?", [before])
    for row in rows:
        ended = glide.parsed(row["resolved_at"])
        closed_at = glide.stamp(ended + timedelta(days=int(days))) if ended else before
        closed = {"state": "7", "incident_state": "7", "active": "false", "closed_at": closed_at}
        stamps = {"sys_updated_on": closed_at, "sys_updated_by": "system", "closed_by": row["resolved_by"]}
        count = {"sys_mod_count": str(int(row["sys_mod_count"] or 0) + 1)}
        store.change(store.tables["incident"], row["sys_id"], {**closed, **stamps, **count})
