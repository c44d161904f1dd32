"""No release without an approval: real checks of real flows and standards; index and model are stand-ins."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from stack import __main__ as command
from stack import release as releases
from tests.stack.test_train import project  # noqa: F401 - a fixture

ROOT = Path(__file__).resolve().parents[2]
FLOW, RULES = "data/flows/wifi_problem.yml", "data/standards/escalation.yml"
OLD, NEW = "Let's get it connected.", "Let's get you online."


@pytest.fixture
def released(project, monkeypatch):  # noqa: F811
    """A project with a current release of the shipped standards and one shipped flow."""
    python = project / ".venv/bin/python"
    real = f'case "$2" in flows|standards) PYTHONPATH="{ROOT}" exec "{sys.executable}" "$@";; esac\n'
    python.write_text(python.read_text().replace("#!/bin/sh\n", f"#!/bin/sh\n{real}"))
    shutil.rmtree(project / "data/standards")
    shutil.copytree(ROOT / "data/standards", project / "data/standards")
    (project / "data/standards/catalogue.yml").unlink()  # it orders what other flows end with
    (project / "data/flows/vpn.yml").unlink()
    shutil.copytree(ROOT / "data/articles", project / "data/articles", dirs_exist_ok=True)
    for name in ("common", "wifi_problem"):
        shutil.copy(ROOT / "data/flows" / f"{name}.yml", project / "data/flows")
    monkeypatch.setattr(command, "ROOT", project)
    assert command.main(["train"]) == 0
    assert command.main(["release"]) == 0
    return project


def edit(file: Path, old: str, new: str) -> int:
    """Change a text; the line of the flow's approval."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return next((n for n, line in enumerate(text.splitlines(), 1) if line.startswith("approval:")), 1)


@pytest.mark.parametrize(("file", "old", "new"), [(FLOW, OLD, NEW), (RULES, "after_s: 60", "after_s: 61")])
def test_a_changed_word_makes_no_candidate_until_somebody_approves_it(released, capfd, file, old, new):
    before = releases.resolve(released / "var/releases/current")
    line = edit(released / file, old, new)
    capfd.readouterr()
    assert command.main(["train"]) == 1
    shown = capfd.readouterr().err
    assert f"{file}:{line}: the text changed after" in shown
    assert f"approve {file} --by NAME" in shown
    assert command.main(["release"]) == 0
    current = releases.resolve(released / "var/releases/current")
    assert current == before
    assert old in (current / file.removeprefix("data/")).read_text(encoding="utf-8")
    assert command.main(["approve", "--all", "--by", "Joy Reyes"]) == 0
    assert command.main(["train"]) == 0
    assert command.main(["release"]) == 0
    assert releases.resolve(released / "var/releases/current") != before


def test_what_waits_is_shown_with_its_difference_from_the_approved_text(released, capfd):
    assert command.main(["pending"]) == 0
    edit(released / FLOW, OLD, NEW)
    edit(released / RULES, "after_s: 60", "after_s: 61")
    capfd.readouterr()
    assert command.main(["pending"]) == 1
    shown = capfd.readouterr().out
    for line in (f"no_network: Your device does not find or join the Wi-Fi. {OLD}", "  after_s: 60"):
        assert f"-  {line}" in shown
    assert f"+++ {FLOW}" in shown


def test_a_candidate_that_was_edited_after_the_check_is_not_released(released, capfd):
    edit(released / FLOW, "Device\n", "Your device\n")
    assert command.main(["approve", "--all", "--by", "Joy Reyes"]) == 0
    assert command.main(["train"]) == 0
    before = releases.resolve(released / "var/releases/current")
    edit(released / "var/releases/candidate/flows/wifi_problem.yml", OLD, NEW)
    capfd.readouterr()
    assert command.main(["release"]) == 1
    assert "was edited after it was made: flows/wifi_problem.yml" in capfd.readouterr().err
    assert releases.resolve(released / "var/releases/current") == before
