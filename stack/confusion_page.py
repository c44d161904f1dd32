"""The confusion report: one HTML file to read and to print, for whoever writes training lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from stack import confusion, heard
from stack.heard import Heard

TEMPLATE = "confusion.html.j2"
DARKEST = 5  # confused lines from which a cell of the heat map is as dark as it gets


def write(file: Path, lines: Sequence[Heard], title: str) -> None:
    """Write the page whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(page(lines, title), "utf-8")
    beside.replace(file)


def page(lines: Sequence[Heard], title: str) -> str:
    """The page; the same lines give the same page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    intents, closest = confusion.intents(lines), confusion.closest(lines)
    bins = confusion.closeness(lines)
    return environment.get_template(TEMPLATE).render(
        title=title, lines=lines, share=heard.share(lines), macro_f1=confusion.macro_f1(intents),
        intents=sorted(intents, key=lambda one: (one.f1, one.name)), pairs=confusion.pairs(lines),
        matrix=confusion.matrix(lines), bins=bins, tallest=max((one.share for one in bins), default=1.0),
        closest=closest, too_close=confusion.TOO_CLOSE, shade=shade, stranger=heard.STRANGER,
        name=lambda intent: intent.replace("_", " "),
    )  # fmt: skip


def shade(count: int) -> int:
    """How dark a cell of `count` confused lines is: 0 to 5."""
    return min(count, DARKEST)
