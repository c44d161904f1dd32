"""The catalogue: its items with their questions, read from catalogue.txt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sandbox.query import glide
from sandbox.seed.planting import Ground, made_id

_TEXT = Path(__file__).with_name("catalogue.txt")
_CATALOGUE = made_id("catalogue", "Service Catalog")
_CATEGORIES = {
    "Access": "Accounts, folders, doors and networks",
    "Software": "Applications and licences",
    "Hardware": "Laptops, phones, screens",
    "Equipment": "Small things for the desk",
    "On-site visit": "Somebody comes to you",
    "People": "Somebody starts, changes or leaves",
}
_TYPES = {"text": "6", "long": "2", "choice": "5", "date": "9", "datetime": "10", "integer": "6",
    "reference": "8",
          "yes/no": "1"}  # fmt: skip


def catalogue(ground: Ground) -> None:
    row = {"title": "Service Catalog", "description": "What employees may ask for"}
    ground.put("sc_catalog", _CATALOGUE, row)
    for place, (title, description) in enumerate(_CATEGORIES.items()):
        category = {"title": title, "description": description, "sc_catalog": _CATALOGUE, "order": str(place)}
        ground.put("sc_category", made_id("category", title), category)
    for place, (item, questions) in enumerate(_items()):
        _item(ground, item, place)
        for number, question in enumerate(questions):
            _question(ground, item[0], question, number)


def _items() -> Iterator[tuple[list[str], list[list[str]]]]:
    """Each item's parts, with the parts of its questions."""
    item: list[str] = []
    questions: list[list[str]] = []
    for line in _TEXT.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if line.startswith("  "):
            questions.append(parts)
            continue
        if item:
            yield item, questions
        item, questions = parts, []
    yield item, questions


def _item(ground: Ground, parts: list[str], place: int) -> None:
    name, category, group, approval, price, days, model, description = parts
    ground.put("sc_cat_item", made_id("item", name), {
        "name": name, "short_description": description, "description": f"<p>{description}.</p>",
        "sc_catalogs": _CATALOGUE, "category": made_id("category", category),
        "group": made_id("group", group), "approval": approval, "price": price, "order": str(place),
        "delivery_time": glide.duration(int(days) * 86400), "type": "item",
        "model": made_id("model", model) if model else "",
    })  # fmt: skip


def _question(ground: Ground, item: str, parts: list[str], number: int) -> None:
    name, kind, mandatory, text, *choices = (*parts, "")
    word, _, table = kind.partition(" ")
    sys_id = made_id("question", f"{item}.{name}")
    ground.put("item_option_new", sys_id, {
        "cat_item": made_id("item", item), "name": name, "question_text": text, "type": _TYPES[word],
        "mandatory": str(mandatory == "yes").lower(), "order": str((number + 1) * 100), "reference": table,
    })  # fmt: skip
    for place, choice in enumerate(part for part in choices[0].split(";") if part.strip()):
        value, _, label = choice.partition(":")
        row = {"question": sys_id, "value": value.strip(), "text": label.strip(), "order": str(place * 100)}
        ground.put("question_choice", made_id("answer", f"{item}.{name}.{value.strip()}"), row)
