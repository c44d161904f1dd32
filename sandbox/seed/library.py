"""The knowledge base: articles read from articles.txt, their use and what readers thought of them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from random import Random

from sandbox.query import glide
from sandbox.seed.planting import Ground, made_id
from sandbox.store import Row

_TEXT = Path(__file__).with_name("articles.txt")
BASE = made_id("knowledge base", "IT")


def knowledge(ground: Ground, persons: list[Row]) -> None:
    ground.put("kb_knowledge_base", BASE, {"title": "IT", "description": "Help for employees"})
    articles = list(_articles())
    for name in sorted({heading[1] for heading, _ in articles}):
        category = {
            "label": name,
            "value": name.lower(),
            "parent_id": BASE,
            "parent_table": "kb_knowledge_base",
        }
        ground.put("kb_category", made_id("kb category", name), category)
    chance = Random(20261104)  # noqa: S311  # the same readers every time, nothing secret
    for place, (heading, lines) in enumerate(articles):
        sys_id = _article(ground, heading, lines, place)
        if heading[2] == "published":
            _readers(ground, sys_id, persons, chance)


def _articles() -> Iterator[tuple[list[str], list[str]]]:
    heading: list[str] = []
    lines: list[str] = []
    for line in _TEXT.read_text("utf-8").splitlines():
        parts = [part.strip() for part in line.split("|")]
        if line.startswith("#") or not line.strip():
            continue
        if len(parts) != 4:
            lines.append(line)
            continue
        if heading:
            yield heading, lines
        heading, lines = parts, []
    yield heading, lines


def _article(ground: Ground, heading: list[str], lines: list[str], place: int) -> str:
    title, category, state, version = heading
    number, published = ground.store.next_number("KB"), state in ("published", "retired", "outdated")
    made = ground.ago(days=300 - 7 * place)
    sys_id = made_id("article", title)
    ground.put("kb_knowledge", sys_id, {
        "number": number, "display_number": f"{number} v{version}", "short_description": title,
        "text": html(lines), "workflow_state": state, "version": version, "kb_knowledge_base": BASE,
        "kb_category": made_id("kb category", category), "article_type": "text", "topic": "General",
        "author": made_id("user", "kayla.brooks"), "latest": "true", "language": "en",
        "published": made[:10] if published else "", "retired": made[:10] if state == "retired" else "",
        "active": str(state != "retired").lower(), "valid_to": "2100-01-01", "sys_created_on": made,
        "sys_updated_on": made, "meta": title.lower(), "sys_view_count": "0", "use_count": "0",
        "helpful_count": "0",
    })  # fmt: skip
    row = {"version": version, "knowledge": sys_id, "author": made_id("user", "kayla.brooks")}
    ground.put("kb_version", made_id("kb version", title), row)
    return sys_id


def html(lines: list[str]) -> str:
    """Paragraphs and, of lines that begin with a dash, lists."""
    parts: list[str] = []
    for line in lines:
        if line.startswith("- "):
            step = f"<li>{escape(line[2:])}</li>"
            parts.append(f"<ol>{step}</ol>" if not parts or not parts[-1].endswith("</ol>") else "")
            if not parts[-1]:
                parts.pop()
                parts[-1] = f"{parts[-1].removesuffix('</ol>')}{step}</ol>"
        else:
            parts.append(f"<p>{escape(line)}</p>")
    return "".join(parts)


def _readers(ground: Ground, article: str, persons: list[Row], chance: Random) -> None:
    views, helpful = chance.randrange(3, 30), 0
    for number in range(views // 4):
        at = glide.stamp(ground.now) if not number else ground.ago(days=chance.randrange(1, 80))
        reader = chance.choice(persons)
        seen = {"article": article, "user": reader["sys_id"], "viewed": "true", "times_viewed": "1"}
        key = f"{article}{number}"
        ground.put("kb_use", made_id("kb use", key), {**seen, "sys_created_on": at, "sys_updated_on": at})
        useful = chance.choice(["yes", "yes", "yes", "no"])
        helpful += useful == "yes"
        said = {
            "article": article,
            "user": reader["sys_id"],
            "useful": useful,
            "rating": chance.choice("345"),
        }
        ground.put(
            "kb_feedback", made_id("kb feedback", key), {**said, "sys_created_on": at, "sys_updated_on": at}
        )
    counts = {"sys_view_count": str(views), "helpful_count": str(helpful), "rating": "4.00"}
    ground.store.change(ground.store.tables["kb_knowledge"], article, counts)
