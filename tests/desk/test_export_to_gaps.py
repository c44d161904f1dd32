"""From the desk's log to the articles that should be written: the two commands, in a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.core.events import NewEvent
from desk.store import log

ROOT = Path(__file__).parents[2]
MODEL, INDEX = ROOT / "var" / "model", ROOT / "var" / "releases" / "current" / "index"
FAX = ("where is the fax machine", "is there a fax machine on my floor", "which floor has a fax machine")
PARKING = ("how do I book a parking place",)
pytestmark = pytest.mark.skipif(
    not (MODEL / "manifest.json").exists(), reason="set-up has not exported the model"
)


async def test_what_nobody_could_answer_comes_out_as_named_and_counted_gaps(lab, settings):
    conversation = await lab.open()
    said = [e for words in (*FAX, *PARKING) for e in missed(words)]
    async with lab.parts.desk.db.write() as connection:
        await log.append(connection, conversation, said, datetime(2026, 6, 1, tzinfo=UTC))
    exported = piped(settings, ["-m", "desk", "export-questions"], "")
    assert len(exported.splitlines()) == 4
    index = ["--index", str(INDEX)] if INDEX.exists() else ["--index", str(settings.var / "none")]
    printed = piped(settings, ["-m", "kb_index", "gaps", "--json", *index], exported)
    found = json.loads(printed.splitlines()[-1])
    assert [(gap["count"], gap["reasons"]) for gap in found["gaps"]] == [
        (3, {"not_covered": 3}),
        (1, {"not_covered": 1}),
    ]
    assert "fax" in found["gaps"][0]["name"]
    assert set(found["gaps"][0]["examples"]) == set(FAX)
    if INDEX.exists():
        assert all(gap["nearest"]["title"] for gap in found["gaps"])


def missed(words):
    return (
        NewEvent("message", "employee", {"text": words}),
        NewEvent("missed", "bot", {"reason": "not_covered"}),
    )


def piped(settings, command, words):
    secrets = {"FIRSTLINE_BOT_SECRET": "s" * 20, "FIRSTLINE_TOKEN_SECRET": "t" * 40}
    told = {**os.environ, **secrets, "FIRSTLINE_VAR": str(settings.var), "FIRSTLINE_MODEL": str(MODEL)}
    done = subprocess.run(
        [sys.executable, *command], input=words, env=told, cwd=ROOT, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
