"""A text nobody approved is never said: neither after an edit of the release nor after a switch to one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from employee import Conversation, KnowsLittle

from actions.bootstrap import release_in
from actions.release import Shelf
from authored import Invalid

ROOT = Path(__file__).resolve().parents[2]
FORM = "validate_flow_form"
OLD, NEW = "Let's get it connected.", "Give me your badge number."


@pytest.fixture
def releases(tmp_path) -> Path:
    """A folder with a current release of two flows."""
    first = tmp_path / "first"
    for name in ("standards", "lexicon"):
        shutil.copytree(ROOT / "data" / name, first / name)
    (first / "flows").mkdir()
    for name in ("common", "wifi_problem"):
        shutil.copy(ROOT / "data/flows" / f"{name}.yml", first / "flows")
    os.symlink(first, tmp_path / "current")
    return tmp_path


@pytest.fixture
def shelf(releases) -> Shelf:
    return Shelf(releases / "current", lambda folder: release_in(folder, KnowsLittle()))


def edit(release: Path, file: str = "flows/wifi_problem.yml", old: str = OLD, new: str = NEW) -> None:
    text = (release / file).read_text(encoding="utf-8")
    assert old in text
    (release / file).write_text(text.replace(old, new), encoding="utf-8")


def switch(releases: Path, at: Path) -> None:
    os.symlink(at, releases / "new")
    os.replace(releases / "new", releases / "current")


async def said(shelf: Shelf, tickets) -> str:
    anna = Conversation.of_everything(shelf, tickets)
    return (await anna.says("wifi is not found", "wifi_problem", FORM, symptom="no_network")).text


async def test_a_switch_to_a_release_with_a_changed_word_says_the_old_words(releases, shelf, tickets):
    assert OLD in await said(shelf, tickets)
    second = Path(shutil.copytree(releases / "first", releases / "second"))
    edit(second)
    switch(releases, second)
    assert OLD in await said(shelf, tickets)


async def test_an_edit_inside_the_current_release_is_not_said(releases, shelf, tickets):
    assert OLD in await said(shelf, tickets)
    edit(releases / "first")
    assert OLD in await said(shelf, tickets)


async def test_an_approved_change_is_said_after_a_switch(releases, shelf, tickets):
    from flows.__main__ import main

    assert OLD in await said(shelf, tickets)
    second = Path(shutil.copytree(releases / "first", releases / "second"))
    edit(second, new="Let's get you back online.")
    assert main(["approve", "--all", "--folder", str(second / "flows"), "--by", "Joy Reyes"]) == 0
    switch(releases, second)
    assert "Let's get you back online." in await said(shelf, tickets)


@pytest.mark.parametrize(("file", "old", "new"), [
    ("flows/wifi_problem.yml", OLD, NEW),
    ("flows/common.yml", "went_back: No problem", "went_back: Your own fault"),
    ("standards/wording.yml", "A person", "A robot"),
    ("standards/escalation.yml", "after_s: 120", "after_s: 12000"),
])  # fmt: skip
def test_actions_do_not_start_on_a_release_that_was_edited(releases, shelf, file, old, new):
    edit(releases / "first", file, old, new)
    with pytest.raises(Invalid, match="the text changed after"):
        shelf.current()


def test_a_file_whose_approval_was_taken_out_is_refused(releases, shelf):
    (releases / "first/standards/approvals.yml").unlink()
    with pytest.raises(Invalid, match="nobody has approved this text"):
        shelf.current()
