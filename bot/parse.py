"""Say what texts mean, with the model of a release."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import asdict
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot import engine, tame
from bot.evaluate import BadRows
from bot.replies import understood
from bot.said import words
from bot.settings import settings
from wire.turn import Nlu


def main(options: argparse.Namespace) -> int:
    tame.quiet_logs()
    texts = [options.text] if options.text is not None else texts_in(options.file)
    found = settings()
    model = options.model or engine.model_file(found.release)
    asyncio.run(_parse(model, texts, as_json=options.json))
    return 0


def texts_in(path: Path | None) -> list[str]:
    """Raises BadRows."""
    if path is None:
        raise BadRows('give a text, or --file with lines of {"text"}')
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [str(json.loads(line)["text"]) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRows(f'{path}: not lines of {{"text"}}: {error}') from error


async def _parse(model: Path, texts: list[str], *, as_json: bool) -> None:
    agent = await engine.loaded(settings(), model, endpoints=None)
    for text in texts:
        nlu = await parsed(agent, text)
        print(json.dumps({"text": text, **asdict(nlu)}, ensure_ascii=False) if as_json else _lines(text, nlu))


async def parsed(agent: Agent, text: str) -> Nlu:
    return understood(await agent.processor.parse_message(UserMessage(words(text))))


def _lines(text: str, nlu: Nlu) -> str:
    ranking = ", ".join(f"{row['intent']} {row['confidence']:.2f}" for row in nlu.ranking)
    entities = ", ".join(f"{each['entity']}={each['value']}" for each in nlu.entities) or "none"
    meant = f"{nlu.intent} {nlu.confidence:.2f}  out of scope {nlu.oos or 0.0:.2f}"
    return f"{text}\n  {meant}\n  {ranking}\n  entities: {entities}"
