"""`python -m authored`: checks what Rasa is taught from: data/nlu, data/stories, domain.yml."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from authored import nlu, stories
from authored.documents import Document, read
from authored.problems import Invalid, Problem

LARGEST = 5 * 1024 * 1024  # bytes; a bigger file is a paste by mistake and would stall every reader
RASAS_KEYS = ("nlu", "rules", "stories", "responses")
TAUGHT = ("nlu", "stories")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m authored", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path("."), help="folder with domain.yml and data/")
    root = parser.parse_args(arguments).root
    problems = check(root)
    for problem in problems:
        print(problem, file=sys.stderr)
    files = sum(len(list(_yaml_files(root / "data" / folder))) for folder in TAUGHT)
    print(f"{files} files, {len(problems)} problems")
    return 1 if problems else 0


def check(root: Path) -> tuple[Problem, ...]:
    """Everything that is wrong in Rasa's files under `root`, sorted by file and line."""
    found: list[Problem] = []
    documents = {folder: list(_documents(root, root / "data" / folder, found)) for folder in TAUGHT}
    domain = _one(root, root / "domain.yml", found)
    if domain is not None and isinstance(domain.data, dict):
        known = stories.vocabulary(domain.data)
        found += nlu.check([*documents["nlu"], *documents["stories"]], known.intents)
        found += stories.check([*documents["stories"], *documents["nlu"]], known)
    for folder in sorted((root / "data").glob("*/")):
        if folder.name not in TAUGHT:
            found += _misread_by_rasa(list(_documents(root, folder, [])))
    return tuple(sorted(set(found)))


def _documents(root: Path, folder: Path, found: list[Problem]) -> Iterator[Document]:
    for path in _yaml_files(folder):
        document = _one(root, path, found)
        if document is not None:
            yield document


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(path for ending in ("yml", "yaml") for path in folder.rglob(f"*.{ending}"))


def _one(root: Path, path: Path, found: list[Problem]) -> Document | None:
    """Read one file; its problem goes to `found`."""
    name = path.relative_to(root).as_posix()
    if path.is_file() and path.stat().st_size > LARGEST:
        found.append(Problem(name, 1, "larger than 5 MB", "split it by topic; was something pasted?"))
        return None
    try:
        tab = _tab(name, path)
        document = read(path, shown_as=name)
    except Invalid as invalid:
        found += invalid.problems
        return None
    found += tab
    if not isinstance(document.data, dict):
        found.append(Problem(name, 1, "no keys at the top", f"start with one of {', '.join(RASAS_KEYS)}"))
        return None
    return document


def _tab(name: str, path: Path) -> list[Problem]:
    lines = path.read_bytes().splitlines() if path.is_file() else []
    return [
        Problem(name, number, "a tab", "use spaces")
        for number, line in enumerate(lines, start=1)
        if b"\t" in line
    ]


def _misread_by_rasa(documents: list[Document]) -> Iterator[Problem]:
    """Rasa takes every YAML file under data/ with one of these keys for its own."""
    for document in documents:
        for key in RASAS_KEYS:
            if key in document.data:
                remedy = "use another word: Rasa would read this file as training data"
                yield document.problem((key,), f"the top-level key '{key}' belongs to Rasa", remedy)


if __name__ == "__main__":
    sys.exit(main())
