"""A page to watch a demo by: the newest incidents and their journals, refreshed by itself."""

from __future__ import annotations

from html import escape
from pathlib import Path

from sanic import HTTPResponse, Request
from sanic.response import redirect

from sandbox.instance import App, Instance
from sandbox.records import journals, render
from sandbox.store import Row, Store

_STYLE = Path(__file__).with_name("page.css")
_SHOWN = 50
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_COLUMNS = ("number", "short_description", "caller_id", "state", "priority", "assignment_group", "opened_at")
_DETAILS = (
    "caller_id", "state", "priority", "impact", "urgency", "category", "subcategory", "contact_type",
    "assignment_group", "assigned_to", "opened_at", "sys_updated_on", "close_code", "close_notes",
    "correlation_id", "correlation_display",
)  # fmt: skip


def add_to(app: App) -> None:
    app.add_route(listing, "/", methods=["GET"], name="page")
    app.add_route(incident, "/incident/<number:str>", methods=["GET"], name="page_incident")
    app.add_route(style, "/sandbox/page.css", methods=["GET"], name="page_style")


async def style(request: Request) -> HTTPResponse:
    return HTTPResponse(_STYLE.read_text(), content_type="text/css;charset=UTF-8")


async def listing(request: Request) -> HTTPResponse:
    store = _store(request)
    rows = store.rows("SELECT * FROM incident ORDER BY opened_at DESC, number DESC LIMIT ?", [_SHOWN])
    head = "".join(f"<th scope='col'>{_title(name)}</th>" for name in _COLUMNS)
    body = "".join(f"<tr>{''.join(_cell(store, row, name) for name in _COLUMNS)}</tr>" for row in rows)
    return _page("Incidents", f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


async def incident(request: Request, number: str) -> HTTPResponse:
    store = _store(request)
    row = store.one("SELECT * FROM incident WHERE number = ?", [number])
    if row is None:
        return redirect("/")
    facts = "".join(
        f"<dt>{_title(name)}</dt><dd>{escape(_display(store, row, name)) or '–'}</dd>" for name in _DETAILS
    )
    files = store.rows(
        "SELECT file_name, size_bytes FROM sys_attachment WHERE table_sys_id = ?", [row["sys_id"]]
    )
    attached = "".join(f"<li>{escape(f['file_name'])} ({f['size_bytes']} bytes)</li>" for f in files)
    journal = "".join(
        _entry(store, entry) for entry in journals.entries(store, row["sys_id"], "comments_and_work_notes")
    )
    return _page(
        f"{row['number']} {row['short_description']}",
        f"<p><a href='/'>All incidents</a></p><dl>{facts}</dl>"
        f"<h2>Description</h2><pre>{escape(row['description'])}</pre>"
        f"<h2>Activity</h2>{journal or '<p>None yet.</p>'}"
        f"{f'<h2>Attachments</h2><ul>{attached}</ul>' if attached else ''}",
    )


def _store(request: Request) -> Store:
    instance: Instance = request.app.ctx.instance
    return instance.store


def _page(title: str, body: str) -> HTTPResponse:
    return HTTPResponse(
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><meta http-equiv='refresh' content='5'>"
        "<meta name='viewport' content='width=device-width'><link rel='stylesheet' href='/sandbox/page.css'>"
        f"<title>{escape(title)} · practice ServiceNow</title></head><body>"
        "<header><strong>Practice ServiceNow</strong> for Firstline: a stand-in for demos and tests."
        " Not ServiceNow, and no real tickets.</header>"
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>",
        headers=dict(_HEADERS),
        content_type="text/html;charset=UTF-8",
    )


def _cell(store: Store, row: Row, name: str) -> str:
    text = escape(_display(store, row, name))
    if name == "number":
        return f"<td><a href='/incident/{text}'>{text}</a></td>"
    if name in ("state", "priority"):
        return f"<td><span class='tag {name}-{escape(row[name])}'>{text}</span></td>"
    return f"<td>{text}</td>"


def _display(store: Store, row: Row, name: str) -> str:
    view = render.View(base="", mode="true", links=False, fields=(name,))
    return str(render.record(store, store.tables["incident"], row, view)[name])


def _entry(store: Store, entry: Row) -> str:
    kind = journals.LABELS[entry["element"]]
    return (
        f"<article class='{entry['element']}'><h3>{escape(journals.writer(store, entry['sys_created_by']))}"
        f" <small>{kind} · {entry['sys_created_on']} UTC</small></h3>"
        f"<pre>{escape(entry['value'])}</pre></article>"
    )


def _title(name: str) -> str:
    words = {"caller_id": "Caller", "opened_at": "Opened (UTC)", "sys_updated_on": "Updated (UTC)"}
    return words.get(name, name.replace("_", " ").capitalize())
