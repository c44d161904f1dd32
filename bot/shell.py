"""Talk to the bot in a terminal, with the real actions if they run. Numbers press buttons."""

from __future__ import annotations

import argparse
import asyncio
import datetime
import uuid
from pathlib import Path

from bot import engine, tame
from bot.action_call import hang_up
from bot.settings import settings
from bot.turns import Turns
from wire.turn import BotMessage, Button, Person, TurnContext, TurnRequest


def main(options: argparse.Namespace) -> int:
    found = settings().with_secrets()
    tame.quiet_logs()
    asyncio.run(_talk(options.model or engine.model_file(found.release)))
    return 0


async def _talk(model: Path) -> None:
    agent = await engine.loaded(settings(), model)
    turns = Turns(agent)
    conversation, seq = f"shell-{uuid.uuid4().hex[:8]}", 0
    buttons: list[Button] = []
    while (text := await asyncio.to_thread(_typed)) is not None:
        seq += 1
        request = asked(conversation, seq, text, buttons)
        try:
            reply = await turns.take(request)
        except Exception as error:  # the gate: an author wants the reason and the next prompt
            print(f"  ! {type(error).__name__}: {error}")
            continue
        buttons = shown(reply.messages)
        print(f"  ({reply.nlu.intent} {reply.nlu.confidence:.2f})")
    await hang_up(agent.action_endpoint)


def _typed() -> str | None:
    try:
        return input("> ")
    except EOFError:
        return None


def asked(conversation: str, seq: int, text: str, buttons: list[Button]) -> TurnRequest:
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    context = TurnContext(conversation, seq, "shell", Person("", "you", verified=False), now)
    if text.isdigit() and 0 < int(text) <= len(buttons):
        button = buttons[int(text) - 1]
        return TurnRequest(str(seq), conversation, "button", context, button.title, button.payload)
    return TurnRequest(str(seq), conversation, "text", context, text)


def shown(messages: list[BotMessage]) -> list[Button]:
    """Print what was said and return the buttons that may be pressed now."""
    buttons: list[Button] = []
    for message in messages:
        if message.text:
            print(f"  {message.text}")
        if message.card:
            print(f"  [{message.card.card}]")
        for button in message.buttons:
            buttons.append(button)
            print(f"  {len(buttons)}) {button.title}")
    return buttons
