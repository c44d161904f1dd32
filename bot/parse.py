"""Say what texts mean and why, with the model of a release."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot import engine, near_lines, tame
from bot.evaluate import BadRows
from bot.near_lines import Near, NoLines
from bot.progress import counting, say
from bot.replies import understood
from bot.said import words
from bot.settings import settings
from language.encoder import Encoder
from language.vector_cache import VectorCache
from wire.turn import Nlu

NEAREST = 3
_FILE_THREADS = 2


@dataclass(frozen=True)
class Parsed:
    """A text, what it was understood as, and the training lines nearest to it."""

    text: str
    nlu: Nlu
    near: tuple[Near, ...]

    def row(self) -> dict[str, Any]:
        return {"text": self.text, **asdict(self.nlu), "near": [asdict(each) for each in self.near]}


def main(options: argparse.Namespace) -> int:
    tame.quiet_logs()
    rows = [{"text": options.text}] if options.text is not None else rows_in(options.file)
    model = options.model or engine.model_file(settings().release)
    found = asyncio.run(parsed_all(model, [str(row["text"]) for row in rows]))
    if options.out is not None:
        _written(options.out, rows, found)
    else:
        for row, one in zip(rows, found, strict=True):
            print(_json(row, one) if options.json else "\n".join(_lines(one)))
    return 0


def rows_in(path: Path | None) -> list[dict[str, Any]]:
    """Raises BadRows."""
    if path is None:
        raise BadRows('give a text, or --file with lines of {"text"}')
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [dict(json.loads(line)) for line in lines if line.strip()]
        return [{**row, "text": str(row["text"])} for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadRows(f'{path}: not lines of {{"text"}}: {error}') from error


async def parsed_all(model: Path, texts: Sequence[str]) -> list[Parsed]:
    """Each text by itself, as it would come from a person."""
    agent = await engine.loaded(settings(), model, endpoints=None)
    near = nearest(model, texts)
    told = counting("lines", len(texts))
    found = []
    for done, (text, lines) in enumerate(zip(texts, near, strict=True), 1):
        found.append(Parsed(text, await parsed(agent, text), tuple(lines)))
        told(done)
    return found


async def parsed(agent: Agent, text: str) -> Nlu:
    return understood(await agent.processor.parse_message(UserMessage(words(text))))


def nearest(model: Path, texts: Sequence[str]) -> list[list[Near]]:
    """The training lines nearest to each text. Many texts are encoded once and remembered in var/."""
    try:
        lines = near_lines.read(model)
    except NoLines as none:
        say(f"  {none}")
        return [[] for _ in texts]
    encoder = Encoder.load(settings().model, threads=_FILE_THREADS)
    source = VectorCache(settings().var / "cache" / "vectors.db", encoder) if len(texts) > 1 else encoder
    return lines.nearest(source.encode([words(text) for text in texts]), NEAREST)


def _written(path: Path, rows: Sequence[Mapping[str, Any]], found: Sequence[Parsed]) -> None:
    """Whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    text = "".join(f"{_json(row, one)}\n" for row, one in zip(rows, found, strict=True))
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _json(row: Mapping[str, Any], one: Parsed) -> str:
    return json.dumps({**row, **one.row()}, ensure_ascii=False)


def _lines(one: Parsed) -> Iterator[str]:
    nlu = one.nlu
    yield one.text
    yield f"  {nlu.intent} {nlu.confidence:.2f}  out of scope {nlu.oos or 0.0:.2f}"
    yield "  " + ", ".join(f"{row['intent']} {row['confidence']:.2f}" for row in nlu.ranking)
    yield "  entities: " + (", ".join(f"{each['entity']}={each['value']}" for each in nlu.entities) or "none")
    yield "  nearest training lines:" if one.near else "  nearest training lines: not kept in this model"
    for each in one.near:
        yield f"    {each.cosine:.2f}  {each.intent}  {each.text}"
