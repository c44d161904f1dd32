"""data/standards/approvals.yml: who approved each file of the standards, when, and the text they read.

Every file is covered: what it says is promised to people (hours, times, priorities, words) or decides
where they land (topics, queues, escalation).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from authored import Document, Governed, Invalid, Problem, Vouched, fingerprint, read, shape
from authored.approvals import problems
from authored.places import shown

COMMAND = "python -m standards"
FILE = "approvals.yml"
_HEADER = """\
# Who approved which file of this folder, when, and the fingerprint of the text they read. A changed word
# makes a file unapproved: python -m standards pending. Written by: python -m standards approve FILE --by NAME
approvals:
"""


def governed(folder: Path, documents: tuple[Document, ...]) -> tuple[Governed, ...]:
    """The documents of a folder as texts that need an approval. Raises Invalid for a broken approvals.yml."""
    given = read_approvals(folder)
    return tuple(_governed(folder / PurePath(document.file).name, document, given) for document in documents)


def unapproved(texts: tuple[Governed, ...]) -> tuple[Problem, ...]:
    return problems(texts, COMMAND)


def read_approvals(folder: Path) -> dict[str, Vouched]:
    """What approvals.yml says, by file stem; nothing where the file is missing. Raises Invalid."""
    path = folder / FILE
    if not path.exists():
        return {}
    document = read(path, shown_as=shown(path))
    if found := shape(document, _schema()):
        raise Invalid(found)
    return {stem: Vouched(**row) for stem, row in document.data["approvals"].items()}


def approve(folder: Path, texts: tuple[Governed, ...], person: str, on: date) -> None:
    """Write that a person approved these texts as they stand."""
    given = read_approvals(folder)
    given |= {text.path.stem: Vouched(person, on.isoformat(), text.hash) for text in texts}
    lines = (_line(stem, vouched) for stem, vouched in sorted(given.items()))
    (folder / FILE).write_text(_HEADER + "".join(lines), encoding="utf-8")


def _line(stem: str, vouched: Vouched) -> str:
    name = json.dumps(vouched.person, ensure_ascii=False)
    return f'  {stem}: {{person: {name}, date: {vouched.date}, hash: "{vouched.hash}"}}\n'


def _governed(path: Path, document: Document, given: Mapping[str, Vouched]) -> Governed:
    return Governed(path, document.file, 1, fingerprint(document.data), given.get(path.stem))


@cache
def _schema() -> Any:
    path = Path(__file__).parent / "schemas" / "approvals.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))
