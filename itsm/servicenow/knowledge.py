"""The Knowledge port over kb_knowledge, kb_use and kb_feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from itsm.cursor import Cursor
from itsm.errors import NotFound, Refused
from itsm.knowledge import Article
from itsm.limits import clean, one_line
from itsm.servicenow import ask
from itsm.servicenow.call import Gate
from itsm.servicenow.changed import changed_rows
from itsm.servicenow.inserting import Find, Inserting
from itsm.servicenow.query import equal, is_number, is_sys_id
from itsm.servicenow.rows import Row, moment, shown, value

_FIELDS = ["sys_id", "number", "short_description", "text", "workflow_state", "sys_updated_on",
           "sys_created_on", "valid_to", "kb_category", "meta", "can_read_user_criteria",
           "roles"]  # fmt: skip
_FILE = ["table_sys_id", "file_name"]
_MOST_FILES, _MOST_VERSIONS = 1000, 50
_TITLE = 100
_ARTICLES = "/table/kb_knowledge"


class ServiceNowKnowledge:
    """A row of use or feedback has its key in ``session_id``, an article in ``meta`` (its search words)."""

    def __init__(self, gate: Gate, inserting: Inserting) -> None:
        self._gate = gate
        self._inserting = inserting

    async def changed_since(self, cursor: Cursor, limit: int = 100) -> tuple[tuple[Article, ...], Cursor]:
        with self._gate.budget():
            rows, after = await changed_rows(self._gate, "kb_knowledge", cursor, _FIELDS, limit=limit)
        return tuple(_article(row) for row in rows), after

    async def read(self, number: str) -> Article | None:
        with self._gate.budget():
            row = await self._row(number)
        return _article(row) if row is not None else None

    async def files(self, articles: Sequence[Article]) -> Mapping[str, tuple[str, ...]]:
        numbers = {a.id: a.number for a in articles if is_sys_id(a.id)}
        if not numbers:
            return {}
        query = f"table_name=kb_knowledge^table_sys_idIN{','.join(numbers)}^ORDERBYfile_name"
        with self._gate.budget():
            rows = await self._gate.read("/attachment", ask.get(query, _FILE, _MOST_FILES))
        found: dict[str, tuple[str, ...]] = {}
        for row in rows:
            if number := numbers.get(value(row, "table_sys_id")):
                found[number] = (*found.get(number, ()), value(row, "file_name"))
        return found

    async def write(self, title: str, text: str, *, key: str, number: str = "") -> Article:
        if not one_line(title) or len(one_line(title)) > _TITLE:
            raise Refused(f"short_description: 1 to {_TITLE} characters")
        words = {"short_description": one_line(title), "text": clean(text)}
        with self._gate.budget():
            if number:
                row = await self._known(number)
                return _article(
                    await self._gate.write(_ARTICLES, ask.patch(value(row, "sys_id"), words, _FIELDS))
                )
            draft = {**words, "workflow_state": "draft", "meta": f"ref {key}"}
            find = self._finder("kb_knowledge", "meta", f"ref {key}", _FIELDS)
            return _article(await self._inserting.once("kb_knowledge", draft, key, find, _FIELDS))

    async def used(self, number: str, *, person: str, key: str) -> None:
        with self._gate.budget():
            seen = {"viewed": "true", "used": "true", "times_viewed": "1"}
            await self._said("kb_use", number, person, key, seen)

    async def feedback(self, number: str, *, person: str, helped: bool, words: str, key: str) -> None:
        with self._gate.budget():
            said = {"useful": "yes" if helped else "no", "comments": clean(words)[:4000]}
            await self._said("kb_feedback", number, person, key, said)

    async def _said(self, table: str, number: str, person: str, key: str, values: dict[str, str]) -> None:
        article = value(await self._known(number), "sys_id")
        who = {"user": person} if is_sys_id(person) else {}
        row = {**values, **who, "article": article, "session_id": key}
        fields = ("sys_id", "article", "session_id")
        await self._inserting.once(table, row, key, self._finder(table, "session_id", key, fields), fields)

    def _finder(self, table: str, field: str, wanted: str, fields: list[str] | tuple[str, ...]) -> Find:
        async def find() -> Row | None:
            rows = await self._gate.read(f"/table/{table}", ask.get(equal(**{field: wanted}), fields, 2))
            return next((row for row in rows if value(row, field) == wanted), None)

        return find

    async def _known(self, number: str) -> Row:
        row = await self._row(number)
        if row is None:
            raise NotFound("no such article")
        return row

    async def _row(self, number: str) -> Row | None:
        wanted = number.strip().upper()
        if not is_number(wanted):
            return None
        rows = await self._gate.read(_ARTICLES, ask.get(equal(number=wanted), _FIELDS, _MOST_VERSIONS))
        same = [row for row in rows if value(row, "number") == wanted]
        # Older versions keep the number; they are only read when there is nothing else.
        return min(same, key=lambda row: value(row, "workflow_state") == "outdated", default=None)


def _article(row: Row) -> Article:
    return Article(
        id=value(row, "sys_id"),
        number=value(row, "number"),
        title=value(row, "short_description"),
        text=value(row, "text"),
        state=value(row, "workflow_state"),
        updated_at=moment(value(row, "sys_updated_on") or value(row, "sys_created_on")),
        valid_to=value(row, "valid_to"),
        category=shown(row, "kb_category"),
        readers=value(row, "can_read_user_criteria") or value(row, "roles"),
    )
