"""Permission to see somebody's screen: asked by a flow, logged with its answer, and taken back at any time.

A flow asks with a step that collects ``consent``; its option ``refused`` is the no, every other one a yes.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import structlog

from actions.filing import CALL_S
from actions.release import Shelf
from actions.reply import Reply, record, say
from actions.stopping import Stop
from actions.turn import Turn
from actions.walk import Walk
from flows.model import Flow
from flows.turns import Asked, Ended
from itsm.errors import ItsmError
from itsm.remote_help import RemoteHelp
from wire.cards import Consent
from wire.keys import work_key

REMOTE_HELP = "remote_help"
FACT = "consent"
REFUSED = "refused"
TAKEN_BACK = "revoke_consent"
_log = structlog.get_logger("actions")


def logged(reply: Reply, flow: Flow, result: Asked | Ended, turn: Turn) -> Reply:
    """The same reply with the answer to "may we?" for the log; a flow's end says whether the yes stands."""
    slots = {**reply.slots, **({"consent": _standing(result, turn)} if _asks(flow) else {})}
    step = flow.step(result.answered.step) if result.answered else None
    if step is None or step.collect != FACT:
        return replace(reply, slots=slots)
    card = Consent(flow.topic, step.question, given=_given(result.state))
    return replace(reply, says=(record(card), *reply.says), slots=slots)


def taken_back(turn: Turn, walk: Walk, flow: Flow) -> str:
    """The choice that a permission taken back in words stands for, "" when this flow has none to take."""
    sure = turn.intent == TAKEN_BACK and turn.confidence >= flow.lines.sure
    asks = _asks(flow)
    return f"{asks}.{REFUSED}" if sure and asks and _given(walk.state) else ""


def stands(turn: Turn) -> bool:
    """Whether a flow ended in this very turn with a person and a permission: the only way to a link."""
    kept = turn.slots.get("consent") or {}
    return bool(kept.get("given")) and kept.get("seq") == turn.context.seq


def _asks(flow: Flow) -> str:
    """The id of the step that asks for permission, "" for a flow that asks for none."""
    return next((step.id for step in flow.steps if step.collect == FACT), "")


def _given(state: dict[str, Any]) -> bool:
    return str(state["facts"].get(FACT, REFUSED)) != REFUSED


def _standing(result: Asked | Ended, turn: Turn) -> dict[str, Any] | None:
    """Nothing stands before the end, nor after one that is danger or no person."""
    if not isinstance(result, Ended) or result.ending.kind != "handoff" or result.ending.danger:
        return None
    return {"given": True, "seq": turn.context.seq} if _given(result.state) else None


@dataclass(frozen=True)
class RevokeConsent:
    """The card tells agents; the words tell the person how to be sure by themselves. The ticket of the
    session, where there is one, has a note of it: should that fail, it is in the log all the same."""

    shelf: Shelf
    remote: RemoteHelp | None = None
    call_s: float = CALL_S
    name: str = "action_revoke_consent"

    async def __call__(self, turn: Turn) -> Reply:
        if not turn.slots.get("consent"):
            return await self._nothing_given(turn)
        await self._note(str((turn.slots.get("consent") or {}).get("number", "")), turn)
        text = turn.words("utter_consent_revoked")
        words = say("utter_consent_revoked", Consent(REMOTE_HELP, text, given=False))
        return Reply((words,), {"consent": None}, asked="same")

    async def _nothing_given(self, turn: Turn) -> Reply:
        """The no is logged all the same; who takes back what nobody has wants to end what is going on."""
        ended = await Stop(self.shelf)(turn)
        kept = tuple(each for each in ended.says if not each.response)
        card = Consent(REMOTE_HELP, turn.words("utter_consent_none"), given=False)
        return replace(ended, says=(say("utter_consent_none", card), *kept))

    async def _note(self, number: str, turn: Turn) -> None:
        if self.remote is None or not number:
            return
        key = work_key(turn.context.conversation, turn.context.seq)
        try:
            async with asyncio.timeout(self.call_s):
                await self.remote.withdraw(number, caller=turn.caller, key=key)
        except (ItsmError, TimeoutError) as error:
            _log.warning("withdrawal not noted", number=number, error=type(error).__name__)
