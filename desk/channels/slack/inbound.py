"""What Slack delivers, as our own words: somebody typed, somebody pressed, or nothing for us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from desk.channels.slack.mrkdwn import plain

_ID = re.compile(r"[A-Z0-9]{2,30}")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
# Written by a person just now. Edits, deletions, joins and bots' words have other subtypes.
_WRITTEN = {"", "file_share", "thread_broadcast"}


@dataclass(frozen=True)
class Address:
    """Where to answer somebody. ``thread`` is empty in a direct message."""

    team: str
    channel: str
    user: str
    thread: str = ""

    @property
    def key(self) -> str:
        """A direct message is one place. In a channel it is the thread and the person: two people
        who write in one thread have a conversation each."""
        if not self.thread:
            return f"{self.team}:{self.channel}"
        return f"{self.team}:{self.channel}:{self.thread}:{self.user}"

    def facts(self) -> dict[str, str]:
        return {"team": self.team, "channel": self.channel, "user": self.user, "thread": self.thread}


@dataclass(frozen=True)
class Typed:
    """``follow_up``: written in a thread without calling us; ours only if we are talking there."""

    address: Address
    ts: str
    text: str
    has_files: bool = False
    follow_up: bool = False

    @property
    def external_id(self) -> str:
        """One per post: Slack sends a post again after a time-out, and a mention twice (as a mention
        and as a message, with different event ids)."""
        return f"{self.address.team}:{self.address.channel}:{self.ts}"


@dataclass(frozen=True)
class Pressed:
    """``message`` is the ts of the message with the button; empty where it cannot be updated."""

    address: Address
    button: str
    message: str
    at: str


def typed(payload: dict[str, Any]) -> Typed | None:
    """The message in an ``event_callback``; None for everything that is not a person's new words to us."""
    event = _dict(payload, "event")
    address = _address(_text(payload, "team_id"), event)
    ts = _text(event, "ts")
    if address is None or not _TS.fullmatch(ts) or not _by_a_person(event):
        return None
    kind, where, thread = _text(event, "type"), _text(event, "channel_type"), _text(event, "thread_ts")
    own = _own(payload)
    if address.user in own:
        return None
    words = plain(_text(event, "text"), own)
    files = bool(event.get("files"))
    if kind == "message" and where == "im":
        return Typed(address, ts, words, files)
    address = Address(address.team, address.channel, address.user, thread or ts)
    if kind == "app_mention":
        return Typed(address, ts, words, files)
    if kind == "message" and thread:
        return Typed(address, ts, words, files, follow_up=True)
    return None


def pressed(payload: dict[str, Any]) -> Pressed | None:
    """The button in a ``block_actions`` payload; None for anything else."""
    actions = payload.get("actions")
    if payload.get("type") != "block_actions" or not isinstance(actions, list) or not actions:
        return None
    action = actions[0] if isinstance(actions[0], dict) else {}
    box, message = _dict(payload, "container"), _dict(payload, "message")
    flat = {"channel": _id_of(payload, "channel"), "user": _id_of(payload, "user")}
    address = _address(_id_of(payload, "team"), flat)
    ts, at = _text(message, "ts") or _text(box, "message_ts"), _text(action, "action_ts")
    if address is None or not _TS.fullmatch(ts) or not _TS.fullmatch(at) or action.get("type") != "button":
        return None
    if not address.channel.startswith("D"):
        thread = _text(message, "thread_ts") or _text(box, "thread_ts") or ts
        address = Address(address.team, address.channel, address.user, thread)
    fixed = box.get("is_ephemeral") is True
    return Pressed(address, _text(action, "value")[:100], "" if fixed else ts, at)


def _address(team: str, event: dict[str, Any]) -> Address | None:
    channel, user = _text(event, "channel"), _text(event, "user")
    if all(_ID.fullmatch(part) for part in (team, channel, user)):
        return Address(team, channel, user)
    return None


def _by_a_person(event: dict[str, Any]) -> bool:
    return "bot_id" not in event and _text(event, "subtype") in _WRITTEN


def _own(payload: dict[str, Any]) -> frozenset[str]:
    """Our own user ids: Slack names on whose behalf it delivers."""
    given = payload.get("authorizations")
    rows = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    return frozenset(_text(row, "user_id") for row in rows if row.get("is_bot") is True)


def _id_of(payload: dict[str, Any], name: str) -> str:
    return _text(_dict(payload, name), "id")


def _dict(holder: dict[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _text(holder: dict[str, Any], name: str) -> str:
    """A string without NUL and lone surrogates, which no database takes; empty for anything else."""
    value = holder.get(name)
    return value.encode("utf-8", "ignore").decode().replace("\x00", "") if isinstance(value, str) else ""
