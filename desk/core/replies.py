"""What a bot's answer to a turn does to a conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk.core.conversation import Conversation, Holder
from desk.core.events import NewEvent
from wire.cards import Card, Handoff, Outcome, Work
from wire.convert import to_json
from wire.turn import BotMessage, Nlu, TurnReply


@dataclass(frozen=True)
class StoredButton:
    """A button as the desk keeps it; channels see ``id`` and ``title``."""

    id: str
    title: str
    payload: str


@dataclass(frozen=True)
class Applied:
    """The events to append, the buttons to keep, the conversation after it, and what to do next."""

    events: tuple[NewEvent, ...]
    buttons: tuple[StoredButton, ...]
    conversation: Conversation
    handoff: Handoff | None
    works: tuple[Work, ...]
    solved: bool


def apply(
    c: Conversation,
    reply: TurnReply,
    *,
    bot_name: str,
    new_id: Callable[[], str],
    told: frozenset[str] = frozenset(),
) -> Applied:
    """Turn a reply into events. The words of a reply that comes after the holder changed are logged
    as not shown; its cards count all the same. ``told``: keys of work whose number the person was
    told already, so that the words saying it again are not shown either."""
    shown = c.holder is Holder.BOT
    events: list[NewEvent] = [_understood(reply)]
    buttons: list[StoredButton] = []
    for at, message in enumerate(reply.messages):
        kept = [StoredButton(new_id(), b.title, b.payload) for b in message.buttons]
        buttons += kept
        if message.card is not None:
            events.append(NewEvent(message.card.card, "bot", to_json(message.card)))
        if message.text:
            visible = shown and not _repeats(reply.messages[at : at + 2], told)
            events.append(_said(message, kept, visible, bot_name, reply.release))
    cards = [m.card for m in reply.messages if m.card is not None]
    return Applied(
        tuple(events),
        tuple(buttons),
        _after(c, reply, cards),
        _last(cards, Handoff),
        tuple(card for card in cards if isinstance(card, Work)),
        _is_solved(cards),
    )


def _understood(reply: TurnReply) -> NewEvent:
    nlu: Nlu = reply.nlu
    data = {"intent": nlu.intent, "confidence": nlu.confidence, "turn": reply.id, "release": reply.release}
    return NewEvent("understood", "bot", data)


def _said(
    message: BotMessage, buttons: list[StoredButton], shown: bool, bot_name: str, release: str
) -> NewEvent:
    data: dict[str, Any] = {
        "text": message.text,
        "shown": shown,
        "release": release,
        "buttons": [{"id": b.id, "title": b.title} for b in buttons],
        "card": _for_people(message.card),
    }
    return NewEvent("reply", "bot", data, author_name=bot_name)


def _for_people(card: Card | None) -> dict[str, Any] | None:
    """The card as the employee may see it: a handoff's and a draft's inner facts stay inside."""
    if card is None or isinstance(card, Handoff):
        return None
    shown = to_json(card)
    if isinstance(card, Work):
        shown["payload"] = {
            k: v for k, v in card.payload.items() if k in {"short_description", "description"}
        }
        shown.pop("sys_id")
        shown.pop("key")
    return shown


def _after(c: Conversation, reply: TurnReply, cards: list[Card]) -> Conversation:
    outcome = _last(cards, Outcome)
    work = _last(cards, Work)
    handled = int(c.turn["last"]) if c.turn else c.handled_seq
    c = replace(
        c,
        turn=None,
        handled_seq=max(c.handled_seq, handled),
        awaiting=any(m.buttons for m in reply.messages),
        draft=to_json(work) if work and work.state == "proposed" else None,
    )
    if outcome:
        c = replace(c, outcome=outcome.outcome, deflection=outcome.deflection, topic=outcome.topic or c.topic)
    return c


def _repeats(words: Sequence[BotMessage], told: frozenset[str]) -> bool:
    """Whether these words say once more that work is done: its card is theirs, or a bare one behind them."""
    cards = [message.card for at, message in enumerate(words) if at == 0 or not message.text]
    return any(isinstance(card, Work) and card.state == "done" and card.key in told for card in cards)


def _is_solved(cards: list[Card]) -> bool:
    return any(isinstance(card, Outcome) and card.outcome == "solved" for card in cards)


def _last(cards: list[Card], kind: type[Any]) -> Any:
    return next((card for card in reversed(cards) if isinstance(card, kind)), None)
