"""Rasa's test stories, as turns: what is said and what must follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_LOOP, _OUTCOME = "active_loop", "outcome"


class BadStory(ValueError):
    """A story the player cannot read; the text has file and story."""


@dataclass(frozen=True)
class Turn:
    """``loop`` and ``outcome`` are compared only when the story mentions them (``says``)."""

    text: str
    intent: str = ""
    actions: list[str] = field(default_factory=list)
    says: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    name: str
    file: str
    turns: list[Turn]


def stories(paths: list[Path]) -> list[Story]:
    """All stories of the files and folders. Raises BadStory."""
    files = [file for path in paths for file in (sorted(path.glob("*.yml")) if path.is_dir() else [path])]
    found = []
    for file in files:
        try:
            data = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        except (OSError, yaml.YAMLError) as error:
            raise BadStory(f"{file}: {error}") from error
        found += [_story(each, str(file)) for each in data.get("stories", [])]
    if not found:
        raise BadStory(f"no test stories in {', '.join(map(str, paths))}")
    return found


def _story(data: dict[str, Any], file: str) -> Story:
    name = str(data.get("story", ""))
    turns: list[Turn] = []
    for step in data.get("steps", []):
        if "user" in step:
            turns.append(Turn(str(step["user"]).strip(), str(step.get("intent", ""))))
        elif not turns:
            raise BadStory(f"{file}: {name}: the first step must be the user's")
        else:
            _expect(turns[-1], step, f"{file}: {name}")
    return Story(name, file, turns)


def _expect(turn: Turn, step: dict[str, Any], where: str) -> None:
    if "action" in step:
        turn.actions.append(str(step["action"]))
    elif _LOOP in step:
        turn.says[_LOOP] = step[_LOOP]
    elif "slot_was_set" in step:
        for slot in step["slot_was_set"]:
            if isinstance(slot, dict) and _OUTCOME in slot:
                turn.says[_OUTCOME] = slot[_OUTCOME]
    else:
        raise BadStory(f"{where}: a step that is not user, action, active_loop or slot_was_set: {step}")
