"""The supervisor over real child processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from stack import run_files
from stack.failure import Failure

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PATIENCE_S = 30

pytestmark = pytest.mark.stack


class Stack:
    """A supervisor in a process of its own, and the events it told."""

    def __init__(self, var: Path, *names: str) -> None:
        command = [sys.executable, str(HERE / "dummy_stack.py"), str(var), *names]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.var = var
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
        )

    def until(self, event: str, **wanted: object) -> dict[str, object]:
        """Read events up to the one that is waited for."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told = json.loads(line)
            if told["event"] == event and wanted.items() <= told.items():
                return told
        raise AssertionError(f"the supervisor ended without saying {event} {wanted}")

    def until_ready(self, *names: str) -> None:
        waiting = set(names)
        while waiting:
            waiting.discard(str(self.until("ready")["name"]))

    def pid(self, name: str) -> int:
        return int(run_files.read_state(self.var)[name]["pid"])


@pytest.fixture
def start(tmp_path):
    started = []

    def one(*names: str) -> Stack:
        started.append(Stack(tmp_path, *names))
        return started[-1]

    yield one
    for stack in started:
        if stack.process.poll() is None:
            stack.process.send_signal(signal.SIGTERM)
        stack.process.communicate(timeout=PATIENCE_S)


def test_a_child_that_dies_is_started_again_after_a_growing_pause(start, tmp_path):
    stack = start("bot")
    stack.until_ready("bot")
    first = stack.pid("bot")
    pauses = []
    for _ in range(2):
        (tmp_path / "bot.die").touch()
        died = stack.until("died", name="bot", why="ended with code 7")
        pauses.append(died["pause"])
        assert stack.until("ready", name="bot")["first"] is False
    assert pauses == [0.5, 1.0]
    assert stack.pid("bot") != first
    assert run_files.read_state(tmp_path)["bot"]["restarts"] == 2
    assert "my last words" in (tmp_path / "log" / "bot.log").read_text()


def test_a_child_that_is_killed_is_started_again_and_the_others_go_on(start):
    stack = start("bot", "desk")
    stack.until_ready("bot", "desk")
    desk = stack.pid("desk")
    os.kill(stack.pid("bot"), signal.SIGKILL)
    stack.until("died", name="bot", why="was ended by signal 9")
    stack.until("ready", name="bot")
    assert stack.pid("desk") == desk


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_child_and_nothing_else(start, tmp_path, number):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        stack = start("bot", "desk")
        stack.until_ready("bot", "desk")
        children = [psutil.Process(stack.pid(name)) for name in ("bot", "desk")]
        stack.process.send_signal(number)
        assert stack.until("stopped")["given_up"] is None
        assert stack.process.wait(PATIENCE_S) == 0
        assert not any(child.is_running() for child in children)
        assert {state["state"] for state in run_files.read_state(tmp_path).values()} == {"stopped"}
        assert bystander.poll() is None
        bystander.kill()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends children with their parent")
def test_the_children_end_when_the_supervisor_is_killed(start):
    stack = start("bot", "desk")
    stack.until_ready("bot", "desk")
    children = [psutil.Process(stack.pid(name)) for name in ("bot", "desk")]
    stack.process.kill()
    _, alive = psutil.wait_procs(children, timeout=PATIENCE_S)
    assert alive == []


def test_a_child_that_never_gets_ready_is_given_up_and_the_rest_is_stopped(start, tmp_path):
    stack = start("desk", "bot:broken")
    assert stack.until("stopped")["given_up"] == "bot"
    assert (tmp_path / "log" / "bot.log").read_text().count("a setting is missing") == 3


def test_a_second_supervisor_on_the_same_folder_is_refused(start, tmp_path):
    stack = start("bot")
    stack.until_ready("bot")
    assert run_files.supervisor(tmp_path) == stack.process.pid
    with pytest.raises(Failure, match=f"process {stack.process.pid}"), run_files.only_one(tmp_path):
        raise AssertionError("two supervisors hold one folder")


def test_a_supervisor_that_is_gone_leaves_its_folder_free(start, tmp_path):
    stack = start("bot")
    stack.until_ready("bot")
    stack.process.kill()
    stack.process.wait(PATIENCE_S)
    assert run_files.supervisor(tmp_path) is None
    with run_files.only_one(tmp_path):
        assert run_files.supervisor(tmp_path) == os.getpid()
