"""The Aggregate API: counts, averages, sums and extremes, also by group."""

# ruff: noqa: S608  # names in SQL come from the schema; values are always bound

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox import records, select
from sandbox.door import Instance, as_json, through
from sandbox.records import Actor
from sandbox.schema import Table
from sandbox.store import Row
from sandbox.table_api import query_of

_FUNCTIONS = {"avg": "AVG", "min": "MIN", "max": "MAX", "sum": "SUM"}


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(f"stats{version}", url_prefix=f"/api/now/{version}".rstrip("/"))
    routes.add_route(stats, "/stats/<name:str>", methods=["GET"], name="stats")
    return routes


async def stats(request: Request, name: str) -> HTTPResponse:
    instance: Instance = request.app.ctx.instance

    def work(actor: Actor, hidden: frozenset[str]) -> HTTPResponse:
        table = records.table_named(name)
        groups = _known(request, table, "sysparm_group_by")
        found = instance.store.rows(*_statement(request, instance, table, groups, actor))
        results = [_result(row, groups) for row in found]
        return as_json({"result": results if groups else results[0]})

    return await through(request, name, work)


def _statement(
    request: Request, instance: Instance, table: Table, groups: list[str], actor: Actor
) -> tuple[str, list[str]]:
    condition, values = select.where(table, query_of(request, instance.store, table), actor.reader)
    columns = [f'"{field}" AS "group.{field}"' for field in groups]
    if request.args.get("sysparm_count", "").lower() == "true":
        columns.append("count(*) AS count")
    for short, function in _FUNCTIONS.items():
        for field in _known(request, table, f"sysparm_{short}_fields"):
            number = f'CAST("{field}" AS REAL)' if short in ("avg", "sum") else f'"{field}"'
            columns.append(f'{function}({number}) AS "{short}.{field}"')
    named = ", ".join(f'"{field}"' for field in groups)
    ending = f" GROUP BY {named} ORDER BY {named}" if groups else ""
    return (
        f'SELECT {", ".join(columns) or "count(*) AS ignored"} FROM "{table.name}" WHERE {condition}{ending}',
        values,
    )


def _known(request: Request, table: Table, parameter: str) -> list[str]:
    asked = request.args.get(parameter, "").split(",")
    return [name for name in (field.strip() for field in asked) if name in table.fields]


def _result(row: Row, groups: list[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, value in row.items():
        short, dot, field = name.partition(".")
        if short in _FUNCTIONS and dot:
            shown.setdefault(short, {})[field] = _number(value)
        elif name == "count":
            shown["count"] = str(value)
    result: dict[str, Any] = {"stats": shown}
    if groups:
        result["groupby_fields"] = [{"field": field, "value": row[f"group.{field}"]} for field in groups]
    return result


def _number(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else "" if value is None else str(value)
