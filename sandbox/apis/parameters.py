"""What the parameters of an address ask for: a query, a view, a page; and the record in a body."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from sandbox.errors import ApiError, bad_body
from sandbox.instance import Visit
from sandbox.query.grammar import Clause, Query, Term, narrowed, parse
from sandbox.records import labels, render
from sandbox.records.actor import closed_fields
from sandbox.tables.fields import Table

_OWN = ("sysparm_", "jsonv2", "displayvalue", "displayvariables")


def query_of(visit: Visit, table: Table) -> Query:
    """``sysparm_query`` and every other name=value of the address, which narrows it further."""
    query = parse(visit.args.get("sysparm_query", ""))
    named = [(name, value) for name, value in visit.args.items() if not name.lower().startswith(_OWN)]
    return narrowed(query, tuple(_filter(visit, table, name, value) for name, value in named))


def view_of(visit: Visit, table: Table) -> render.View:
    mode = visit.args.get("sysparm_display_value", "false").lower()
    asked = visit.args.get("sysparm_fields", "").split(",")
    return render.View(
        base=visit.base,
        mode=mode if mode in ("true", "all") else "false",  # type: ignore[arg-type]  # one of the three
        links=not visit.flag("sysparm_exclude_reference_link"),
        fields=tuple(dict.fromkeys(name.strip() for name in asked if name.strip())),
        time_zone=visit.actor.time_zone,
        closed=closed_fields(visit.store, visit.actor, "read", table),
    )


def body_of(visit: Visit) -> dict[str, Any]:
    """The record sent; of several only the first. Raises ApiError for anything that is no JSON object."""
    kind = visit.request.headers.get("content-type", "")
    if "json" not in kind:
        raise ApiError(
            415 if kind else 400, "Unsupported media type" if kind else "Bad Request", kind[:100] or None
        )
    try:
        body = json.loads(visit.request.body)
    except (ValueError, RecursionError) as error:
        raise bad_body("The payload is not valid JSON.") from error
    first = body[0] if isinstance(body, list) and body else body
    if not isinstance(first, dict):
        raise bad_body("The payload is not valid JSON.")
    return first


def page_links(visit: Visit, limit: int, offset: int, total: int) -> str:
    """The pages before and after, as ``<address>;rel="next"``."""
    last = (total - 1) // limit * limit
    pages: list[tuple[str, int, Callable[[], bool]]] = [
        ("first", 0, lambda: offset > 0),
        ("prev", max(offset - limit, 0), lambda: offset > 0),
        ("next", offset + limit, lambda: offset + limit < total),
        ("last", last, lambda: True),
    ]
    request = visit.request
    address = f"{request.scheme}://{request.host}{request.path}"
    return ",".join(
        f'<{address}?{urlencode({**visit.args, "sysparm_offset": start})}>;rel="{rel}"'
        for rel, start, wanted in pages
        if wanted()
    )


def _filter(visit: Visit, table: Table, name: str, value: str) -> Clause:
    """A filter takes what is stored or what is shown: ``state=6`` and ``state=resolved``."""
    terms = [Term(name, "=", value)]
    field = table.fields.get(name)
    if field is not None and field.refers and field.table in visit.store.tables:
        terms.append(Term(f"{name}.{visit.store.tables[field.table].display}", "=", value))
    if field is not None and field.kind in ("choice", "intchoice"):
        labelled = labels.value_of(visit.store, table, name, value)
        terms += [Term(name, "=", labelled)] if labelled is not None else []
    return tuple(terms)
