"""How an action is called: with what it reads and no more, over a connection that is kept open.

Rasa builds and sends its whole domain and the whole conversation with every call, and opens a session and
a connection for each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import aiohttp
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import EventVerbosity

MESSAGES_SENT = 2
"""Actions look at what came after the message before the last; see actions.turn."""
IDLE_S = 2.0
"""Below the action server's own patience: it never closes a connection that is just being used."""


def short_call(self: Any, tracker: Any, domain: Any) -> dict[str, Any]:
    """In place of RemoteAction._action_call_format: the wording, the slots, the last messages."""
    import rasa

    state = tracker.current_state(EventVerbosity.NONE)
    return {
        "next_action": self._name,
        "sender_id": tracker.sender_id,
        "tracker": {**state, "events": [event.as_dict() for event in last_events(tracker.events)]},
        "version": rasa.__version__,
        "domain": {"responses": domain.responses},
    }


def last_events(events: Iterable[Event], messages: int = MESSAGES_SENT) -> list[Event]:
    """The events from the ``messages``-th message from the end on; all when there are fewer."""
    every = list(events)
    said = [index for index, event in enumerate(every) if isinstance(event, UserUttered)]
    return every[said[-messages] :] if len(said) >= messages else every


class KeptSession:
    """In place of EndpointConfig.session: what is entered is one session for the endpoint, never closed."""

    def __init__(self, opened: Any) -> None:
        self._opened = opened

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._opened

    async def __aexit__(self, *_: object) -> None:
        return None


def kept_session(self: Any) -> KeptSession:
    """One session an endpoint, made inside the running loop. Rasa's own timeout travels with each request."""
    loop = asyncio.get_running_loop()
    kept: dict[Any, aiohttp.ClientSession] = self.__dict__.setdefault("_kept_sessions", {})
    if loop not in kept:
        connector = aiohttp.TCPConnector(keepalive_timeout=IDLE_S)
        kept.clear()  # of a loop that has ended
        kept[loop] = aiohttp.ClientSession(headers=self.headers, connector=connector)
    return KeptSession(kept[loop])


async def hang_up(endpoint: Any) -> None:
    """Close what is kept open for the endpoint; None has nothing."""
    for session in getattr(endpoint, "_kept_sessions", {}).values():
        await session.close()
