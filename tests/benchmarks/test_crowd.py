"""The example crowd lives through a real stack of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.crowd.__main__ import main
from benchmarks.processes import Processes, environment, started_firstline

EXAMPLE = Path(__file__).resolve().parents[2] / "benchmarks" / "crowd_example.jsonl"


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[dict[str, str]]:
    processes = Processes(tmp_path, environment(tmp_path))
    try:
        yield dict(started_firstline(processes))
    finally:
        processes.stop_all()


@pytest.mark.stack
def test_the_example_crowd_comes_out_right(
    stack: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    where = ["--desk", stack["desk"], "--sandbox", stack["sandbox"], "--report", str(report), "--json"]
    code = main(["--file", str(EXAMPLE), *where])
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [result["wrong"] for result in found["results"]] == [[]] * 6
    assert json.loads(report.read_text())["misses"] == []
    assert (found["right"], found["loops"], found["dead_ends"], code) == (6, 0, 0, 0)

    stranger = {**json.loads(EXAMPLE.read_text().splitlines()[0]), "person": "nobody.at.all"}
    file = tmp_path / "stranger.jsonl"
    file.write_text(json.dumps(stranger))
    assert main(["--file", str(file), *where]) == 2
    assert f"{file}:1: nobody is called nobody.at.all" in capsys.readouterr().err


def test_a_bad_file_is_refused_before_anybody_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "1"}\n')
    assert main(["--file", str(file)]) == 2
    assert f"{file}:1: " in capsys.readouterr().err


def test_a_desk_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = "http://127.0.0.1:9"
    assert main(["--file", str(EXAMPLE), "--desk", nowhere, "--sandbox", nowhere]) == 2
    assert "make run" in capsys.readouterr().err
