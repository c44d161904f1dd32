"""People and groups, from sys_user, sys_user_grmember and sys_user_group."""

from __future__ import annotations

import time
from collections import defaultdict

import pysnow

from itsm.directory import Person
from itsm.servicenow.call import Gate
from itsm.servicenow.query import UnsafeValue, equal, is_sys_id
from itsm.servicenow.rows import Row, shown, value

_USERS, _MEMBERS, _GROUPS = "/table/sys_user", "/table/sys_user_grmember", "/table/sys_user_group"
_FIELDS = ["sys_id", "user_name", "name", "email", "title", "location", "time_zone", "vip", "active"]
_FRESH_S = 600.0


class ServiceNowDirectory:
    """The Directory port; also what incidents need to know of people and groups, kept for ten minutes."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._group_ids: dict[str, tuple[float, str]] = {}
        self._known: dict[str, float] = {}

    async def person(self, user_id: str) -> Person | None:
        if not is_sys_id(user_id):
            return None
        with self._gate.budget():
            rows = await self._rows(_USERS, equal(sys_id=user_id, active="true"), _FIELDS, limit=1)
            # A query term the server does not understand is dropped, so every row is looked at again.
            mine = [row for row in rows if value(row, "sys_id") == user_id and value(row, "active") == "true"]
            groups = await self._groups_of([user_id]) if mine else {}
        return _person(mine[0], groups.get(user_id, [])) if mine else None

    async def by_email(self, email: str) -> Person | None:
        try:
            query = equal(email=email, active="true")
        except UnsafeValue:
            return None
        with self._gate.budget():
            rows = await self._rows(_USERS, query, _FIELDS, limit=2)
            mine = [row for row in rows if _has_email(row, email)]
            groups = await self._groups_of([value(mine[0], "sys_id")]) if len(mine) == 1 else {}
        return _person(mine[0], groups.get(value(mine[0], "sys_id"), [])) if len(mine) == 1 else None

    async def people(self, limit: int = 50) -> tuple[Person, ...]:
        with self._gate.budget():
            query = "active=true^emailISNOTEMPTY^ORDERBYname"
            rows = await self._rows(_USERS, query, _FIELDS, limit=limit)
            active = [
                row for row in rows if value(row, "active") == "true" and is_sys_id(value(row, "sys_id"))
            ]
            groups = await self._groups_of([value(row, "sys_id") for row in active]) if active else {}
        return tuple(_person(row, groups.get(value(row, "sys_id"), [])) for row in active)

    async def is_known(self, user_id: str) -> bool:
        """Whether an incident may name this caller."""
        if time.monotonic() < self._known.get(user_id, 0.0):
            return True
        if not is_sys_id(user_id):
            return False
        rows = await self._rows(_USERS, equal(sys_id=user_id, active="true"), ["sys_id"], limit=1)
        found = any(value(row, "sys_id") == user_id for row in rows)
        if found:
            self._known[user_id] = time.monotonic() + _FRESH_S
        return found

    async def group_id(self, name: str) -> str | None:
        """The sys_id of the active group of that name; None when there is none."""
        until, known = self._group_ids.get(name, (0.0, ""))
        if time.monotonic() < until:
            return known
        try:
            query = equal(name=name, active="true")
        except UnsafeValue:
            return None
        rows = await self._rows(_GROUPS, query, ["sys_id", "name"], limit=2)
        found = [value(row, "sys_id") for row in rows if value(row, "name").casefold() == name.casefold()]
        if not found:
            return None
        self._group_ids[name] = (time.monotonic() + _FRESH_S, found[0])
        return found[0]

    async def names(self, user_names: set[str]) -> dict[str, str]:
        """People's names by user name, as far as they are found."""
        wanted = [name for name in sorted(user_names) if _listable(name)]
        if not wanted:
            return {}
        rows = await self._rows(_USERS, f"user_nameIN{','.join(wanted)}", ["user_name", "name"], limit=100)
        return {value(row, "user_name"): value(row, "name") for row in rows}

    async def _groups_of(self, user_ids: list[str]) -> dict[str, list[str]]:
        rows = await self._rows(_MEMBERS, f"userIN{','.join(user_ids)}", ["user", "group"], limit=1000)
        found: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            found[value(row, "user")].append(shown(row, "group"))
        return found

    async def _rows(self, path: str, query: str, fields: list[str], *, limit: int) -> list[Row]:
        def get(resource: pysnow.Resource) -> list[Row]:
            return list(resource.get(query=query, fields=fields, limit=limit, display_value="all").all())

        return await self._gate.read(path, get)


def _has_email(row: Row, email: str) -> bool:
    """A query term the server does not understand is dropped, so every row is looked at again."""
    same = value(row, "email").casefold() == email.casefold()
    return same and value(row, "active") == "true" and is_sys_id(value(row, "sys_id"))


def _person(row: Row, groups: list[str]) -> Person:
    return Person(
        id=value(row, "sys_id"),
        user_name=value(row, "user_name"),
        name=value(row, "name"),
        email=value(row, "email"),
        title=value(row, "title"),
        location=shown(row, "location"),
        time_zone=value(row, "time_zone") or "UTC",
        vip=value(row, "vip") == "true",
        groups=tuple(sorted(groups)),
    )


def _listable(name: str) -> bool:
    try:
        equal(user_name=name)
    except UnsafeValue:
        return False
    return "," not in name
