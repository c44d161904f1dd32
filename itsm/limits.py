"""Texts made to fit an incident's fields without losing a word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from itsm.incident import Edit, IncidentDraft

SHORT_DESCRIPTION = 160
"""Characters a stock ServiceNow keeps of a short description; it cuts off the rest without a word."""
DESCRIPTION = 4000
"""Characters a stock ServiceNow keeps of a description."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Texts:
    """A draft's texts as they are sent."""

    short_description: str
    description: str
    work_notes: str


@dataclass(frozen=True)
class Change:
    """An edit as it is sent: the fields that fit, and a work note for agents."""

    fields: dict[str, str]
    note: str


def fitted(draft: IncidentDraft, *, group_known: bool = True, category_known: bool = True) -> Texts:
    """The draft's texts, each within its field's limit; what is cut stays whole in the next larger place."""
    heading = one_line(draft.short_description)
    short = cut(heading, SHORT_DESCRIPTION)
    whole = clean(draft.description)
    if short != heading and heading not in whole:
        whole = f"{heading}\n\n{whole}"
    description = cut(whole, DESCRIPTION)
    # A journal takes any length, and is written in the same request: nothing is lost on the way.
    notes = [clean(draft.work_notes), "" if description == whole else whole]
    if not group_known and draft.assignment_group:
        notes.append(f"Assignment group: {one_line(draft.assignment_group)}")
    if not category_known and draft.category:
        notes.append(f"Category: {one_line(draft.category)}")
    return Texts(
        short_description=short,
        description=description,
        work_notes="\n\n".join(note for note in notes if note),
    )


def edited(edit: Edit, *, group_known: bool = True, category_known: bool = True) -> Change:
    """The edit with each text within its field's limit; what is cut or not known is named in the note."""
    given, notes = edit.given, []
    for name, limit in (("short_description", SHORT_DESCRIPTION), ("description", DESCRIPTION)):
        if name in given:
            whole = one_line(given[name]) if name == "short_description" else clean(given[name])
            given[name] = cut(whole, limit)
            notes += [] if given[name] == whole else [whole]
    for name, known, label in (
        ("assignment_group", group_known, "Assignment group"),
        ("category", category_known, "Category"),
    ):
        if name in given and not known:
            notes.append(f"{label}: {one_line(given.pop(name))}")
    changed = f"Changed by the caller: {', '.join(sorted(given))}" if given else "Nothing changed"
    return Change(given, "\n\n".join([changed, *notes]))


def clean(text: str) -> str:
    """Without the control characters and broken surrogates that databases and JSON choke on."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, ending at a word's end and in an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at_word = head.rsplit(None, 1)[0] if len(head.split()) > 1 else head
    return (at_word if len(at_word) >= limit // 2 else head).rstrip() + "…"
