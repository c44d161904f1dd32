"""Permission to see somebody's screen, taken back: at once, and without a question."""

from __future__ import annotations

from dataclasses import dataclass

from actions.reply import Reply, say
from actions.turn import Turn
from wire.cards import Consent

REMOTE_HELP = "remote_help"


@dataclass(frozen=True)
class RevokeConsent:
    """The card tells agents; the words tell the person how to be sure by themselves."""

    name: str = "action_revoke_consent"

    async def __call__(self, turn: Turn) -> Reply:
        text = turn.words("utter_consent_revoked")
        return Reply((say("utter_consent_revoked", Consent(REMOTE_HELP, text, given=False)),), asked="same")
