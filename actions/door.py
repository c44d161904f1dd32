"""The door to Rasa: turns a topic into an action, and every failure into words and a reference.

An action that raised would make rasa-sdk send the whole request back, and Rasa would log it, words
and all. So nothing gets through here, and the log line has the kind of error and where, never its text.
"""

from __future__ import annotations

import asyncio
import traceback
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Reply, Say, say
from actions.topic import Topic
from actions.turn import Clock, read_turn
from wire.convert import to_json
from wire.keys import local_reference

BUDGET_S = 5.5
"""Seconds an action may take, so that Rasa has its answer within six."""
_log = structlog.get_logger("actions")


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class Door(Action):  # type: ignore[misc]  # rasa-sdk is untyped
    """A topic as a rasa-sdk action that never raises and never takes longer than ``budget_s``."""

    topic: Topic
    budget_s: float = BUDGET_S
    clock: Clock = utc_now

    def name(self) -> str:
        return self.topic.name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        try:
            async with asyncio.timeout(self.budget_s):
                reply = await self.topic(read_turn(tracker, domain, self.clock))
        except Exception as error:  # the gate: words and a reference, whatever happened
            reply = self._failed(error, tracker.sender_id)
        for words in reply.says:
            _utter(dispatcher, words)
        return events(reply, self.form)

    @property
    def form(self) -> str:
        """The form that this action answers for, empty for an ordinary action."""
        return self.topic.name.removeprefix("validate_") if self.topic.name.startswith("validate_") else ""

    def _failed(self, error: Exception, conversation: str) -> Reply:
        """An apology with a reference. A form's waiting question stays; one that never began ends."""
        reference = local_reference(str(uuid.uuid4()))
        frames = [f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-4:]]
        _log.error(
            "action failed",
            action=self.topic.name,
            conversation=conversation,
            reference=reference,
            error=type(error).__name__,
            frames=frames,
        )
        return Reply((say("utter_failed", reference=reference),), form="ask" if self.form else "")


def events(reply: Reply, form: str) -> list[dict[str, Any]]:
    """The reply's memory as Rasa events, for an action that answers for ``form`` (or for none)."""
    kept = [SlotSet(name, value) for name, value in reply.slots.items()]
    if reply.form == "reject":
        # A form's action must return at least one slot, or Rasa calls it twice.
        return [ActionExecutionRejected(form), SlotSet("turn", None), *kept]
    if reply.asked != "same":
        kept.append(SlotSet("asked", reply.asked or None))
    match reply.form:
        case "ask":
            return [*kept, SlotSet("requested_slot", "turn")]
        case "end":
            return [*kept, SlotSet("requested_slot", None)]
        case "leave":
            return [ActiveLoop(None), SlotSet("requested_slot", None), *kept]
    return kept


def _utter(dispatcher: CollectingDispatcher, words: Say) -> None:
    """One Rasa message: Rasa adds buttons and card to the response's own words."""
    dispatcher.utter_message(
        text=words.text or None,
        response=words.response or None,
        buttons=[{"title": b.title, "payload": b.payload} for b in words.buttons],
        json_message=to_json(words.card) if words.card else None,
        **words.values,
    )
