"""`python -m authored.plain_words`: whether what employees read is easy, kind, one question."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authored.documents import Document, Where, read
from authored.problems import Problem
from authored.reading_grade import grade, words_of

SPOKEN = frozenset({"say", "ask", "restatement"})
"""The keys of a flow file whose words are read aloud."""
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")


@dataclass(frozen=True)
class Rules:
    """data/standards/plain_words.yml."""

    most_grade: float
    short_words: int
    most_questions: int
    banned: Mapping[str, str]
    agents_read: tuple[str, ...]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m authored.plain_words", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path("."), help="folder with domain.yml and data/")
    problems = check(parser.parse_args(arguments).root)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def check(root: Path) -> tuple[Problem, ...]:
    """What is not plain, by file and line. Raises Invalid for a file that cannot be read."""
    standards, flows = root / "data/standards", sorted((root / "data/flows").glob("*.yml"))
    rules = rules_of(read(standards / "plain_words.yml").data["plain_words"])
    found: set[Problem] = set()
    for path in (root / "domain.yml", standards / "wording.yml", *standards.glob("tips.yml"), *flows):
        document = read(path, shown_as=path.relative_to(root).as_posix())
        for where, text in texts(document, rules):
            found.update(judged(document, where, text, rules))
    return tuple(sorted(found))


def rules_of(data: Mapping[str, Any]) -> Rules:
    return Rules(**{**data, "agents_read": tuple(data["agents_read"])})


def texts(document: Document, rules: Rules) -> Iterator[tuple[Where, str]]:
    """Every text of the file that an employee reads, and where it stands."""
    data = document.data
    for name, variations in data.get("responses", {}).items():
        if not name.startswith(rules.agents_read):
            yield from ((("responses", name, n, "text"), v["text"]) for n, v in enumerate(variations))
    for key in ("words", "tips"):
        yield from (((key, name), text) for name, text in data.get(key, {}).items())
    if not data.keys() & {"responses", "words", "tips"}:
        yield from _spoken(data, (), said=False)


def _spoken(node: Any, where: tuple[str | int, ...], *, said: bool) -> Iterator[tuple[Where, str]]:
    """Texts under say, ask and restatement; a text by device or answer is one for each."""
    if isinstance(node, str) and said and where[-1] != "by":
        yield where, node
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from _spoken(child, (*where, key), said=said or key in SPOKEN)


def judged(document: Document, where: Where, text: str, rules: Rules) -> Iterator[Problem]:
    """What is wrong with one text."""
    lower = text.lower()
    for phrase, instead in rules.banned.items():
        if re.search(rf"\b{re.escape(phrase)}\b", lower):
            yield document.problem(where, f"“{phrase}” is not for employees", instead)
    questions = _QUOTED.sub("", text).count("?")
    if questions > rules.most_questions:
        yield document.problem(where, f"{questions} questions at once", "ask one, leave the others for later")
    hard = grade(text)
    if len(words_of(text)) >= rules.short_words and hard > rules.most_grade:
        message = f"reading grade {hard:.1f}, more than {rules.most_grade}"
        yield document.problem(where, message, "use shorter sentences and words")


if __name__ == "__main__":
    raise SystemExit(main())
