"""What other rows count: related incidents, article use, and the audit of changes."""

# ruff: noqa: S608  # names in SQL come from the tables declared; values are always bound

from __future__ import annotations

from sandbox.query import glide
from sandbox.rules.circumstance import Hands
from sandbox.store import Row
from sandbox.tables.fields import Table

_UNAUDITED = frozenset({"sys_updated_on", "sys_updated_by", "sys_mod_count"})


def related(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    """A problem counts its incidents, an incident its children."""
    _recount(hands, "problem", "related_incidents", "problem_id", old, new)
    _recount(hands, "incident", "child_incidents", "parent_incident", old, new)


def article_used(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    if not old:
        _raise(hands, new.get("article", ""), "sys_view_count" if new.get("used") != "true" else "use_count")


def article_judged(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    if not old and new.get("useful") == "yes":
        _raise(hands, new.get("article", ""), "helpful_count")
    rated = hands.store.one(
        "SELECT avg(CAST(rating AS REAL)) AS mean FROM kb_feedback WHERE article = ? AND rating <> ''",
        [new.get("article", "")],
    )
    if rated and rated["mean"] is not None and new.get("rating"):
        mean = {"rating": f"{float(rated['mean']):.2f}"}
        hands.store.change(hands.store.tables["kb_knowledge"], new["article"], mean)


def audited(hands: Hands, table: Table, old: Row, new: Row, sent: Row) -> None:
    """Every changed field of a task is a row of sys_audit."""
    if not old:
        return
    common = {"tablename": table.name, "documentkey": new["sys_id"], "user": hands.actor.name}
    common |= {"record_checkpoint": new["sys_mod_count"], "sys_created_on": glide.stamp(hands.actor.now)}
    for name, value in new.items():
        if value != old.get(name, "") and name not in _UNAUDITED:
            change = {"fieldname": name, "oldvalue": old.get(name, ""), "newvalue": value}
            hands.store.insert(
                hands.store.tables["sys_audit"], {"sys_id": hands.store.new_id(), **common, **change}
            )


def _recount(hands: Hands, name: str, count: str, link: str, old: Row, new: Row) -> None:
    if old.get(link, "") == new.get(link, ""):
        return
    target = hands.store.tables[name]
    for sys_id in {old.get(link, ""), new.get(link, "")} - {""}:
        counted = hands.store.one(f'SELECT count(*) AS n FROM incident WHERE "{link}" = ?', [sys_id])
        hands.store.change(target, sys_id, {count: str(counted["n"] if counted else 0)})


def _raise(hands: Hands, sys_id: str, count: str) -> None:
    articles = hands.store.tables["kb_knowledge"]
    row = hands.store.get(articles, sys_id)
    if row is not None:
        hands.store.change(articles, sys_id, {count: str(int(row[count] or 0) + 1)})
