"""What the knowledge base could not answer, or answered without helping: the authors' raw material."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TextIO

from desk.core.events import Event
from desk.settings import Settings
from desk.store import log
from desk.store.database import Database

KINDS = ("message", "missed", "answer", "feedback")


@dataclass(frozen=True)
class Question:
    """``reason`` is not_covered, not_understood or did_not_help; ``article`` is the one that did not help.
    ``at`` is ISO 8601 in UTC. The words are as the log keeps them: secrets are out."""

    question: str
    reason: str
    at: str
    conversation: str
    article: str = ""


def questions(events: Iterable[Event]) -> Iterator[Question]:
    """In the order of the log; ``events`` are of KINDS, in commit order."""
    asked: dict[str, str] = {}
    answered: dict[tuple[str, str], str] = {}
    for event in events:
        data, conversation = event.data, event.conversation
        match event.kind:
            case "message" if event.role == "employee" and not data.get("button"):
                asked[conversation] = str(data.get("text", ""))
            case "missed":
                yield _question(event, asked.get(conversation, ""), str(data["reason"]))
            case "answer":
                answered.setdefault((conversation, str(data["article"])), asked.get(conversation, ""))
            case "feedback" if not data["helped"]:
                article = str(data["article"])
                words = answered.get((conversation, article), "")
                yield _question(event, words, "did_not_help", article)


def _question(event: Event, words: str, reason: str, article: str = "") -> Question:
    return Question(words, reason, event.at.isoformat(), event.conversation, article)


async def run(settings: Settings, out: TextIO = sys.stdout) -> None:
    """Write every question that has words, a JSON object a line."""
    database = Database(settings.database)
    try:
        async with database.read() as connection:
            found = questions(await log.all_events(connection, KINDS))
    finally:
        await database.close()
    for each in found:
        if each.question.strip():
            out.write(json.dumps(asdict(each), ensure_ascii=False) + "\n")
