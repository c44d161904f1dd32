"""A page from elsewhere -> the draft of an article. Pure.

Whatever its front matter says of state and approval: nobody here has read it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kb_index.article import Article, State
from kb_index.drafting import Draft
from kb_index.from_html import NotConverted, to_markdown
from kb_index.front_matter import FENCE, FrontMatter, Unreadable, split
from kb_index.html_title import title_of
from kb_index.importing import names
from kb_index.importing.limits import refusal
from kb_index.passages import plain
from kb_index.problem import Invalid
from kb_index.reading import KEYS, article_of

LONGEST_ID, LONGEST_TITLE = 100, 200
REVIEW_IN = timedelta(days=365)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEADING = re.compile(r"\s*#{1,2}[ \t]+([^\n]+?)[ \t#]*(?:\n|$)")
_NAMELESS = frozenset({"index", "readme", "default"})  # the folder says what it is about


@dataclass(frozen=True)
class Page:
    """``file`` is how problems name it; ``name`` is the name inside the import."""

    file: str
    name: str
    data: bytes


def drafted(page: Page, *, owner: str, today: date) -> Draft:
    """Raises Invalid."""
    text = _text(page)
    if names.suffix(page.name) in names.HTML:
        return _of_html(page, text, owner, today)
    if text.startswith(FENCE):
        return _of_article(page, text, owner, today)
    return _bare(page, *_headed(text, _named(page.name)), owner, today)


def _text(page: Page) -> str:
    if page.data.startswith(b"PK\x03\x04"):
        raise refusal(page.file, "an archive inside the import", "unpack it and import what is in it")
    try:
        text = page.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = page.data[: error.start].count(b"\n") + 1
        raise refusal(page.file, "not UTF-8", "save the file as UTF-8", line) from error
    if found := _BINARY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise refusal(page.file, "a control character: no text", "save the page as text in UTF-8", line)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _of_html(page: Page, html: str, owner: str, today: date) -> Draft:
    try:
        found = to_markdown(html)
    except NotConverted as error:
        raise refusal(page.file, str(error), "leave it out, or write it by hand") from error
    title, body = _headed(found.markdown, title_of(html) or _named(page.name))
    return _bare(page, title_of(html) or title, body, owner, today, found.pictures)


def _of_article(page: Page, text: str, owner: str, today: date) -> Draft:
    try:
        front = split(text)
    except Unreadable as error:
        raise Invalid([error.problem(page.file)]) from error
    title, body = _headed(front.body, _named(page.name)) if "title" not in front.values else ("", front.body)
    given = {key: value for key, value in front.values.items() if key in KEYS - {"state", "approval"}}
    filled = {**_defaults(page, title, owner, today), **given, "state": State.DRAFT.value}
    article, problems = article_of(page.file, FrontMatter(filled, front.lines, body, front.body_line))
    if article is None or problems:
        raise Invalid(problems)
    return _draft(article, _left_out(front.values))


def _defaults(page: Page, title: str, owner: str, today: date) -> dict[str, Any]:
    return {
        "id": _id(page.name), "title": title, "topic": "general", "owner": owner, "version": "1.0",
        "review_date": today + REVIEW_IN, "source": page.name,
    }  # fmt: skip


def _left_out(values: Mapping[str, Any]) -> tuple[str, ...]:
    others = sorted(str(key) for key in values.keys() - KEYS)
    return (f"left out of its front matter: {', '.join(others)}",) if others else ()


def _draft(article: Article, notes: tuple[str, ...]) -> Draft:
    assert article.review_date is not None
    return Draft(
        article.id, article.title, article.body, article.source, article.review_date, topic=article.topic,
        owner=article.owner, audience=article.audience, state=State.DRAFT, valid_until=article.valid_until,
        asked_as=article.asked_as, notes=notes, product=article.product, link=article.link,
        version=article.version,
    )  # fmt: skip


def _bare(page: Page, title: str, body: str, owner: str, today: date, pictures: int = 0) -> Draft:
    notes = [f"{pictures} pictures left out: say in words what they show"] if pictures else []
    return Draft(
        _id(page.name), title[:LONGEST_TITLE], body, page.name, today + REVIEW_IN, owner=owner,
        state=State.DRAFT, notes=notes,
    )  # fmt: skip


def _headed(body: str, otherwise: str) -> tuple[str, str]:
    """Title and text: a heading on top is the title, whatever the file is called."""
    found = _HEADING.match(body)
    title = " ".join(plain(found.group(1)).split()) if found else ""
    return (title, body[found.end() :]) if found and title else (otherwise, body)


def _named(name: str) -> str:
    words = " ".join(re.split(r"[\s_-]+", _stem(name))).strip() or name
    return words[:1].upper() + words[1:]


def _stem(name: str) -> str:
    path = names.parts(name)
    stem = path[-1].rpartition(".")[0]
    return path[-2] if stem.lower() in _NAMELESS and len(path) > 1 else stem


def _id(name: str) -> str:
    """Of the file's name: letters without accents. A name in another script has only its fingerprint."""
    plain = unicodedata.normalize("NFKD", _stem(name)).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].rstrip("-")
    return slug or f"page-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
