"""What is asked of a pysnow Resource: each function makes one request. A Resource is used for one only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pysnow

from itsm.servicenow.rows import Row

T = TypeVar("T")
Work = Callable[[pysnow.Resource], T]
Rows = list[Row]


def get(query: str, fields: Sequence[str], limit: int, *, offset: int = 0) -> Work[Rows]:
    """Rows with values and display values."""

    def work(resource: pysnow.Resource) -> Rows:
        found = resource.get(
            query=query, fields=list(fields), limit=limit, offset=offset, display_value="all"
        ).all()
        return [row for row in found if isinstance(row, dict)]

    return work


def create(values: dict[str, str], fields: Sequence[str]) -> Work[Row]:
    """POST; the new row with these fields."""

    def work(resource: pysnow.Resource) -> Row:
        _view(resource, fields)
        return _row(resource.create(values).one())

    return work


def patch(sys_id: str, values: dict[str, str], fields: Sequence[str]) -> Work[Row]:
    """PATCH of one row by its id, never by a query."""

    def work(resource: pysnow.Resource) -> Row:
        _view(resource, fields)
        return _row(resource.request("PATCH", path_append=f"/{sys_id}", json=values).one())

    return work


def delete(sys_id: str) -> Work[object]:
    """DELETE of one row by its id."""

    def work(resource: pysnow.Resource) -> object:
        return resource.request("DELETE", path_append=f"/{sys_id}").one()

    return work


def post(path: str, body: dict[str, Any]) -> Work[Row]:
    """POST to an API that is not a table."""

    def work(resource: pysnow.Resource) -> Row:
        return _row(resource.request("POST", path_append=path, json=body).one())

    return work


def count(query: str) -> Work[int]:
    """How many rows, by the Aggregate API: nobody's row is read."""

    def work(resource: pysnow.Resource) -> int:
        resource.parameters.add_custom({"sysparm_count": "true"})
        return int(resource.get(query=query).one()["stats"]["count"])

    return work


def upload(table: str, sys_id: str, name: str, media_type: str, content: bytes) -> Work[object]:
    """A file attached to a row."""

    def work(resource: pysnow.Resource) -> object:
        about = {"table_name": table, "table_sys_id": sys_id, "file_name": name}
        resource.parameters.add_custom(about)
        headers = {"Content-Type": media_type}
        return resource.request("POST", path_append="/file", data=content, headers=headers).one()

    return work


def _view(resource: pysnow.Resource, fields: Sequence[str]) -> None:
    resource.parameters.display_value = "all"
    resource.parameters.fields = list(fields)


def _row(found: object) -> Row:
    return found if isinstance(found, dict) else {}
