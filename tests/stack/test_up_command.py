"""`python -m stack up`, `status`, `restart` and `stop` over a project whose four processes are dummies."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stack import release, run_files
from stack.release import Manifest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DUMMY = HERE / "dummy_child.py"
NAMES = ("sandbox", "actions", "bot", "desk")

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(not (ROOT / ".venv/bin/python").exists(), reason="runs on the project's own Python"),
]


@pytest.fixture
def project(tmp_path):
    """A folder that looks like the project to the stack."""
    shutil.copytree(ROOT / "stack", tmp_path / "stack", ignore=shutil.ignore_patterns("__pycache__"))
    for name in NAMES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__main__.py").write_text(f"import runpy\nrunpy.run_path({str(DUMMY)!r})\n")
    for environment in (".venv", ".venv-bot"):
        (tmp_path / environment / "bin").mkdir(parents=True)
        launcher = tmp_path / environment / "bin" / "python"
        launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        launcher.chmod(0o755)
    (tmp_path / "var" / "model").mkdir(parents=True)
    (tmp_path / "var" / "model" / "manifest.json").write_text("{}")
    (tmp_path / "var" / "releases").mkdir()
    return tmp_path


def released(project: Path, name: str, **files: str) -> None:
    folder = project / "var" / "releases" / name
    folder.mkdir()
    release.write_manifest(folder, Manifest(name, "", "", {f"{path}/x": own for path, own in files.items()}))
    release.point(project / "var" / "releases" / "candidate", folder)
    release.switch(project / "var" / "releases")


def stack(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stack", *arguments],
        cwd=project, env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTLINE_")}
    return {**kept, **{f"FIRSTLINE_{name.upper()}_PORT": "0" for name in NAMES}}


class Running:
    """`up` in a process of its own; everything it says is read from one pipe."""

    def __init__(self, project: Path) -> None:
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stack", "up"],
            cwd=project, env={**environment(), "COLUMNS": "200"}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def until(self, words: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError(f"never said {words!r}: {''.join(self.said)}")


@pytest.fixture
def running(project):
    released(project, "a", flows="1", rasa="1", standards="1")
    up = Running(project)
    up.until("Logs")
    yield up
    if up.process.poll() is None:
        up.process.terminate()
    up.process.communicate(timeout=60)


def test_it_says_when_each_is_ready_and_where_to_go(running):
    said = "".join(running.said)
    assert all(f"ready    {name} after" in said for name in NAMES)
    assert "/demo" in said
    assert "/console" in said


def test_status_tells_how_each_is_and_stop_ends_all(running, project):
    answer = stack(project, "status", "--json")
    rows = json.loads(answer.stdout.splitlines()[-1])
    assert answer.returncode == 0
    assert list(rows) == list(NAMES)
    assert {(row["state"], row["health"]) for row in rows.values()} == {("ready", "ok")}
    assert stack(project, "stop").stdout == "stopped\n"
    assert running.process.wait(60) == 0
    assert stack(project, "status").returncode == 1


def test_a_new_release_restarts_those_who_read_what_changed(running, project):
    before = run_files.read_state(project / "var")
    released(project, "b", flows="1", rasa="2", standards="1")
    running.until("ready    bot again")
    after = run_files.read_state(project / "var")
    assert {name for name in NAMES if before[name]["pid"] != after[name]["pid"]} == {"bot"}


def test_restart_ends_one_process_and_the_supervisor_brings_it_back(running, project):
    assert stack(project, "restart", "desk").returncode == 0
    running.until("ready    desk again")
    assert "does not run" in stack(project, "restart", "printer").stderr


def test_a_second_one_is_refused_with_the_way_out(running, project):
    answer = stack(project, "up")
    assert answer.returncode == 1
    assert f"process {running.process.pid}" in answer.stderr
    assert "stack stop" in answer.stderr


def test_without_a_release_it_says_how_to_make_one(project):
    answer = stack(project, "up")
    assert answer.returncode == 1
    assert "make train" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_process_that_cannot_start_is_named_with_its_last_words(project):
    released(project, "a")
    (project / "desk" / "__main__.py").write_text("raise SystemExit('FIRSTLINE_TOKEN_SECRET is too short')\n")
    answer = stack(project, "up")
    assert answer.returncode == 1
    assert "desk did not start" in answer.stderr
    assert "FIRSTLINE_TOKEN_SECRET is too short" in answer.stderr
