"""What an author breaks in data/nlu: named by file and line, refused, and what runs keeps its release.

The checks are the real ones; index and model are made by the stand-in of test_train.
"""

import os
import sys
from pathlib import Path

import pytest

from stack import __main__ as command
from stack import hear
from stack import release as releases
from stack import train as training
from tests.stack.test_train import project  # noqa: F401 - a fixture

ROOT = Path(__file__).resolve().parents[2]
GOOD = """nlu:
- intent: vpn_problem
  examples: |
    - my vpn keeps dropping
    - the vpn does not connect
- intent: greet
  examples: |
    - hello
    - good morning
"""
BROKEN = {
    "a tab": (GOOD.replace("    - hello", "\t- hello"), 8, "a tab"),
    "an unknown intent": (GOOD.replace("greet", "gret"), 6, "intent 'gret' is not in domain.yml"),
    "a doubled line": (GOOD + "    - my vpn keeps dropping\n", 10, "vpn_problem at data/nlu/vpn.yml:4"),
    "an empty intent": (GOOD + "- intent: thank\n  examples: |\n", 11, "intent 'thank' has no examples"),
    "10 MB of text": (GOOD + "    - word\n" * 1_000_000, 1, "larger than 5 MB"),
}


@pytest.fixture
def released(project, monkeypatch):  # noqa: F811
    """A project with a current release, whose files can now be broken."""
    python = project / ".venv/bin/python"
    real = f'[ "$2" = authored ] && PYTHONPATH="{ROOT}" exec "{sys.executable}" "$@"\n'
    python.write_text(python.read_text().replace("#!/bin/sh\n", f"#!/bin/sh\n{real}"))
    (project / "domain.yml").write_text("intents: [vpn_problem, greet, thank]\n")
    (project / "data/stories/vpn.yml").write_text("rules: []\n")
    for file in ("data/standards/topics.yml", "data/lexicon/products.yml", "data/flows/vpn.yml"):
        (project / file).write_text("words: []\n")
    (project / "data/nlu/vpn.yml").write_text(GOOD)
    monkeypatch.setattr(command, "ROOT", project)
    assert command.main(["train"]) == 0
    assert command.main(["release"]) == 0
    return project


@pytest.mark.parametrize(("text", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_by_line_and_never_becomes_current(released, capfd, text, line, words):
    good = releases.resolve(released / "var/releases/current")
    before = {path: path.stat().st_mtime_ns for path in good.rglob("*")}
    (released / "data/nlu/vpn.yml").write_text(text)
    capfd.readouterr()
    assert command.main(["train"]) == 1
    told, where = capfd.readouterr().err, f"data/nlu/vpn.yml:{line}:"
    (said,) = [one for one in told.splitlines() if one.startswith(where) and words in one]
    assert "No candidate was made; what runs keeps its release." in told
    assert "Traceback" not in told
    assert len(said) < 300
    assert command.main(["release"]) == 0  # the candidate is still the good one
    assert releases.resolve(released / "var/releases/current") == good
    assert {path: path.stat().st_mtime_ns for path in good.rglob("*")} == before


def test_the_mended_file_makes_the_release_that_was_there(released, capsys):
    good = releases.resolve(released / "var/releases/current")
    (released / "data/nlu/vpn.yml").write_text(BROKEN["a doubled line"][0])
    assert command.main(["train"]) == 1
    (released / "data/nlu/vpn.yml").write_text(GOOD)
    assert training.train(released) == good
    assert "is the current one already" in capsys.readouterr().out


def test_a_model_that_cannot_be_asked_is_no_candidate(released, capfd):
    good = releases.resolve(released / "var/releases/candidate")
    (released / hear.HELD_OUT).parent.mkdir(parents=True)
    (released / hear.HELD_OUT).write_text('{"text": "hello", "label": "greet"}\n')
    python = released / ".venv-bot/bin/python"
    python.write_text(python.read_text() + 'case "$3" in parse) echo the model is broken; exit 1 ;; esac\n')
    (released / "data/nlu/vpn.yml").write_text(GOOD.replace("good morning", "good evening"))
    assert command.main(["train"]) == 1
    assert "the model is broken" in capfd.readouterr().err
    assert releases.resolve(released / "var/releases/candidate") == good
    assert os.readlink(released / "var/releases/current") == good.name
