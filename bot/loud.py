"""A message processor that fails loudly: a turn is done as a whole, or raises and leaves no trace.

Rasa swallows whatever an action raises and carries on ("Bot will continue, but the actions events are lost"),
so a person gets silence and a tracker that lies. Raising instead also makes a turn atomic: nothing is saved
until its end.
"""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import ActionExecutionRejection
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tame import in_time


class TurnFailed(RuntimeError):
    """An action failed, or the rules ran in a circle. The text names both and holds no words of people."""


class TurnDoneBefore(Exception):
    """The tracker already has this message; ``tracker`` holds what was answered."""

    def __init__(self, tracker: DialogueStateTracker) -> None:
        super().__init__(tracker.sender_id)
        self.tracker = tracker


class LoudProcessor(MessageProcessor):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.on_circuit_break = _circle

    async def log_message(self, message: Any, should_save_tracker: bool = True) -> DialogueStateTracker:
        """As Rasa's, but a message that the tracker has already is not taken again."""
        tracker = await self.fetch_tracker_and_update_session(
            message.sender_id, message.output_channel, message.metadata
        )
        if said_before(tracker, message.message_id):
            raise TurnDoneBefore(tracker)
        await self._handle_message_with_tracker(message, tracker)
        if should_save_tracker:
            await self.save_tracker(tracker)
        return tracker

    async def _run_action(self, action: Any, *arguments: Any, **named: Any) -> bool:
        remembering = Remembering(action)
        another = await super()._run_action(remembering, *arguments, **named)
        if remembering.failure is not None:
            raise TurnFailed(f"{action.name()}: {_named(remembering.failure)}") from remembering.failure
        return another


class Remembering:
    """An action that keeps what it raised, so that Rasa cannot lose it."""

    def __init__(self, action: Any) -> None:
        self._action = action
        self.failure: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._action, name)

    async def run(self, *arguments: Any, **named: Any) -> Any:
        try:
            return await in_time(self._action.run(*arguments, **named))
        except ActionExecutionRejection:
            raise
        except Exception as error:  # the gate: whatever an action raises becomes TurnFailed
            self.failure = error
            return []


def said_before(tracker: DialogueStateTracker, message_id: str) -> bool:
    return any(isinstance(e, UserUttered) and e.message_id == message_id for e in reversed(tracker.events))


def _circle(tracker: DialogueStateTracker, *_: Any) -> None:
    raise TurnFailed(f"too many actions in one turn, the last was {tracker.latest_action_name}")


def _named(error: BaseException) -> str:
    """The error and its causes by type: their texts may hold what a person wrote."""
    names = []
    cause: BaseException | None = error
    while cause is not None:
        names.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return " from ".join(names)
