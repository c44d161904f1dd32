"""The report as tables for a lead, what is missing first, and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from desk.coverage.items import NEITHER
from desk.coverage.report import Covered, Report

_NAMED = 3
"""Flows or articles named in a cell; more are counted."""


def show(report: Report, console: Console) -> None:
    missing = [(of, row.title, gap) for of, row, gap in _gaps(report)]
    if missing:
        console.print(_table("What is missing", ("part", "of", "gap"), missing))
    for title, of, rows in _parts(report):
        heads = (of, "flow or article", "owner", "review by")
        console.print(_table(title, heads, [_cells(row) for row in sorted(rows, key=_complete)]))
    for line in _counts(report):
        console.print(line, markup=False, soft_wrap=True)


def data_of(report: Report) -> dict[str, Any]:
    return {
        "today": report.today.isoformat(),
        "gaps": [{"part": of, "of": row.title, "gap": gap} for of, row, gap in _gaps(report)],
        "services": [_row(row) for row in report.services],
        "items": None if report.items is None else [_row(row) for row in report.items],
        "gone": None if report.items is None else [row.title for row in report.items if row.gone],
        "not_asked": report.not_asked,
    }


def _parts(report: Report) -> Iterator[tuple[str, str, Sequence[Covered]]]:
    yield "The services that are supported", "topic", report.services
    if report.items is not None:
        yield "What can be requested", "item", report.items


def _gaps(report: Report) -> Iterator[tuple[str, Covered, str]]:
    return ((of, row, gap) for _, of, rows in _parts(report) for row in rows for gap in row.gaps)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(title=title, show_lines=True)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        # Text, because a title may hold what rich takes for a style: [name].
        table.add_row(*(Text(cell) for cell in row))
    return table


def _complete(row: Covered) -> bool:
    return not row.gaps


def _cells(row: Covered) -> tuple[str, ...]:
    ordered = (f"entry {', '.join(row.entries)}",) if row.entries else ()
    helps = (*ordered, *_few(row.flows, "flows"), *_few(row.articles, "articles"))
    return row.title, "\n".join(helps), "\n".join(row.owners), str(row.review or "")


def _few(names: tuple[str, ...], of: str) -> tuple[str, ...]:
    return names if len(names) <= _NAMED else (f"{len(names)} {of}",)


def _row(row: Covered) -> dict[str, Any]:
    return {
        "name": row.name, "title": row.title, "flows": row.flows, "articles": row.articles,
        "entries": row.entries, "owners": row.owners, "gone": row.gone, "gaps": row.gaps,
        "review": row.review.isoformat() if row.review else None,
    }  # fmt: skip


def _counts(report: Report) -> Iterator[str]:
    yield f"{len(report.services)} topics, {_incomplete(report.services)} with gaps"
    if report.items is not None:
        here = [row for row in report.items if not row.gone]
        ordered = sum(bool(row.entries) for row in here)
        neither = sum(NEITHER in row.gaps for row in here)
        yield (f"{len(here)} items, {_incomplete(here)} with gaps: {ordered} ordered by a flow,"
               f" {len(here) - ordered - neither} only named in an article, {neither} neither;"
               f" {len(report.items) - len(here)} gone")  # fmt: skip


def _incomplete(rows: Sequence[Covered]) -> int:
    return sum(not _complete(row) for row in rows)
