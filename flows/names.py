"""Names inside one flow file that would stop it from being built."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import PurePath

from authored import Document, Problem


def name_problems(file: str, document: Document, common: Document) -> Iterator[Problem]:
    """The file's own name, its dangers, the kind of each step, the options it shares."""
    data = document.data
    if PurePath(file).stem != data["flow"]:
        yield document.problem(("flow",), f"flow '{data['flow']}' is in a file of another name",
                               f"name the file {data['flow']}.yml")
    yield from _date(document, ("review",), data["review"])
    if data["approval"]:
        yield from _date(document, ("approval", "date"), data["approval"]["date"])
    for at, id in enumerate(data.get("danger", ())):
        if id not in common.data["dangers"]:
            yield document.problem(("danger", at), f"'{id}' is no danger of common.yml",
                                   "use one of: " + ", ".join(common.data["dangers"]))
    for at, step in enumerate(data["steps"]):
        kinds = [kind for kind in ("ask", "check", "branch") if kind in step]
        if len(kinds) > 1 or not (kinds or "say" in step) or {"say", "check"} <= step.keys():
            yield document.problem(("steps", at), f"step '{step['id']}' must say, ask, check or branch",
                                   "give it one of these (an 'ask' may also 'say' something first)")
        for index, option in enumerate(step.get("options", ())):
            shared = common.data["options"]
            if ("use" in option) == ("id" in option) or option.get("use") not in (None, *shared):
                yield document.problem(("steps", at, "options", index),
                                       f"an option of '{step['id']}' has no 'id', or no known 'use'",
                                       "give it an 'id', or 'use' one of: " + ", ".join(shared))


def _date(document: Document, at: tuple[str, ...], day: str) -> Iterator[Problem]:
    try:
        date.fromisoformat(day)
    except ValueError:
        yield document.problem(at, f"'{day}' is no date", "write year-month-day: 2027-05-17")
