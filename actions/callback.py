"""Arranges a call: a telephone number, then a time. The action behind ``callback_form``.

Works for people nobody proved: the desk marks such a call, and nothing about an account is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions.opening_hours import spoken
from actions.release import Shelf
from actions.reply import REJECT, Reply, Say, record, say
from actions.ticket import INTERRUPTS
from actions.turn import Turn
from language.phone import phone_in
from language.when import when_in
from standards.coverage import next_times
from standards.model import Calendar
from wire.cards import Callback, Outcome
from wire.keys import local_reference, work_key
from wire.turn import Button

FURTHEST = timedelta(days=30)
"""Nobody can promise a call for later than this."""
LATE = timedelta(minutes=5)
"""A moment that went by while it was being written still means now."""
_AGAIN = {False: "utter_call_phone_again", True: "utter_call_when_again"}
"""The question once more, by whether the number is known already."""
_OTHERS = INTERRUPTS - {"callback_request"}
MOST = 2
"""Times in a row that no moment can be read; then the next one is taken: nobody is asked for ever."""


@dataclass(frozen=True)
class CallbackForm:
    shelf: Shelf
    name: str = "validate_callback_form"

    async def __call__(self, turn: Turn) -> Reply:
        waiting: dict[str, Any] | None = turn.slots.get("call")
        if waiting is None or turn.loop != "callback_form":
            return self._heard(turn, {"phone": "", "when": ""}, begins=True)
        if turn.came_back_to("callback_form"):
            return _ask("utter_call_when" if waiting["phone"] else "utter_call_phone", waiting)
        if turn.intent in ("deny", "stop") and not phone_in(turn.text)[0]:
            return _end(say("utter_call_dropped"))
        return self._heard(turn, waiting, begins=False)

    def _heard(self, turn: Turn, before: dict[str, Any], *, begins: bool) -> Reply:
        """Whatever part these words give; then the part that is missing, or the call."""
        phone, rest = ("", turn.text) if before["phone"] else phone_in(turn.text)
        when = _chosen(turn) or when_in(rest, turn.now, turn.here)
        told = {"phone": before["phone"] or phone, "when": when.isoformat() if when else before["when"]}
        known = {**before, **told}
        if known == before and not begins:
            return REJECT if turn.intent in _OTHERS else self._again(turn, before)
        if not known["phone"]:
            return _ask("utter_call_phone" if begins else "utter_call_phone_again", known)
        if not known["when"]:
            return _ask("utter_call_when", known)
        return self._at(datetime.fromisoformat(known["when"]), turn, known)

    def _again(self, turn: Turn, before: dict[str, Any]) -> Reply:
        """The part that is missing, asked for once more; a moment not more than MOST times."""
        missed = {**before, "missed": before.get("missed", 0) + 1}
        if before["phone"] and missed["missed"] >= MOST:
            return self._next_time(turn, before["phone"])
        return _ask(_AGAIN[bool(before["phone"])], missed)

    def _next_time(self, turn: Turn, phone: str) -> Reply:
        times = next_times(self._calendar(), turn.now, count=1)
        when = times[0] if times else turn.now
        return _arranged(phone, when, turn, "utter_call_arranged_next")

    def _calendar(self) -> Calendar:
        standards = self.shelf.current().standards
        return standards.coverage_of(standards.queue_for(standards.rule_for("callback"), "general").name)

    def _at(self, when: datetime, turn: Turn, known: dict[str, Any]) -> Reply:
        calendar = self._calendar()
        possible = turn.now - LATE <= when <= turn.now + FURTHEST
        if possible and calendar.status(when).open:
            return _arranged(known["phone"], max(when, turn.now), turn)
        missed = {**known, "missed": known.get("missed", 0) + 1}
        if missed["missed"] > MOST:
            return self._next_time(turn, known["phone"])
        if possible:
            return _offer("utter_call_when_closed", when, turn, missed, calendar)
        return _offer("utter_call_when_impossible", turn.now, turn, missed, calendar)


def _chosen(turn: Turn) -> datetime | None:
    """The moment of an offered button; None for anything else that a button may say."""
    kind, _, moment = turn.choice.partition(".")
    try:
        return datetime.fromisoformat(moment) if kind == "call" else None
    except ValueError:
        return None


def _offer(response: str, when: datetime, turn: Turn, known: dict[str, Any], calendar: Calendar) -> Reply:
    """The next times at which somebody is there, as buttons; other words are read as well."""
    buttons = tuple(
        Button(spoken(at, turn), f'/choose{{"choice":"call.{at.isoformat()}"}}')
        for at in next_times(calendar, when)
        if at <= turn.now + FURTHEST
    )
    return Reply((Say(response, buttons=buttons),), _waits({**known, "when": ""}), form="ask")


def _arranged(phone: str, when: datetime, turn: Turn, words: str = "utter_call_arranged") -> Reply:
    reference = local_reference(work_key(turn.context.conversation, turn.context.seq))
    card = Callback(phone, when.isoformat(), reference)
    topic = str((turn.slots.get("problem") or {}).get("topic") or "")
    return _end(
        say(words, card, phone=phone, when=spoken(when, turn), reference=reference),
        record(Outcome("callback", "none", topic)),
    )


def _ask(response: str, known: dict[str, Any]) -> Reply:
    return Reply((say(response),), _waits(known), form="ask")


def _waits(known: dict[str, Any]) -> dict[str, Any]:
    return {"call": known, "draft": None, "outcome": None}


def _end(*says: Say) -> Reply:
    return Reply(says, {"call": None, "draft": None, "outcome": "called"}, form="end")
