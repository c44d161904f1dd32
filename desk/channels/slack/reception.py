"""Takes what Slack delivered: into the log first, then whatever else is to be said or shown."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from desk.channels.slack import parcels
from desk.channels.slack.inbound import Address, Pressed, Typed
from desk.channels.slack.parcels import CHANNEL
from desk.channels.slack.people import People
from desk.core.conversation import Conversation, Ended
from desk.core.events import Event
from desk.desk import Desk
from desk.intake import MOST_CHARACTERS, Inbound, Intake, Refused
from desk.security import Limits, TooMany
from desk.store import buttons, conversations, log
from desk.switchboard import Switchboard
from desk.waiting import PERSON


@dataclass
class Reception:
    """Both methods return after the commit: only then may Slack hear 200. They may raise Busy, and
    Slack delivers again; a message delivered again is the same message."""

    desk: Desk
    intake: Intake
    switchboard: Switchboard
    limits: Limits
    people: People
    _one_opens: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def typed(self, message: Typed) -> None:
        """A person's words. What cannot be taken is said to them, in their own thread."""
        address = message.address
        async with self.desk.db.read() as connection:
            c = await conversations.open_at(connection, CHANNEL, address.key)
        if message.follow_up and c is None:
            return
        talking = c.id if c else ""
        try:
            await self.limits.take(_limit(address))
            if message.text or not message.has_files:
                await self._receive(address, c, Inbound(message.external_id, text=message.text))
        except TooMany as error:
            minute = f"{address.user}:{self.desk.now():%Y%m%d%H%M}"
            await self._say(address, talking, "rate_limited", minute, seconds=error.seconds)
        except Refused as error:
            await self._say(address, talking, error.key, message.external_id, most=MOST_CHARACTERS)
        if message.has_files:
            await self._say(address, talking, "attachment_not_here", message.external_id)

    async def pressed(self, press: Pressed) -> None:
        """A button: what it means is in our store, what Slack sends is only its id."""
        address = press.address
        async with self.desk.db.read() as connection:
            c = await self._pressed_in(press)
            stored = await buttons.find(connection, c.id, press.button) if c else None
        external_id = f"{address.team}:{address.channel}:{press.message or press.at}:{press.button}"
        if c is None or stored is None:
            await self._say(address, "", "button_unknown", f"{external_id}:{press.at}")
            return
        if stored.payload == PERSON:
            # The one button that stays: pressing it again later is another wish, not the same one.
            await self._person(c, address, f"{external_id[:150]}:{press.at}", stored.id)
            return
        await self._choice(c, address, external_id, stored.id)
        await self._freeze(c, press)

    async def _choice(self, c: Conversation, address: Address, external_id: str, button: str) -> None:
        try:
            await self.limits.take(_limit(address))
            await self._receive(address, c, Inbound(external_id, button=button))
        except Ended:
            await self._say(address, c.id, "conversation_over", external_id)
        except Refused as error:
            await self._say(address, c.id, error.key, external_id)
        except TooMany as error:
            minute = f"{address.user}:{self.desk.now():%Y%m%d%H%M}"
            await self._say(address, c.id, "rate_limited", minute, seconds=error.seconds)

    async def _person(self, c: Conversation, address: Address, external_id: str, button: str) -> None:
        """ "Talk to a person", also under the welcome of a conversation that is over: a new one opens."""
        try:
            await self._receive(address, c, Inbound(external_id, button=button))
        except Ended:
            async with self._one_opens:
                async with self.desk.db.read() as connection:
                    fresh = await conversations.open_at(connection, CHANNEL, address.key)
                fresh = fresh or await self.intake.open(
                    c.person,
                    CHANNEL,
                    address=address.facts(),
                    address_key=address.key,
                    time_zone=c.time_zone,
                )
                await self.switchboard.ask_for_person(fresh.id, external_id)

    async def _receive(self, address: Address, c: Conversation | None, message: Inbound) -> None:
        """Somebody we are talking to stays who they are until the conversation ends."""
        person = c.person if c else await self.people.person(address.team, address.user)
        zone = c.time_zone if c else str(person["time_zone"])
        await self.intake.receive_at(person, CHANNEL, address.facts(), address.key, message, zone)

    async def _pressed_in(self, press: Pressed) -> Conversation | None:
        """The conversation of a button, if the one who pressed it is the one it was shown to."""
        async with self.desk.db.read() as connection:
            owner = await buttons.owner(connection, press.button)
            c = await conversations.get(connection, owner) if owner else None
        if c is None or c.channel != CHANNEL:
            return None
        mine = (press.address.team, press.address.channel, press.address.user)
        return c if mine == tuple(c.address[part] for part in ("team", "channel", "user")) else None

    async def _freeze(self, c: Conversation, press: Pressed) -> None:
        async with self.desk.db.write() as connection:
            events = await log.events_of(connection, c.id)
            shown = next((e for e in events if _has(e, press.button)), None)
            if shown and press.message:
                now = self.desk.now()
                await parcels.freeze(
                    connection, press.address.channel, press.message, shown, press.button, now
                )
        self.desk.send_wanted.set()

    async def _say(self, address: Address, conversation: str, key: str, once: str, **values: Any) -> None:
        text = self.desk.words(key, **values)
        async with self.desk.db.write() as connection:
            await parcels.say(
                connection,
                address,
                text,
                key=f"{key}:{once}",
                conversation=conversation,
                at=self.desk.now(),
            )
        self.desk.send_wanted.set()


def _limit(address: Address) -> str:
    return f"slack:{address.team}:{address.user}"


def _has(event: Event, button: str) -> bool:
    return event.kind != "message" and any(b["id"] == button for b in event.data.get("buttons", []))
