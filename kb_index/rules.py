"""What makes an article fit to be quoted in a chat, beyond being readable at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb_index.article import Article, State
from kb_index.passages import sections
from kb_index.problem import Problem

MAX_STEP = 240  # characters: what fits on a phone without scrolling
MAX_SECTION = 1000  # a section is quoted whole in the chat
MIN_ASKED = 3
_APPROVE = "run: python -m kb_index approve {id} --by NAME --on DATE"
_SAFE_LINK = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_SPELT_SCRIPT = re.compile(r"\]\(\s*<?\s*(javascript|vbscript|data)\s*:", re.IGNORECASE)


def problems(file: str, article: Article, text: str) -> tuple[Problem, ...]:
    """Everything wrong with a readable article. ``text`` is the whole file."""
    found = [*_tabs(file, text), *_standing(file, article), *_asked(file, article), *_markdown(file, article)]
    return tuple(sorted(set(found)))


def reminders(file: str, article: Article, today: date) -> tuple[Problem, ...]:
    """What an author should look at; the article is still served (or, past its date, silently gone)."""
    found = []
    if article.review_date and article.review_date < today:
        found.append(Problem(file, 1, f"review was due on {article.review_date}", f"ask {article.owner}"))
    if article.valid_until and article.valid_until < today:
        found.append(Problem(file, 1, f"not valid after {article.valid_until}, so nobody can find it",
                             "renew the text or retire it"))
    return tuple(found)


def _tabs(file: str, text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), start=1):
        if "\t" in line:
            yield Problem(file, number, "a tab", "use spaces")


def _standing(file: str, article: Article) -> Iterator[Problem]:
    approve = _APPROVE.format(id=article.id)
    if article.state is State.APPROVED and article.approval is None:
        yield Problem(file, 1, "approved, but nobody is named who approved it", approve)
    if article.state is State.APPROVED and article.changed_since_approval():
        remedy = f"have it read again, then {approve}"
        yield Problem(file, article.body_line, "changed since approval", remedy)
    if article.approval and article.review_date and article.review_date <= article.approval.on:
        yield Problem(file, 1, "the review date is not after the approval", "set a later review_date")


def _asked(file: str, article: Article) -> Iterator[Problem]:
    if len(article.asked_as) < MIN_ASKED:
        yield Problem(file, 1, f"{len(article.asked_as)} lines in 'asked_as'",
                      f"add at least {MIN_ASKED}, as employees would type them")
    for line in {a for a in article.asked_as if article.asked_as.count(a) > 1}:
        yield Problem(file, 1, f"'{line}' stands twice in 'asked_as'", "keep one")


def _markdown(file: str, article: Article) -> Iterator[Problem]:
    if not article.body.strip():
        yield Problem(file, article.body_line, "no text", "write the article below the front matter")
    yield from _long_sections(file, article)
    yield from _spelt(file, article)
    open_items: list[Token] = []
    for token in MarkdownIt("commonmark").parse(article.body):
        line = article.body_line + (token.map[0] if token.map else 0)
        if token.type == "html_block":
            yield Problem(file, line, "HTML", "write it in Markdown")
        if token.type == "list_item_open":
            open_items.append(token)
        elif token.type == "list_item_close":
            open_items.pop()
        elif token.type == "inline":
            yield from _inline(file, line, token)
            if open_items and len(token.content) > MAX_STEP:
                yield Problem(file, line, f"a step of {len(token.content)} characters",
                              f"split it: at most {MAX_STEP}, one thing to do in each")


def _inline(file: str, line: int, token: Token) -> Iterator[Problem]:
    for child in token.children or []:
        if child.type == "html_inline":
            yield Problem(file, line, "HTML", "write it in Markdown")
        if child.type == "image":
            yield Problem(file, line, "a picture", "say in words what it shows: the chat quotes text")
        if child.type == "link_open" and not _SAFE_LINK.match(str(child.attrGet("href") or "")):
            yield Problem(file, line, f"a link to '{child.attrGet('href')}'", "begin it with https://")


def _spelt(file: str, article: Article) -> Iterator[Problem]:
    """markdown-it leaves a javascript: link as plain text; another renderer might not."""
    for number, line in enumerate(article.body.splitlines(), start=article.body_line):
        if _SPELT_SCRIPT.search(line):
            yield Problem(file, number, "a link that runs a script", "link to a page with https://")


def _long_sections(file: str, article: Article) -> Iterator[Problem]:
    for section in sections(article.body):
        if len(section.text) > MAX_SECTION:
            yield Problem(file, article.body_line + section.line,
                          f"a section of {len(section.text)} characters",
                          f"split it with a heading: at most {MAX_SECTION}, so that it can be quoted")
