"""A file of the standards counts only as somebody approved it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_load import SHIPPED, change

import standards
from standards.__main__ import main


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED, tmp_path / "releases/current/standards")
    return tmp_path / "releases"


def test_every_shipped_file_is_approved_as_it_stands():
    assert standards.check_approved(SHIPPED) == ()


@pytest.mark.parametrize(("file", "old", "new"), [
    ("escalation.yml", "queue: security", "queue: network"),
    ("coverage.yml", "18:00", "17:00"),
    ("priority.yml", "impact_2: {urgency_1: 2", "impact_2: {urgency_1: 1"),
    ("timers.yml", "complaint_ack_h: 4", "complaint_ack_h: 400"),
])  # fmt: skip
def test_a_changed_promise_waits_with_its_difference_until_somebody_approves_it(
    folder, releases, capsys, file, old, new
):
    change(folder, file, old, new)
    with pytest.raises(standards.Invalid, match=f"{file}:1: the text changed after Marcus Lee approved it"):
        standards.load_approved(folder)
    assert main(["pending", str(folder), "--releases", str(releases)]) == 1
    shown = capsys.readouterr().out
    assert "--- as Marcus Lee approved it on" in shown
    assert any(line.startswith("-") and old in line for line in shown.splitlines())
    assert any(line.startswith("+") and new in line for line in shown.splitlines())
    assert main(["approve", str(folder / file), "--by", "Joy Reyes"]) == 0
    assert main(["pending", str(folder), "--releases", str(releases)]) == 0
    assert standards.check_approved(folder) == ()


def test_one_command_approves_all_that_waits_and_leaves_the_names_of_the_rest(folder):
    change(folder, "coverage.yml", "18:00", "17:00")
    change(folder, "tips.yml", "A tip for next time:", "A tip:")
    assert main(["approve", "--all", "--folder", str(folder), "--by", "Joy Reyes"]) == 0
    assert standards.check_approved(folder) == ()
    rows = (folder / "approvals.yml").read_text(encoding="utf-8").splitlines()
    assert {row.split(":")[0].strip() for row in rows if "Joy Reyes" in row} == {"coverage", "tips"}


def test_a_comment_needs_no_new_approval(folder):
    path = folder / "timers.yml"
    path.write_text("# seconds\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert standards.check_approved(folder) == ()


def test_without_a_release_the_approver_is_told_to_read_all_of_it(folder, tmp_path, capsys):
    change(folder, "coverage.yml", "18:00", "17:00")
    assert main(["pending", str(folder), "--releases", str(tmp_path / "none")]) == 1
    assert "read all of it" in capsys.readouterr().out


def test_broken_approvals_name_file_line_and_remedy(folder, capsys):
    change(folder, "approvals.yml", "person:", "persn:")
    assert main(["check", str(folder)]) == 1
    assert "did you mean 'person'?" in capsys.readouterr().err


def test_a_file_that_is_no_standard_cannot_be_approved(folder, capsys):
    assert main(["approve", str(folder / "sla_of_mars.yml"), "--by", "Joy Reyes"]) == 1
    assert "no file of the standards" in capsys.readouterr().err
