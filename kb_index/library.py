"""A folder of articles, read and checked as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb_index import rules
from kb_index.article import Article
from kb_index.problem import Problem
from kb_index.reading import read

MAX_BYTES = 200_000  # an article longer than a book is a mistake
Reading = Callable[[int, int], None]


@dataclass(frozen=True)
class Library:
    """``files`` names the file of each article. ``problems`` keep the folder from being released."""

    articles: tuple[Article, ...]
    files: dict[str, str]
    problems: tuple[Problem, ...]

    def reminders(self, today: date) -> tuple[Problem, ...]:
        return tuple(r for a in self.articles for r in rules.reminders(self.files[a.id], a, today))


def load(folder: Path, reading: Reading | None = None) -> Library:
    """The articles below ``folder``. Nothing is raised for a bad file: it is in ``problems``."""
    paths = files_of(folder)
    if not paths:
        problem = Problem(str(folder), 1, "no articles", "put Markdown files (*.md) here")
        return Library((), {}, (problem,))
    articles: list[Article] = []
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for number, path in enumerate(paths, start=1):
        article, found = one(path)
        problems += found
        if article and article.id in files:
            problems.append(_twice(path, article.id, files[article.id]))
        elif article:
            files[article.id] = str(path)
            articles.append(article)
        if reading:
            reading(number, len(paths))
    return Library(tuple(articles), files, tuple(sorted(set(problems))))


def one(path: Path) -> tuple[Article | None, tuple[Problem, ...]]:
    """The article in a file, None where there is none, and what is wrong with it."""
    file = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            return None, (Problem(file, 1, f"larger than {MAX_BYTES} bytes", "split it into articles"),)
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return None, (Problem(file, line, "not UTF-8", "save the file as UTF-8"),)
    except OSError as error:
        return None, (Problem(file, 1, f"cannot be read: {error.strerror}", "mend the file's rights"),)
    article, problems = read(file, text)
    if article is None:
        return None, problems
    named = () if path.stem == article.id else (_misnamed(path, article.id),)
    return article, (*problems, *named, *rules.problems(file, article, text))


def files_of(folder: Path) -> list[Path]:
    """Every ``*.md`` file below ``folder``; nothing in hidden folders, such as a killed import leaves."""
    found = (path for path in sorted(folder.rglob("*.md")) if path.is_file())
    return [path for path in found if not any(p.startswith(".") for p in path.relative_to(folder).parts)]


def _misnamed(path: Path, id_: str) -> Problem:
    return Problem(str(path), 1, f"the file is not named as its id '{id_}'", f"rename it to {id_}.md")


def _twice(path: Path, id_: str, other: str) -> Problem:
    return Problem(str(path), 1, f"the id '{id_}' is taken by {other}", "give one of them another id")
