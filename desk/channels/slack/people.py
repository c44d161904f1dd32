"""Who a Slack user is: their workspace e-mail, looked up in the company's directory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from desk.channels.slack.api import Limited, Rejected, SlackApi, Unreachable
from itsm.directory import Directory, Person
from itsm.errors import ItsmError

_FRESH = timedelta(minutes=10)
_MOST = 5000
# Slack wants its 200 within three seconds, and the message has still to be stored.
_PATIENCE_S = 1.8

Facts = dict[str, Any]

slog = structlog.get_logger("desk.slack")


class People:
    """Remembers for ten minutes who somebody is. A look-up that failed is not remembered."""

    def __init__(self, api: SlackApi, directory: Directory, now: Callable[[], datetime]) -> None:
        self._api = api
        self._directory = directory
        self._now = now
        self._known: dict[tuple[str, str], tuple[datetime, Facts]] = {}

    async def person(self, team: str, user: str) -> Facts:
        """The employee; somebody unverified when Slack or the directory does not know, or not in time."""
        until, known = self._known.get((team, user), (None, {}))
        if until and self._now() < until:
            return known
        try:
            async with asyncio.timeout(_PATIENCE_S):
                found = await self._look_up(team, user)
        except (Limited, Rejected, Unreachable, ItsmError, TimeoutError) as error:
            slog.warning("slack user not looked up", user=user, why=type(error).__name__)
            return unverified(team, user, {})
        self._remember((team, user), found)
        return found

    async def _look_up(self, team: str, user: str) -> Facts:
        account = await self._api.user(user)
        email = trusted_email(team, account)
        person = await self._directory.by_email(email) if email else None
        return verified(person, account) if person else unverified(team, user, account)

    def _remember(self, key: tuple[str, str], facts: Facts) -> None:
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[key] = (self._now() + _FRESH, facts)


def trusted_email(team: str, account: Facts) -> str:
    """The account's e-mail, if it proves an employee: a confirmed one of a full member of this workspace."""
    outside = account.get("team_id", team) != team or account.get("is_stranger") is True
    guest = any(account.get(flag) is True for flag in ("is_restricted", "is_ultra_restricted"))
    gone = account.get("deleted") is True or account.get("is_bot") is True
    if outside or guest or gone or account.get("is_email_confirmed") is False:
        return ""
    return str(_profile(account).get("email") or "")


def verified(person: Person, account: Facts) -> Facts:
    return {
        "id": person.id,
        "name": person.name,
        "user_name": person.user_name,
        "vip": person.vip,
        "verified": True,
        "audiences": ["all"],
        "time_zone": _zone(account.get("tz"), person.time_zone),
        "title": person.title,
        "location": person.location,
    }


def unverified(team: str, user: str, account: Facts) -> Facts:
    """Somebody the company's directory does not name: may ask and reach a person."""
    return {
        "id": f"slack:{team}:{user}",
        "name": str(_profile(account).get("real_name") or "")[:120],
        "user_name": "",
        "vip": False,
        "verified": False,
        "audiences": ["all"],
        "time_zone": _zone(account.get("tz"), "UTC"),
    }


def _profile(account: Facts) -> Facts:
    profile = account.get("profile")
    return profile if isinstance(profile, dict) else {}


def _zone(*names: object) -> str:
    """The first name that is a time zone."""
    for name in names:
        try:
            return ZoneInfo(str(name or "")).key
        except (ValueError, KeyError, OSError):  # not a name, no such zone, a folder's name
            continue
    return "UTC"
