"""A folder of articles, read and checked as a whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb_index import rules
from kb_index.article import Article
from kb_index.article_text import Found, from_text, to_text
from kb_index.kept import Kept, Key, key
from kb_index.problem import Problem
from kb_index.reading import read

MAX_BYTES = 200_000  # an article longer than a book is a mistake
TOLD_EVERY = 50  # files: a progress bar costs more than reading a small one
Reading = Callable[[int, int], None]


@dataclass(frozen=True)
class Library:
    """``files`` names the file of each article. ``problems`` keep the folder from being released."""

    articles: tuple[Article, ...]
    files: dict[str, str]
    problems: tuple[Problem, ...]

    def reminders(self, today: date) -> tuple[Problem, ...]:
        return tuple(r for a in self.articles for r in rules.reminders(self.files[a.id], a, today))


def load(folder: Path, reading: Reading | None = None, kept: Kept | None = None) -> Library:
    """The articles below ``folder``. Nothing is raised for a bad file: it is in ``problems``."""
    paths = files_of(folder)
    if not paths:
        problem = Problem(str(folder), 1, "no articles", "put Markdown files (*.md) here")
        return Library((), {}, (problem,))
    articles: list[Article] = []
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for number, (path, (article, found)) in enumerate(_each(paths, kept), start=1):
        problems += found
        if article and article.id in files:
            problems.append(_twice(path, article.id, files[article.id]))
        elif article:
            files[article.id] = str(path)
            articles.append(article)
        if reading and (number % TOLD_EVERY == 0 or number == len(paths)):
            reading(number, len(paths))
    return Library(tuple(articles), files, tuple(sorted(set(problems))))


def _each(paths: Sequence[Path], kept: Kept | None) -> Iterator[tuple[Path, Found]]:
    """Each file read, or what was kept of the same bytes under the same name."""
    if kept is None:
        yield from ((path, one(path)) for path in paths)
        return
    keys = [_key(path, kept) for path in paths]
    known = kept.texts([k for k in keys if k])
    fresh = {}
    for path, key_ in zip(paths, keys, strict=True):
        if key_ in known:
            yield path, from_text(known[key_], str(path))
            continue
        found = one(path)
        yield path, found
        if key_ and key_ == _key(path, kept):  # else somebody saved it while we read
            fresh[key_] = to_text(found)
    kept.keep_texts(fresh)


def _key(path: Path, kept: Kept) -> Key:
    """Empty for a file that cannot be read: ``one`` says why."""
    try:
        with open(path, "rb", buffering=0) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        return b""
    return key(kept.recipe, path.stem, data) if len(data) <= MAX_BYTES else b""


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
    found, waiting = [], [str(folder)] if folder.is_dir() else []
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.name.endswith(".md") and entry.is_file():
                    found.append(entry.path)
    return [Path(path) for path in sorted(found)]


def _misnamed(path: Path, id_: str) -> Problem:
    return Problem(str(path), 1, f"the file is not named as its id '{id_}'", f"rename it to {id_}.md")


def _twice(path: Path, id_: str, other: str) -> Problem:
    return Problem(str(path), 1, f"the id '{id_}' is taken by {other}", "give one of them another id")
