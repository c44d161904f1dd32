"""The procedures manual: the flows as one HTML page to read, print and approve."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.appendix import Appendix
from flows.diagram import svg
from flows.model import Flow
from flows.walking import question

NOTHING = Appendix()


def manual(flows: Mapping[str, Flow], appendix: Appendix = NOTHING) -> str:
    """The whole manual, of the flows that are approved; the same files give the same page."""
    approved = [flow for flow in flows.values() if flow.approved]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )
    page = environment.get_template("manual.html.j2")
    return page.render(
        flows=sorted(approved, key=lambda flow: title(flow).casefold()), appendix=appendix,
        left_out=sorted(title(flow) for flow in flows.values() if not flow.approved),
        title=title, name=name, question=question, diagram=lambda flow: Markup(svg(flow)),  # noqa: S704 svg() escapes
    )


def title(flow: Flow) -> str:
    """``your VPN`` as a heading."""
    words = flow.title.removeprefix("your ")
    return words[:1].upper() + words[1:]


def name(flow: Flow, id: str) -> str:
    """What the manual calls a step or an outcome."""
    step = flow.step(id)
    words = (step.title if step else "") or id.replace("_", " ")
    return words[:1].upper() + words[1:]
