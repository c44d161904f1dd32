"""The Aggregate API: counts, averages, sums and extremes, also by group."""

# names in SQL come from the tables declared; values are always bound

from __future__ import annotations

from functools import partial
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox.answers import as_json
from sandbox.apis.parameters import query_of
from sandbox.door import through
from sandbox.instance import Visit
from sandbox.query.walk import column, field_of, number
from sandbox.records import read, render
from sandbox.store import Row
from sandbox.tables.fields import Table

_FUNCTIONS = {"avg": "AVG", "min": "MIN", "max": "MAX", "sum": "SUM", "count": "COUNT"}
_SIGNS = {">": ">", "<": "<", ">=": ">=", "<=": "<=", "=": "=", "!=": "<>"}


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(f"stats{version}", url_prefix=f"/api/now/{version}".rstrip("/"))
    routes.add_route(stats, "/stats/<name:str>", methods=["GET"], name="stats")
    return routes


async def stats(request: Request, name: str) -> HTTPResponse | None:
    return await through(request, name, partial(_stats, name=name))


def _stats(visit: Visit, *, name: str) -> HTTPResponse:
    table = read.table_named(visit.store, name)
    groups = _known(visit, table, "sysparm_group_by")
    found = visit.store.rows(*_statement(visit, table, groups))
    results = [_result(visit, table, row, groups) for row in found]
    return as_json({"result": results if groups else results[0]})


def _statement(visit: Visit, table: Table, groups: list[str]) -> tuple[str, list[str]]:
    condition, values = read.selection(visit.store, visit.actor).where(table, query_of(visit, table))
    columns = [f'{_column(visit, table, field)} AS "group.{field}"' for field in groups]
    if visit.flag("sysparm_count"):
        columns.append("count(*) AS count")
    for short in ("avg", "min", "max", "sum"):
        for field in _known(visit, table, f"sysparm_{short}_fields"):
            columns.append(f'{_function(visit, table, short, field)} AS "{short}.{field}"')
    named = ", ".join(_column(visit, table, field) for field in groups)
    ending = (
        f" GROUP BY {named}{_having(visit, table)} ORDER BY {_order(visit, table, named)}" if groups else ""
    )
    source = f'FROM "{table.source}" AS "{table.name}" WHERE {condition}'
    return f"SELECT {', '.join(columns) or 'count(*) AS ignored'} {source}{ending}", values


def _function(visit: Visit, table: Table, short: str, field: str) -> str:
    """``short`` is one of the functions; an average is of numbers, the rest of what the field holds."""
    if short == "count":
        return "count(*)"
    held = field_of(visit.store.tables, table, field)
    sql = _column(visit, table, field)
    shown = f"nullif({sql}, '')"
    if short in ("avg", "sum"):
        return f"{_FUNCTIONS[short]}(CAST({shown} AS REAL))"
    return f"{_FUNCTIONS[short]}({number(held, shown) if held else shown})"


def _having(visit: Visit, table: Table) -> str:
    """``count^priority^>^3``; several are parted by commas and must all hold."""
    found = []
    for part in visit.args.get("sysparm_having", "").split(","):
        pieces = part.split("^")
        if len(pieces) != 4 or pieces[2] not in _SIGNS or not pieces[3].replace(".", "", 1).isdecimal():
            continue
        short = pieces[0].lower()
        if short in _FUNCTIONS and field_of(visit.store.tables, table, pieces[1]):
            found.append(
                f"{_function(visit, table, short, pieces[1])} {_SIGNS[pieces[2]]} {float(pieces[3])}"
            )
    return f" HAVING {' AND '.join(found)}" if found else ""


def _order(visit: Visit, table: Table, named: str) -> str:
    """``AVG^state``, ``COUNT^state^DESC`` or a field; without any, by the groups."""
    found = []
    for part in visit.args.get("sysparm_order_by", "").split(","):
        pieces = [piece for piece in part.split("^") if piece]
        direction = " DESC" if pieces and pieces[-1].upper() == "DESC" else ""
        pieces = [piece for piece in pieces if piece.upper() not in ("DESC", "ASC")]
        known = bool(pieces) and field_of(visit.store.tables, table, pieces[-1]) is not None
        if known and len(pieces) == 2 and pieces[0].lower() in _FUNCTIONS:
            found.append(f"{_function(visit, table, pieces[0].lower(), pieces[1])}{direction}")
        elif known and len(pieces) == 1:
            found.append(f"{_column(visit, table, pieces[0])}{direction}")
        elif pieces and pieces[0].lower() == "count":
            found.append(f"count(*){direction}")
    return ", ".join([*found, named])


def _known(visit: Visit, table: Table, parameter: str) -> list[str]:
    asked = (name.strip() for name in visit.args.get(parameter, "").split(","))
    return [name for name in dict.fromkeys(asked) if name and field_of(visit.store.tables, table, name)]


def _column(visit: Visit, table: Table, path: str) -> str:
    return column(visit.store.tables, table, path, table.name)


def _result(visit: Visit, table: Table, row: Row, groups: list[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, value in row.items():
        short, dot, field = name.partition(".")
        if short in _FUNCTIONS and dot:
            shown.setdefault(short, {})[field] = _number(value)
        elif name == "count":
            shown["count"] = str(value)
    result: dict[str, Any] = {"stats": shown}
    if groups:
        result["groupby_fields"] = [_group(visit, table, field, row[f"group.{field}"]) for field in groups]
    return result


def _group(visit: Visit, table: Table, path: str, value: str) -> dict[str, str]:
    mode = visit.args.get("sysparm_display_value", "false").lower()
    field = field_of(visit.store.tables, table, path)
    if mode not in ("true", "all") or field is None:
        return {"field": path, "value": value}
    shown = render.display(
        visit.store, table, field, {field.name: value, "sys_id": ""}, visit.actor.time_zone
    )
    whole = {"display_value": shown, "field": path, "value": value}
    return whole if mode == "all" else {"field": path, "value": shown}


def _number(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else "" if value is None else str(value)
