"""A flow drawn as SVG: steps in layers from top to bottom, arrows along the options.

The layer of a step is its longest way from the beginning, so that every arrow points down.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape

from flows.model import Flow, Outcome, Step
from flows.paths import leads_to

WIDTH, HEIGHT, GAP_X, GAP_Y = 170, 46, 24, 44  # of a box and between boxes, in pixels


@dataclass(frozen=True)
class Box:
    id: str
    title: str
    kind: str
    x: int
    y: int


def svg(flow: Flow) -> str:
    """An inline ``<svg>`` with a title for screen readers; its colours come from the page's classes."""
    boxes = layout(flow)
    width = max(box.x for box in boxes.values()) + WIDTH + GAP_X
    height = max(box.y for box in boxes.values()) + HEIGHT + GAP_Y
    arrows = "".join(_arrow(boxes[a], boxes[b], label) for a, b, label in edges(flow) if b in boxes)
    return (
        f'<svg class="diagram" role="img" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>Diagram of {escape(flow.title)}</title>{arrows}{''.join(map(_box, boxes.values()))}</svg>"
    )


def layout(flow: Flow) -> dict[str, Box]:
    """Where every step and outcome is drawn."""
    rows: dict[int, list[Step | Outcome]] = {}
    layers = _layers(flow)
    for place in _places(flow):
        rows.setdefault(layers[place.id], []).append(place)
    widest = max(map(len, rows.values()))
    return {
        place.id: Box(place.id, _title(place), place.kind, _x(column, len(row), widest), _y(layer))
        for layer, row in rows.items()
        for column, place in enumerate(row)
    }


def edges(flow: Flow) -> list[tuple[str, str, str]]:
    """From, to and the words on the arrow; arrows between the same two are one."""
    labels: dict[tuple[str, str], list[str]] = {}
    for step in flow.steps:
        for following in sorted(leads_to(step)):
            said = [option.title for option in step.options if option.next == following]
            labels.setdefault((step.id, following), []).extend(said)
    return [(a, b, " / ".join(said)) for (a, b), said in labels.items()]


def _places(flow: Flow) -> tuple[Step | Outcome, ...]:
    return (*flow.steps, *flow.outcomes)


def _layers(flow: Flow) -> dict[str, int]:
    before: dict[str, list[str]] = {}
    for a, b, _ in edges(flow):
        before.setdefault(b, []).append(a)

    @cache
    def depth(id: str, limit: int) -> int:
        """Longest way here; ``limit`` ends the search where a flow goes round in circles."""
        return max((1 + depth(a, limit - 1) for a in before.get(id, ()) if limit), default=0)

    return {place.id: depth(place.id, len(flow.steps)) for place in _places(flow)}


def _title(place: Step | Outcome) -> str:
    if isinstance(place, Outcome):
        return f"{place.kind}: {place.id}" if place.id != place.kind else place.kind
    return place.title or place.id.replace("_", " ")


def _x(column: int, columns: int, widest: int) -> int:
    indent = (widest - columns) * (WIDTH + GAP_X) // 2
    return GAP_X + indent + column * (WIDTH + GAP_X)


def _y(layer: int) -> int:
    return GAP_Y // 2 + layer * (HEIGHT + GAP_Y)


def _box(box: Box) -> str:
    lines = _wrapped(box.title)
    first = box.y + HEIGHT // 2 + 5 - 8 * (len(lines) - 1)
    text = "".join(
        f'<tspan x="{box.x + WIDTH // 2}" y="{first + 16 * n}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    )
    return (f'<g class="{box.kind}"><rect x="{box.x}" y="{box.y}" width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
            f'<text text-anchor="middle">{text}</text></g>')


def _arrow(a: Box, b: Box, label: str) -> str:
    x1, y1, x2, y2 = a.x + WIDTH // 2, a.y + HEIGHT, b.x + WIDTH // 2, b.y
    bend = max(20, (y2 - y1) // 2)
    return (f'<path class="arrow" d="M{x1},{y1} C{x1},{y1 + bend} {x2},{y2 - bend} {x2},{y2}">'
            f"<title>{escape(label)}</title></path>"
            f'<path class="tip" d="M{x2 - 4},{y2 - 7} L{x2},{y2} L{x2 + 4},{y2 - 7} Z"/>')


def _wrapped(title: str) -> list[str]:
    """At most two lines of 22 characters."""
    line = title if len(title) <= 44 else title[:43] + "…"
    if len(line) <= 22:
        return [line]
    cut = line.rfind(" ", 0, 23)
    cut = cut if cut > 0 else 22
    return [line[:cut], line[cut:].strip()]

