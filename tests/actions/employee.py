"""An employee who talks to the real actions, without Rasa: the tracker is kept here, the action is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.bootstrap import Systems, doors, shop_of
from actions.door import Door
from actions.past import Past
from actions.release import Shelf
from itsm.tickets import Tickets
from kb_index import Found, NotCovered, Passage

ROOT = Path(__file__).resolve().parents[2]
CALENDAR = Passage(
    "share-calendar", "1.2", "Share your calendar", "In Outlook", "Right-click **Calendar**.", 0.91,
    topic="email",
)
CALENDAR_ON_A_MAC = Passage(
    "mac-calendar", "1.0", "Calendars on a Mac", "Permissions", "Choose **Organise**.", 0.74, topic="email"
)


@cache
def domain() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


@dataclass
class KnowsLittle:
    """A knowledge base that knows what it was told to know."""

    passages: list[Passage] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    broken: bool = False

    def knows(self, *passages: Passage) -> None:
        self.passages = list(passages)

    def ask(self, question: str, *, audiences: Any, today: Any) -> Found | NotCovered:
        if self.broken:
            raise RuntimeError(f"cannot read the index for {question!r}")
        self.asked.append(question)
        return Found(self.passages[0], tuple(self.passages[1:])) if self.passages else NotCovered()


@dataclass
class Said:
    """What the bot said in answer: texts as the employee reads them, cards and buttons."""

    texts: list[str]
    cards: list[dict[str, Any]]
    buttons: list[str]
    responses: list[str]
    events: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def rejected(self) -> bool:
        return any(e["event"] == "action_execution_rejected" for e in self.events)

    def card(self, kind: str) -> dict[str, Any]:
        return next(card for card in self.cards if card["card"] == kind)

    def slot(self, name: str) -> Any:
        return [e["value"] for e in self.events if e["event"] == "slot" and e["name"] == name][-1]


@dataclass
class Conversation:
    """Slots and events between messages, as Rasa keeps them."""

    actions: dict[str, Door]
    person: dict[str, Any] = field(default_factory=lambda: {"id": "u-anna", "name": "Anna", "verified": True})
    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    loop: str = ""
    seq: int = 0
    confidence: float = 0.95
    returned: dict[str, Any] | None = None
    outages: list[dict[str, Any]] = field(default_factory=list)
    tips_shown: list[str] = field(default_factory=list)
    now: str = "2026-11-23T09:00:00+00:00"

    @classmethod
    def of_everything(cls, shelf: Shelf, tickets: Tickets, past: Past | None = None) -> Conversation:
        return cls.of(shelf, Systems(tickets, shop_of(shelf.current()), past))

    @classmethod
    def of(cls, shelf: Shelf, systems: Systems) -> Conversation:
        return cls({door.name(): door for door in doors(shelf, systems)})

    async def says(self, text: str, intent: str, action: str, **entities: str) -> Said:
        """The employee's words, understood as ``intent``, answered by ``action``."""
        self.seq += 1
        self.events.append({"event": "user", "text": text})
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": self.confidence},
            "entities": [{"entity": kind, "value": value} for kind, value in entities.items()],
            "metadata": self._context(),
        }
        return await self.runs(action, message)

    async def mumbles(self, text: str, action: str, clauses: Any = (), **shares: float) -> Said:
        """Words that may mean several intents, with the share of each; the first is the likeliest."""
        ranking = [{"name": name, "confidence": share} for name, share in shares.items()]
        self.seq += 1
        self.events.append({"event": "user", "text": text})
        message = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "metadata": self._context()}
        return await self.runs(action, {**message, "clauses": clauses})

    async def presses(self, payload_choice: str, action: str) -> Said:
        return await self.says("(button)", "choose", action, choice=payload_choice)

    async def runs(self, action: str, message: dict[str, Any] | None = None) -> Said:
        """One more action for the same message; a form's action only answers while its form is active."""
        self._message = message or self._message
        form = action.removeprefix("validate_") if action.startswith("validate_") else ""
        self.loop = form or self.loop
        dispatcher = CollectingDispatcher()
        own = [{"event": "action", "name": form}] if form else []  # Rasa adds it before it validates
        tracker = Tracker(
            "c-1", self.slots, self._message, [*self.events, *own], False, None,
            {"name": self.loop} if self.loop else {}, form or "action_listen",
        )
        events = await self.actions[action].run(dispatcher, tracker, domain())
        self._remember(action, form, events, dispatcher.messages)
        return said(dispatcher.messages, events)

    def _remember(self, action: str, form: str, events: list[dict[str, Any]], messages: list[Any]) -> None:
        self.slots = {**self.slots, **{e["name"]: e["value"] for e in events if e["event"] == "slot"}}
        if any(e["event"] == "active_loop" and e["name"] is None for e in events):
            self.loop = ""
        if form and any(e.get("name") == "requested_slot" and not e["value"] for e in events):
            self.loop = ""
        if not any(e["event"] == "action_execution_rejected" for e in events):
            self.events.append({"event": "action", "name": form or action})
        for m in messages:
            text = m["text"] or m["response"]
            self.events.append({"event": "bot", "text": text, "metadata": {"utter_action": m["response"]}})

    def _context(self) -> dict[str, Any]:
        return {
            "conversation": "c-1", "seq": self.seq, "channel": "web", "person": self.person, "now": self.now,
            "time_zone": "Europe/Rome", "returned": self.returned,
            "outages": self.outages, "memory": {"tips_shown": self.tips_shown},
        }


def said(messages: list[dict[str, Any]], events: list[dict[str, Any]]) -> Said:
    """Fills in the words of domain.yml: an unknown response or a missing value fails the test."""
    texts, buttons, responses = [], [], []
    for message in messages:
        buttons += [button["title"] for button in message["buttons"]]
        if message["response"]:
            responses.append(message["response"])
            variations = domain()["responses"][message["response"]]
            filled = [each["text"].format_map(message) for each in variations]
            texts.append(filled[0])
            buttons += [button["title"] for button in variations[0].get("buttons", [])]
        elif message["text"]:
            texts.append(message["text"])
    cards = [message["custom"] for message in messages if message["custom"]]
    return Said(texts, cards, buttons, responses, events)
