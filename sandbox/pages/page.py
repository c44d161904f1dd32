"""Pages to watch a demo by: the newest records of each kind and their journals, refreshed by themselves."""

# ruff: noqa: S608  # names in SQL come from the tables declared; values are always bound

from __future__ import annotations

from html import escape
from pathlib import Path

from sanic import HTTPResponse, Request
from sanic.response import redirect

from sandbox.instance import App, Instance
from sandbox.pages.columns import LISTS, Listed
from sandbox.records import journals, render
from sandbox.store import Row, Store
from sandbox.tables.fields import Table

_STYLE = Path(__file__).with_name("page.css")
_SHOWN = 50
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_LONG = ("description", "text", "workaround", "details", "close_notes")
_UNSHOWN = (
    "number", "short_description", "sys_domain", "sys_domain_path", "sys_tags", "upon_approval",
    "upon_reject",
    "escalation", "notify", "task_effective_number", *_LONG,
)  # fmt: skip
_TITLES = {"caller_id": "Caller", "opened_at": "Opened (UTC)", "sys_updated_on": "Updated (UTC)",
           "sys_created_on": "Created (UTC)", "sysapproval": "For"}  # fmt: skip


def add_to(app: App) -> None:
    app.add_route(incidents, "/", methods=["GET"], name="page")
    app.add_route(listing, "/records/<name:str>", methods=["GET"], name="page_list")
    app.add_route(record, "/records/<name:str>/<sys_id:str>", methods=["GET"], name="page_record")
    app.add_route(incident, "/incident/<number:str>", methods=["GET"], name="page_incident")
    app.add_route(style, "/sandbox/page.css", methods=["GET"], name="page_style")


async def style(request: Request) -> HTTPResponse:
    return HTTPResponse(_STYLE.read_text(), content_type="text/css;charset=UTF-8")


async def incidents(request: Request) -> HTTPResponse:
    return _list(_store(request), LISTS["incident"])


async def listing(request: Request, name: str) -> HTTPResponse:
    return _list(_store(request), LISTS[name]) if name in LISTS else redirect("/")


async def incident(request: Request, number: str) -> HTTPResponse:
    row = _store(request).by("incident", number=number)
    return _record(_store(request), LISTS["incident"], row) if row else redirect("/")


async def record(request: Request, name: str, sys_id: str) -> HTTPResponse:
    store = _store(request)
    row = store.get(store.tables[name], sys_id) if name in LISTS else None
    return _record(store, LISTS[name], row) if row else redirect("/")


def _list(store: Store, listed: Listed) -> HTTPResponse:
    table = store.tables[listed.table]
    order = f'ORDER BY "{listed.order}" DESC, sys_id LIMIT ?'
    rows = store.rows(f'SELECT * FROM "{table.source}" {order}', [_SHOWN])
    head = "".join(f"<th scope='col'>{_title(table, name)}</th>" for name in listed.columns)
    body = "".join(_row(store, table, row, listed.columns) for row in rows)
    content = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return _page(listed.title, content, current=listed.table)


def _row(store: Store, table: Table, row: Row, columns: tuple[str, ...]) -> str:
    cells = (_cell(store, table, row, name, first=not place) for place, name in enumerate(columns))
    return f"<tr>{''.join(cells)}</tr>"


def _record(store: Store, listed: Listed, row: Row) -> HTTPResponse:
    table = store.tables[listed.table]
    title = " ".join(row.get(name, "") for name in ("number", "short_description")).strip()
    facts = "".join(
        f"<dt>{_title(table, name)}</dt><dd>{escape(shown)}</dd>"
        for name, field in sorted(table.fields.items(), key=lambda pair: pair[0].startswith("sys_"))
        if name not in _UNSHOWN and field.kind != "journal" and (shown := _display(store, table, row, name))
    )
    texts = "".join(
        f"<h2>{_title(table, name)}</h2><pre>{escape(row[name])}</pre>" for name in _LONG if row.get(name)
    )
    content = f"<dl>{facts}</dl>{texts}{_activity(store, table, row)}{_files(store, row)}"
    return _page(title or _display(store, table, row, table.display), content, current=listed.table)


def _activity(store: Store, table: Table, row: Row) -> str:
    if not table.journals:
        return ""
    entries = journals.entries(store, row["sys_id"], journals.BOTH)
    return f"<h2>Activity</h2>{''.join(_entry(store, entry) for entry in entries) or '<p>None yet.</p>'}"


def _files(store: Store, row: Row) -> str:
    files = store.rows(
        "SELECT file_name, size_bytes FROM sys_attachment WHERE table_sys_id = ?", [row["sys_id"]]
    )
    attached = "".join(f"<li>{escape(f['file_name'])} ({f['size_bytes']} bytes)</li>" for f in files)
    return f"<h2>Attachments</h2><ul>{attached}</ul>" if attached else ""


def _store(request: Request) -> Store:
    instance: Instance = request.app.ctx.instance
    instance.tick()
    return instance.store


def _page(title: str, body: str, *, current: str) -> HTTPResponse:
    tabs = "".join(
        f"<a href='/records/{listed.table}'{' aria-current=page' if listed.table == current else ''}>"
        f"{listed.title}</a>"
        for listed in LISTS.values()
    )
    return HTTPResponse(
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><meta http-equiv='refresh' content='5'>"
        "<meta name='viewport' content='width=device-width'><link rel='stylesheet' href='/sandbox/page.css'>"
        f"<title>{escape(title)} · practice ServiceNow</title></head><body>"
        "<header><strong>Practice ServiceNow</strong> for Firstline: a stand-in for demos and tests."
        f" Not ServiceNow, and no real tickets.</header><nav>{tabs}</nav>"
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>",
        headers=dict(_HEADERS),
        content_type="text/html;charset=UTF-8",
    )


def _cell(store: Store, table: Table, row: Row, name: str, *, first: bool) -> str:
    text = escape(_display(store, table, row, name))
    if first:
        return f"<td><a href='/records/{table.name}/{escape(row['sys_id'])}'>{text or '–'}</a></td>"
    if table.fields[name].kind in ("choice", "intchoice") and text:
        return f"<td><span class='tag {name}-{escape(row[name])}'>{text}</span></td>"
    return f"<td>{text}</td>"


def _display(store: Store, table: Table, row: Row, name: str) -> str:
    return render.display(store, table, table.fields[name], row, "UTC")


def _entry(store: Store, entry: Row) -> str:
    kind = journals.LABELS.get(entry["element"], entry["element"])
    return (
        f"<article class='{entry['element']}'><h3>{escape(journals.writer(store, entry['sys_created_by']))}"
        f" <small>{kind} · {entry['sys_created_on']} UTC</small></h3>"
        f"<pre>{escape(entry['value'])}</pre></article>"
    )


def _title(table: Table, name: str) -> str:
    return _TITLES.get(name, table.fields[name].label)
