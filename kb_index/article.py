"""An article and who may read it when. Pure: no files, no clock."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum

EVERYBODY = "all"


class State(Enum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True)
class Approval:
    """Who vouched for the text, when, and the fingerprint of the text they read."""

    person: str
    on: date
    hash: str


@dataclass(frozen=True)
class Article:
    """One Markdown file. ``body`` is the Markdown below the front matter; ``body_line`` is the line of
    the file it begins on. ``asked_as`` are lines as employees type them. ``source`` is where it came from:
    a number such as ``KB0010001``, or a file's name."""

    id: str
    title: str
    topic: str
    body: str
    audience: tuple[str, ...] = (EVERYBODY,)
    product: tuple[str, ...] = ()
    owner: str = ""
    version: str = "1"
    state: State = State.DRAFT
    approval: Approval | None = None
    review_date: date | None = None
    valid_until: date | None = None
    asked_as: tuple[str, ...] = ()
    link: str = ""
    source: str = ""
    body_line: int = 1

    def text_hash(self) -> str:
        """The fingerprint that an approval covers: what is said, and to whom.

        Line ends and trailing blanks do not count, so a checkout on another system stays approved.
        ``asked_as`` is left out: a new way to ask changes no word that anybody reads.
        """
        body = "\n".join(line.rstrip() for line in self.body.strip().splitlines())
        audience = ",".join(sorted(self.audience))
        said = "\n".join([self.id, self.title, self.version, self.link, audience, body])
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    def changed_since_approval(self) -> bool:
        return self.approval is not None and self.approval.hash != self.text_hash()

    def stands(self) -> bool:
        """Approved, and not a word changed since."""
        approved = self.state is State.APPROVED and self.approval is not None
        return approved and not self.changed_since_approval()


def valid_on(valid_until: date | None, today: date) -> bool:
    """``valid_until`` is the last day on which the article holds."""
    return valid_until is None or today <= valid_until


def visible_to(audience: Collection[str], person: Collection[str]) -> bool:
    """Whether somebody in the groups ``person`` may read what is meant for ``audience``."""
    return EVERYBODY in audience or not set(audience).isdisjoint(person)


def reachable(article: Article, *, audiences: Collection[str], today: date) -> bool:
    """The whole rule in one place: approved and unchanged, still valid, meant for this person."""
    valid = valid_on(article.valid_until, today)
    return article.stands() and valid and visible_to(article.audience, audiences)
