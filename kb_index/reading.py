"""Front matter -> Article. Every wrong value becomes a Problem at its line; the rest is still read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from kb_index.article import EVERYBODY, Approval, Article, State
from kb_index.front_matter import FrontMatter, Unreadable, split
from kb_index.problem import Problem

KEYS = frozenset({
    "id", "title", "topic", "audience", "product", "owner", "version", "state", "approval", "review_date",
    "valid_until", "asked_as", "link", "source",
})
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HASH = re.compile(r"[0-9a-f]{64}")


def read(file: str, text: str) -> tuple[Article | None, tuple[Problem, ...]]:
    """The article in ``text``, or what keeps it from being one. ``file`` is only named in problems."""
    try:
        front = split(text)
    except Unreadable as error:
        return None, (error.problem(file),)
    return article_of(file, front)


def article_of(file: str, front: FrontMatter) -> tuple[Article | None, tuple[Problem, ...]]:
    """As ``read``, of front matter that was split off before."""
    reader = _Reader(file, front)
    article = reader.article()
    return article, tuple(reader.problems)


class _Reader:
    """Reads one front matter and collects what is wrong on the way."""

    def __init__(self, file: str, front: FrontMatter) -> None:
        self._file = file
        self._front = front
        self.problems: list[Problem] = []

    def article(self) -> Article | None:
        for key in self._front.values.keys() - KEYS:
            self._wrong(str(key), f"unknown key '{key}'", f"use one of: {', '.join(sorted(KEYS))}")
        front = self._front
        article = Article(
            id=self._id(), title=self._word("title"), topic=self._word("topic"),
            owner=self._word("owner"), version=self._word("version"), state=self._state(),
            audience=self._words("audience") or (EVERYBODY,), product=self._words("product"),
            approval=self._approval(), review_date=self._date("review_date", required=True),
            valid_until=self._date("valid_until"), asked_as=self._words("asked_as"),
            link=self._link(), source=self._source(), body=front.body, body_line=front.body_line,
        )
        return article if article.id else None

    def _wrong(self, key: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(self._file, self._front.line_of(key), message, remedy))

    def _word(self, key: str) -> str:
        value = self._front.values.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        if value is None or value == "":
            self._wrong(key, f"no '{key}'", f"add a line '{key}: ...'")
        else:
            self._wrong(key, f"'{key}' is not text", "put the value in quotes")
        return ""

    def _words(self, key: str) -> tuple[str, ...]:
        value = self._front.values.get(key)
        values = [value] if isinstance(value, str) else value or []
        if isinstance(values, list) and all(isinstance(v, str) and v.strip() for v in values):
            return tuple(" ".join(v.split()) for v in values)
        self._wrong(key, f"'{key}' is not a list of texts", "write one '- text' a line, in quotes if need be")
        return ()

    def _id(self) -> str:
        value = self._word("id")
        if value and not _ID.fullmatch(value):
            self._wrong("id", f"bad id '{value}'", "use small letters, digits and single hyphens")
        return value

    def _state(self) -> State:
        value = self._word("state")
        try:
            return State(value)
        except ValueError:
            if value:
                known = ", ".join(state.value for state in State)
                self._wrong("state", f"unknown state '{value}'", f"use one of: {known}")
        return State.DRAFT

    def _date(self, key: str, *, required: bool = False) -> date | None:
        return self._as_date(key, self._front.values.get(key), required=required)

    def _as_date(self, key: str, value: Any, *, required: bool = False) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self._wrong(key, f"'{key}' is not a date: {value}", "write it as 2026-11-30")
        elif required:
            self._wrong(key, f"no '{key}'", f"add a line '{key}: 2026-11-30'")
        return None

    def _link(self) -> str:
        value = self._front.values.get("link") or ""
        if not isinstance(value, str) or (value and not value.startswith("https://")):
            self._wrong("link", f"'link' is not an https address: {value}", "begin it with https://")
            return ""
        return value

    def _source(self) -> str:
        return self._word("source") if self._front.values.get("source") else ""

    def _approval(self) -> Approval | None:
        value = self._front.values.get("approval")
        if value is None:
            return None
        if not isinstance(value, dict):
            self._wrong("approval", "'approval' is not person, date and hash", _APPROVE)
            return None
        person, hash_ = str(value.get("person") or ""), str(value.get("hash") or "")
        on = self._as_date("approval.date", value.get("date"), required=True)
        tests: list[tuple[str, Callable[[], bool], str]] = [
            ("approval.person", lambda: bool(person.strip()), "no person in 'approval'"),
            ("approval.hash", lambda: bool(_HASH.fullmatch(hash_)), "no sha256 hash in 'approval'"),
        ]
        failed = [(key, message) for key, passes, message in tests if not passes()]
        for key, message in failed:
            self._wrong(key if key in self._front.lines else "approval", message, _APPROVE)
        return None if failed or on is None else Approval(person.strip(), on, hash_)


_APPROVE = "run: python -m kb_index approve ID --by NAME --on DATE"
