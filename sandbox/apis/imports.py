"""The Import Set API: a row for a staging table, and what its transform map makes of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox.answers import as_json
from sandbox.apis.parameters import body_of
from sandbox.door import through
from sandbox.errors import ApiError, bad_body, no_record
from sandbox.instance import Visit
from sandbox.records import read
from sandbox.records.stored import text_of
from sandbox.records.write import Writer
from sandbox.store import Row

_STAGING = "sys_import_set_row"


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(f"import{version}", url_prefix=f"/api/now/{version}".rstrip("/"))
    routes.add_route(insert, "/import/<name:str>", methods=["POST"], name="insert")
    routes.add_route(insert_many, "/import/<name:str>/insertMultiple", methods=["POST"], name="insert_many")
    routes.add_route(one, "/import/<name:str>/<sys_id:str>", methods=["GET"], name="one")
    return routes


async def insert(request: Request, name: str) -> HTTPResponse | None:
    return await through(request, name, partial(_insert, name=name))


async def insert_many(request: Request, name: str) -> HTTPResponse | None:
    return await through(request, name, partial(_insert_many, name=name))


async def one(request: Request, name: str, sys_id: str) -> HTTPResponse | None:
    return await through(request, name, partial(_one, name=name, sys_id=sys_id))


def _insert(visit: Visit, *, name: str) -> HTTPResponse:
    _check(visit, name)
    import_set = _import_set(visit, name)
    result = _staged(visit, name, import_set, body_of(visit))
    body = {"import_set": import_set["number"], "staging_table": name, "result": result}
    return as_json(body, 201)


def _insert_many(visit: Visit, *, name: str) -> HTTPResponse:
    _check(visit, name)
    records = body_of(visit).get("records")
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise bad_body("records is an array of objects")
    import_set = _import_set(visit, name)
    for record in records:
        _staged(visit, name, import_set, record)
    return as_json({"import_set_id": import_set["sys_id"], "multi_import_set_id": ""}, 201)


def _one(visit: Visit, *, name: str, sys_id: str) -> HTTPResponse:
    _check(visit, name)
    row = read.get(visit.store, visit.store.tables[name], sys_id)
    table = row["sys_target_table"]
    target = visit.store.get(visit.store.tables[table], row["sys_target_sys_id"]) if table else None
    if target is None:
        raise no_record()
    told = _told(visit, table, target, row["sys_import_state"])
    row_map = visit.store.get(visit.store.tables["sys_transform_map"], row["sys_transform_map"]) or {}
    return as_json({"result": [{"transform_map": row_map.get("name", ""), **told}]})


def _staged(visit: Visit, name: str, import_set: Row, record: dict[str, Any]) -> list[dict[str, str]]:
    """The staging row kept, and every map of its table applied to it."""
    writer = visit.writer()
    staged = writer.create(name, {**record, "sys_import_set": import_set["sys_id"]})
    maps = visit.store.rows(
        "SELECT * FROM sys_transform_map WHERE source_table = ? AND active = 'true'"
        ' ORDER BY CAST("order" AS INTEGER)',
        [name],
    )
    given = {key: text_of(value) for key, value in record.items()}
    return [_transformed(visit, writer, each, staged, given) for each in maps]


def _transformed(visit: Visit, writer: Writer, the_map: Row, staged: Row, given: Row) -> dict[str, str]:
    table = the_map["target_table"]
    entries = visit.store.rows("SELECT * FROM sys_transform_entry WHERE map = ?", [the_map["sys_id"]])
    used = [entry for entry in entries if entry["source_field"] in given]
    mapped = {entry["target_field"]: given[entry["source_field"]] for entry in used}
    keys = {e["target_field"]: mapped[e["target_field"]] for e in used if e["coalesce"] == "true"}
    try:
        row, status = _coalesced(visit, writer, table, mapped, keys)
    except ApiError as error:
        detail = error.detail or error.message
        failed = {"sys_import_state": "error", "sys_import_state_comment": detail}
        writer.update(staged["sys_class_name"], staged["sys_id"], failed)
        return {"transform_map": the_map["name"], "table": table, "status": "error", "error_message": detail}
    done = {"sys_import_state": status, "sys_target_table": table, "sys_target_sys_id": row["sys_id"]}
    done["sys_transform_map"] = the_map["sys_id"]
    writer.update(staged["sys_class_name"], staged["sys_id"], done)
    return {"transform_map": the_map["name"], **_told(visit, table, row, status)}


def _coalesced(visit: Visit, writer: Writer, table: str, mapped: Row, keys: Row) -> tuple[Row, str]:
    """Inserted; or of the row with these keys: updated, or ignored because nothing would change."""
    old = visit.store.by(table, **keys) if keys and all(keys.values()) else None
    if old is None:
        made = writer.create(table, mapped)
        visit.noted(made["sys_id"])
        return made, "inserted"
    new = writer.update(table, old["sys_id"], mapped)
    return new, "ignored" if new["sys_mod_count"] == old["sys_mod_count"] else "updated"


def _told(visit: Visit, table: str, row: Row, status: str) -> dict[str, str]:
    display = visit.store.tables[table].display
    return {
        "table": table, "display_name": display, "display_value": row[display], "status": status,
        "record_link": f"{visit.base}/table/{table}/{row['sys_id']}", "sys_id": row["sys_id"],
    }  # fmt: skip


def _check(visit: Visit, name: str) -> None:
    if _STAGING not in read.table_named(visit.store, name).line:
        raise ApiError(400, f"Invalid staging table {name}")


def _import_set(visit: Visit, name: str) -> Row:
    """The open one of this staging table, or a new one."""
    found = visit.store.by("sys_import_set", table_name=name, state="loading")
    return found or visit.writer().create("sys_import_set", {"table_name": name, "state": "loading"})
