"""Measures a release: what its model makes of the held-out lines, and how the test stories end with it.

What was measured lies in the release's folder beside what it measures, and is not measured again until the
lines, the stories or the model are others. It is no part of the release: no process reads it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from stack import confusion_page, content, environments, heard, stage, story_results
from stack.failure import Failure
from stack.page import Measured
from stack.settings import Settings

HELD_OUT = "tests/held_out/intents.jsonl"
STORIES = "tests/stories"
LINES, LINES_FROM, CONFUSION = "rasa/heard.jsonl", "rasa/heard.json", "rasa/confusion.html"
PLAYED, PLAYED_FROM = "stories.json", "stories_from.json"
PAGE = "comparison.txt"
REPORTS = frozenset({LINES, LINES_FROM, CONFUSION, PLAYED, PLAYED_FROM, PAGE})
"""Paths in a release's folder that hold measurements."""

BOT = ".venv-bot/bin/python"
SOME_FAILED = 1  # the exit code of `bot test` when a story failed: a result, no failure
Took = list[tuple[str, float]]
Kept = TypeVar("Kept")


def hear(chosen: Settings, folder: Path, took: Took) -> Measured:
    """Measure what is not measured yet; `took` gets the seconds of each step. Raises Failure."""
    why_no_lines = _missing(chosen.root, HELD_OUT)
    why_no_stories = _missing(chosen.root, STORIES)
    stories = {"stories": content.fingerprint(content.listing(chosen.root, chosen.root / STORIES))}
    playing = (
        None if why_no_stories else _begun_stories(chosen, folder, stories)
    )  # beside the lines: two cores
    try:
        if not why_no_lines:
            _hear_lines(chosen, folder, took)
    except BaseException:
        if playing:
            stage.give_up(playing)
        raise
    if playing:
        _end_stories(folder, playing, stories, took)
    return Measured(
        folder.name,
        None if why_no_lines else heard.read(folder / LINES),
        None if why_no_stories else story_results.read(folder / PLAYED),
        why_no_lines,
        why_no_stories,
    )


def known(folder: Path) -> Measured:
    """What was measured with a release before; what was not, or cannot be read any more, is None."""
    lines, stories = _kept(heard.read, folder / LINES), _kept(story_results.read, folder / PLAYED)
    return Measured(folder.name, lines, stories, f"{folder.name} was not asked", f"{folder.name} played none")


def _kept(read: Callable[[Path], Kept], file: Path) -> Kept | None:
    try:
        return read(file)
    except (OSError, ValueError):  # another version wrote it: the comparison goes without
        return None


def _missing(root: Path, place: str) -> str:
    return "" if (root / place).exists() else f"this checkout has no {place}"


def _hear_lines(chosen: Settings, folder: Path, took: Took) -> None:
    model, held_out = folder / "rasa" / "model.tar.gz", chosen.root / HELD_OUT
    made_from = {"held_out": content.sha256(held_out), "model": content.sha256(model)}
    if not _is_from(folder / LINES_FROM, made_from, folder / LINES):
        (folder / LINES).unlink(missing_ok=True)
        asked = ("--model", str(model), "--file", str(held_out), "--out", str(folder / LINES))
        seconds = stage.end(_begun("held-out lines: asking", ("parse", *asked), chosen, folder, "hear"))
        (folder / LINES_FROM).write_text(json.dumps(made_from) + "\n", "utf-8")
        (folder / CONFUSION).unlink(missing_ok=True)
        took.append(("held-out lines", seconds))
    if not (folder / CONFUSION).is_file():
        confusion_page.write(folder / CONFUSION, heard.read(folder / LINES), f"Release {folder.name}")


def _begun_stories(chosen: Settings, folder: Path, made_from: dict[str, str]) -> stage.Running | None:
    """None when they were played already."""
    played = folder / PLAYED
    if _is_from(folder / PLAYED_FROM, made_from, played):
        return None
    played.unlink(missing_ok=True)
    model = ("--model", str(folder / "rasa" / "model.tar.gz"), "--out", str(played))
    return _begun("test stories: playing", ("test", STORIES, *model), chosen, folder, "stories")


def _end_stories(folder: Path, playing: stage.Running, made_from: dict[str, str], took: Took) -> None:
    waited = time.monotonic()
    stage.end(playing, accepted=(0, SOME_FAILED))
    if not (folder / PLAYED).is_file():  # code 1 without results: it did not come to the stories
        raise Failure(
            f"test stories: could not be played\n{stage.last_lines(playing.log)}", f"All of it: {playing.log}"
        )
    (folder / PLAYED_FROM).write_text(json.dumps(made_from) + "\n", "utf-8")
    took.append(("rest of the test stories", time.monotonic() - waited))  # they began with the lines


def _is_from(file: Path, made_from: dict[str, str], *results: Path) -> bool:
    try:
        return bool(json.loads(file.read_text("utf-8")) == made_from) and all(r.is_file() for r in results)
    except (OSError, ValueError):
        return False


def _begun(label: str, arguments: Iterable[str], chosen: Settings, folder: Path, log: str) -> stage.Running:
    """One command of the bot that reads this release and nothing that runs: own actions, no ServiceNow."""
    told = {
        **chosen.variables,
        "FIRSTLINE_VAR": str(chosen.var),
        "FIRSTLINE_MODEL": str(chosen.model),
        "FIRSTLINE_RELEASE": str(folder),
        "FIRSTLINE_ACTIONS_URL": "",
        "FIRSTLINE_SERVICENOW_URL": "memory:",
    }
    command, at = (str(chosen.root / BOT), "-m", "bot", *arguments), environments.log(chosen.root, log)
    return stage.begin(label, command, log=at, cwd=chosen.root, environment=told)
