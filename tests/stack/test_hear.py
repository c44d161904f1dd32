"""A candidate is measured once, compared, and its measurements are no part of it. The bot is a stand-in."""

import json

import pytest

from stack import hear
from stack import release as releases
from stack import train as training
from stack.failure import Failure
from tests.stack.test_train import change, made, project  # noqa: F401 - project is a fixture

BOT = """#!/bin/sh
echo "$2 $3" >> "{root}/asked"
case "$3" in
  train) mkdir -p "$5" && cat "{root}"/data/nlu/* > "$5/model.tar.gz" ;;
  parse) echo "lines 1/1"; cp "{root}/understood" "$9" ;;
  test) cp "{root}/played" "$8"; echo "$FIRSTLINE_RELEASE|$FIRSTLINE_SERVICENOW_URL|$FIRSTLINE_ACTIONS_URL" \
> "{root}/told"; exit 1 ;;
esac
"""


def understood(project, intent):  # noqa: F811
    row = {"text": "my vpn drops", "label": "vpn", "intent": intent, "confidence": 0.9}
    (project / "understood").write_text(json.dumps(row) + "\n")


def played(project, *failed):  # noqa: F811
    differences = [{"story": n, "turn": 1, "what": "intent", "expected": "a", "found": "b"} for n in failed]
    (project / "played").write_text(json.dumps({"names": ["vpn", "wifi"], "differences": differences}))


def measurings(project):  # noqa: F811
    lines = (project / "asked").read_text().splitlines()
    (project / "asked").unlink()
    return [line for line in lines if line in ("bot parse", "bot test")]


@pytest.fixture
def heard(project):  # noqa: F811
    (project / hear.HELD_OUT).parent.mkdir(parents=True)
    (project / hear.HELD_OUT).write_text('{"text": "my vpn drops", "label": "vpn"}\n')
    (project / hear.STORIES).mkdir()
    (project / hear.STORIES / "vpn.yml").write_text("stories: []\n")
    (project / ".venv-bot/bin/python").write_text(BOT.format(root=project))
    understood(project, "vpn")
    played(project)
    return project


def test_a_candidate_keeps_what_was_heard_and_played(heard):
    folder = training.train(heard)
    assert json.loads((folder / "rasa/heard.jsonl").read_text())["intent"] == "vpn"
    assert json.loads((folder / "stories.json").read_text())["names"] == ["vpn", "wifi"]
    assert "What is taken for what" in (folder / "rasa/confusion.html").read_text()
    assert (folder / "comparison.txt").read_text().startswith(f"Release {folder.name} against none before it")
    assert not set(releases.read_manifest(folder).files) & hear.REPORTS


def test_measurements_restart_nobody(heard):
    first = training.train(heard)
    change(heard, "data/flows/vpn.yml")
    second = training.train(heard)
    assert releases.changed_folders(first, second) == {"flows"}


def test_the_page_tells_what_flipped_and_where_all_of_it_is(heard, capsys):
    training.train(heard)
    training.release(heard, previous=False)
    change(heard, "data/nlu/vpn.yml")
    understood(heard, "wifi")
    played(heard, "vpn")
    folder = training.train(heard)
    said = capsys.readouterr().out
    assert "!!! 1 TEST STORIES THAT PASSED NOW FAIL !!!" in said
    assert "vpn: was vpn, is wifi" in said
    assert str(folder / "comparison.txt") in said
    assert str(folder / "rasa/confusion.html") in said
    assert "vpn: was vpn, is wifi" in (folder / "comparison.txt").read_text()


def test_what_is_measured_is_not_measured_again(heard):
    training.train(heard)
    assert sorted(measurings(heard)) == ["bot parse", "bot test"]  # both at once
    training.train(heard)
    assert not (heard / "asked").exists() or measurings(heard) == []


def test_another_flow_plays_the_stories_again_and_asks_no_line(heard):
    training.train(heard)
    measurings(heard)
    change(heard, "data/flows/vpn.yml")
    training.train(heard)
    assert measurings(heard) == ["bot test"]


def test_other_held_out_lines_are_asked_of_the_same_model(heard):
    training.train(heard)
    measurings(heard)
    (heard / hear.HELD_OUT).write_text('{"text": "other", "label": "vpn"}\n')
    training.train(heard)
    assert measurings(heard) == ["bot parse"]


def test_stories_touch_nothing_that_runs(heard, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_SERVICENOW_URL", "https://acme.service-now.example")
    monkeypatch.setenv("FIRSTLINE_ACTIONS_URL", "http://127.0.0.1:5055")
    folder = training.train(heard)
    assert (heard / "told").read_text().strip() == f"{folder}|memory:|"


def test_without_tests_the_page_says_what_is_missing_and_why(project, capsys):  # noqa: F811
    training.train(project)
    said = capsys.readouterr().out
    assert "Held-out lines: not asked, this checkout has no tests/held_out/intents.jsonl" in said
    assert "Test stories: not played, this checkout has no tests/stories" in said
    assert [line for line in made(project) if line not in ("kb_index build", "bot train")] == []


def test_a_current_release_of_another_version_is_compared_with_as_far_as_it_can_be(heard, capsys):
    first = training.train(heard)
    training.release(heard, previous=False)
    (first / hear.LINES).write_text('["a later format"]\n')
    (first / hear.PLAYED).unlink()
    change(heard, "data/nlu/vpn.yml")
    training.train(heard)
    assert "100.0 % understood (1 of 1); nothing to compare with" in capsys.readouterr().out


def test_stories_that_could_not_be_played_are_no_result(heard):
    (heard / "played").unlink()
    with pytest.raises(Failure, match="could not be played"):
        training.train(heard)
    assert releases.resolve(heard / "var/releases/candidate") is None
