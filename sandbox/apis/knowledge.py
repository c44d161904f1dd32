"""The Knowledge Management API: articles searched, read, featured and most viewed."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from sandbox.answers import as_json
from sandbox.door import through
from sandbox.errors import no_record
from sandbox.instance import Visit
from sandbox.query import glide
from sandbox.query.grammar import Clause, Term, narrowed, parse
from sandbox.records import read, render
from sandbox.store import Row

_MATCHED = "knowledge"
_LIMIT = 30
_TAG = re.compile(r"<[^>]+>")
_ALL = 10000


def blueprint(version: str) -> Blueprint:
    routes = Blueprint(
        f"knowledge{version}", url_prefix=f"/api/sn_km_api/{version}".rstrip("/") + "/knowledge"
    )
    routes.add_route(articles, "/articles", methods=["GET"], name="articles")
    routes.add_route(featured, "/articles/featured", methods=["GET"], name="featured")
    routes.add_route(most_viewed, "/articles/most_viewed", methods=["GET"], name="most_viewed")
    routes.add_route(article, "/articles/<key:str>", methods=["GET"], name="article")
    return routes


async def articles(request: Request) -> HTTPResponse | None:
    return await through(request, _MATCHED, _articles)


async def featured(request: Request) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_ranked, by="helpful_count"))


async def most_viewed(request: Request) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_ranked, by="sys_view_count"))


async def article(request: Request, key: str) -> HTTPResponse | None:
    return await through(request, _MATCHED, partial(_article, key=key))


def _articles(visit: Visit) -> HTTPResponse:
    words = re.findall(r"\w+", visit.args.get("query", "").lower())
    scored = [(_score(row, words), row) for row in _readable(visit)]
    found = [(score, row) for score, row in scored if score > 0 or not words]
    found.sort(key=lambda pair: -pair[0])
    return _listed(visit, found)


def _ranked(visit: Visit, *, by: str) -> HTTPResponse:
    found = [(float(row[by] or 0), row) for row in _readable(visit)]
    return _listed(visit, sorted(found, key=lambda pair: -pair[0]))


def _listed(visit: Visit, found: list[tuple[float, Row]]) -> HTTPResponse:
    offset, limit = visit.whole("offset", 0), visit.whole("limit", _LIMIT)
    page = found[offset : offset + limit]
    named = {name: visit.args.get(name, "") for name in ("query", "filter", "kb", "fields")}
    meta = {
        "start": offset, "end": offset + len(page), "count": len(found), **named, "status": {"code": 200},
        "language": visit.args.get("language", "en"), "ts_query_id": visit.store.new_id(),
    }  # fmt: skip
    shown = [_brief(visit, row, score, offset + place) for place, (score, row) in enumerate(page)]
    return as_json({"result": {"meta": meta, "articles": shown}})


def _article(visit: Visit, *, key: str) -> HTTPResponse:
    row = next(
        (each for each in _readable(visit, narrow=False) if key in (each["sys_id"], each["number"])), None
    )
    if row is None:
        raise no_record()
    if visit.args.get("update_view", "").lower() == "true":
        viewed = {"article": row["sys_id"], "user": visit.actor.id, "viewed": "true", "times_viewed": "1"}
        visit.writer().create("kb_use", {**viewed, "search_id": visit.args.get("search_id", "")})
    files = visit.store.rows("SELECT * FROM sys_attachment WHERE table_sys_id = ?", [row["sys_id"]])
    attached = [
        {"sys_id": f["sys_id"], "file_name": f["file_name"], "size_bytes": f["size_bytes"]} for f in files
    ]
    result = {"content": row["text"], "template": False, "number": row["number"], "sys_id": row["sys_id"]}
    result |= {"short_description": row["short_description"], "display_attachments": bool(files)}
    return as_json(
        {"result": {**result, "attachments": attached, "embedded_content": [], **_fields(visit, row)}}
    )


def _readable(visit: Visit, *, narrow: bool = True) -> list[Row]:
    """Published, valid articles; ``narrow``: only those that the address asks for."""
    table = visit.store.tables["kb_knowledge"]
    today = glide.stamp(visit.actor.now)[:10]
    clauses: list[Clause] = [
        (Term("workflow_state", "=", "published"),), (Term("active", "=", "true"),),
        (Term("valid_to", ">=", today), Term("valid_to", "ISEMPTY", "")),
    ]  # fmt: skip
    if narrow and (base := visit.args.get("kb", "")):
        clauses.append((Term("kb_knowledge_base", "IN", base),))
    if narrow and (language := visit.args.get("language", "")) and language != "all":
        clauses.append((Term("language", "IN", language),))
    query = narrowed(parse(visit.args.get("filter", "") if narrow else ""), tuple(clauses))
    return read.search(visit.store, table, query, visit.actor, limit=_ALL).rows


def _score(row: Row, words: list[str]) -> float:
    """A word in the title counts three times one in the text; all words beat some."""
    title, text = row["short_description"].lower(), _plain(row["text"]).lower()
    found = [3.0 * (word in title) + min(text.count(word), 3) * 0.5 for word in words]
    return sum(found) * (1 + sum(score > 0 for score in found) / max(1, len(words))) if any(found) else 0.0


def _brief(visit: Visit, row: Row, score: float, rank: int) -> dict[str, Any]:
    link = f"?id=kb_article_view&sys_kb_id={row['sys_id']}"
    return {
        "id": f"kb_knowledge:{row['sys_id']}", "number": row["number"], "title": row["short_description"],
        "snippet": _plain(row["text"])[:300], "link": link, "score": score, "rank": rank, "tags": [],
        **_fields(visit, row),
    }  # fmt: skip


def _fields(visit: Visit, row: Row) -> dict[str, Any]:
    table = visit.store.tables["kb_knowledge"]
    names = [
        name for name in visit.args.get("fields", "short_description").split(",") if name in table.fields
    ]
    return {"fields": {
        name: {
            "name": name, "label": field.label, "type": field.kind, "value": row[name],
            "display_value": render.display(visit.store, table, field, row, visit.actor.time_zone),
        }
        for name in names
        if (field := table.fields[name])
    }}  # fmt: skip


def _plain(html: str) -> str:
    return " ".join(_TAG.sub(" ", html).split())
