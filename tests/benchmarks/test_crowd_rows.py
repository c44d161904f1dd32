"""The crowd's file: what is wrong with it is named with file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.crowd import rows
from stack.failure import Failure

GOOD: dict[str, Any] = {"id": "1", "person": "ana", "opening": "help", "expect": {"outcome": "solved"}}


def file(folder: Path, *lines: object) -> Path:
    path = folder / "crowd.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines), "utf-8")
    return path


def test_a_good_row_is_read_with_its_answers_and_facts(tmp_path: Path) -> None:
    expect = {"outcome": "incident", "priority": 4}
    more = {**GOOD, "facts": {"device": "Mac"}, "answers": {"file": "Yes"}, "expect": expect}
    (row,) = rows.read(file(tmp_path, more))
    assert (row.facts, row.answers) == ({"device": "Mac"}, {"file": "Yes"})
    assert row.expect == {"outcome": "incident", "priority": "4"}


def test_empty_lines_are_skipped_and_lines_are_counted_as_in_the_file(tmp_path: Path) -> None:
    (row,) = rows.read(file(tmp_path, "", "", GOOD))
    assert row.line == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{not json", "Expecting property name"),
        ([1], "not an object"),
        ({**GOOD, "opening": "  "}, "opening is no text"),
        ({**GOOD, "person": None}, "person is no text"),
        ({**GOOD, "expect": {}}, "expect.outcome is none of"),
        ({**GOOD, "expect": {"outcome": "happy"}}, "expect.outcome is none of"),
        ({**GOOD, "expect": {"outcome": "solved", "mood": "good"}}, "expect.mood is none of"),
        ({**GOOD, "answers": ["yes"]}, "answers is no object"),
        ({**GOOD, "facts": {"device": {}}}, "device is no text"),
    ],
)
def test_a_bad_row_is_named_with_file_and_line(tmp_path: Path, wrong: object, said: str) -> None:
    path = file(tmp_path, {**GOOD, "id": "0"}, wrong)
    with pytest.raises(Failure) as failure:
        rows.read(path)
    assert f"{path}:2: " in failure.value.message
    assert said in failure.value.message


def test_every_bad_row_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(Failure) as failure:
        rows.read(file(tmp_path, [], GOOD, [], GOOD))
    assert [line.rsplit(":", 2)[1] for line in failure.value.message.splitlines()] == ["1", "3", "4"]


def test_a_missing_or_empty_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="No such file"):
        rows.read(tmp_path / "away.jsonl")
    with pytest.raises(Failure, match="no rows"):
        rows.read(file(tmp_path, ""))
