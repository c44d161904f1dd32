"""A permission taken back while a person has the conversation: logged and confirmed at once, by the desk.

The bot does the same while it has the conversation (actions/consent.py).
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.core import consent
from desk.core.conversation import Conversation, Holder
from desk.core.events import NewEvent
from desk.desk import Desk, notice
from desk.store import log
from desk.store.buttons import StoredButton
from wire.cards import Consent
from wire.convert import to_json

BACK = "/revoke_consent"
"""What the bot's button "Stop remote access" means to the bot, and here to the desk."""
REMOTE_HELP = "remote_help"


async def heard(
    desk: Desk, connection: AsyncConnection, c: Conversation, text: str, stored: StoredButton | None
) -> None:
    """Take it back when the button or the words of this message say so, and one was given."""
    pressed = stored is not None and stored.payload == BACK
    said = stored is None and consent.takes_back(text, desk.standards().taken_back)
    if c.holder in (Holder.BOT, Holder.CLOSED) or not (pressed or said):
        return
    if consent.stands(await log.events_of(connection, c.id)):
        words = desk.words("consent_taken_back")
        card = NewEvent("consent", "employee", to_json(Consent(REMOTE_HELP, words, given=False)))
        await desk.append(connection, c, [card, notice(words, "consent_taken_back")])
