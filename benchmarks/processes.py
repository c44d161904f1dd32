"""Real processes on free ports, started one by one, ended together, weighed from outside."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from stack.failure import Failure
from stack.stage import last_lines

ROOT = Path(__file__).resolve().parent.parent
MAIN = ROOT / ".venv" / "bin" / "python"
BOT = ROOT / ".venv-bot" / "bin" / "python"
END_WITHIN_S = 20.0
READY_WITHIN_S = 120.0
MEGABYTE = 1024 * 1024


@dataclass
class Processes:
    """``environment`` is what every process is told; logs lie in ``folder``."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str]) -> str:
        """Start one of ours and wait for its ready line; its URL. Raises Failure."""
        process = self._launch(name, command)
        for line in process.stdout or ():
            if line.startswith("{") and json.loads(line).get("event") == "ready":
                return str(json.loads(line)["url"])
        raise self._failed(name)

    def start_and_ask(self, name: str, command: Sequence[str], url: str) -> str:
        """Start somebody else's server and wait until ``url`` answers. Raises Failure."""
        process = self._launch(name, command)
        deadline = time.monotonic() + READY_WITHIN_S
        while not answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise self._failed(name)
            time.sleep(0.2)
        return url

    def megabytes(self) -> dict[str, float]:
        """The resident memory of each process with all its children."""
        return {name: round(resident(process.pid), 1) for name, process in self.running.items()}

    def stop_all(self) -> None:
        for name in reversed(list(self.running)):
            end(self.running.pop(name))

    def _launch(self, name: str, command: Sequence[str]) -> subprocess.Popen[str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {**os.environ, "PYTHONPATH": str(ROOT), **self.environment}
        with self._log(name).open("w") as log:
            process = subprocess.Popen(
                list(command), cwd=ROOT, env=told, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self.running[name] = process
        return process

    def _failed(self, name: str) -> Failure:
        log = self._log(name)
        return Failure(f"{name} did not start:\n{last_lines(log)}", f"All of it: {log}")

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


def answers(url: str) -> bool:
    """Whether a server answers there, with success."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
            return True
    except OSError:
        return False


def resident(pid: int) -> float:
    """Megabytes of resident memory of a process and its children."""
    top = psutil.Process(pid)
    return float(sum(one.memory_info().rss for one in [top, *top.children(recursive=True)])) / MEGABYTE


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end(process: subprocess.Popen[str]) -> None:
    """SIGTERM, and SIGKILL for whoever does not listen."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(END_WITHIN_S)
    if process.stdout:
        process.stdout.close()


def environment(folder: Path) -> dict[str, str]:
    """For a stack of which everything lies in ``folder``; release and encoder are the checkout's own."""
    words = ("BOT_SECRET", "ACTIONS_SECRET", "TOKEN_SECRET")
    return {
        **{f"FIRSTLINE_{word}": secrets.token_hex(32) for word in words},
        "FIRSTLINE_VAR": str(folder),
        "FIRSTLINE_RELEASE": str(release_folder()),
        "FIRSTLINE_MODEL": model_folder(),
        "FIRSTLINE_TRACKER_DB": str(folder / "tracker.db"),
        "FIRSTLINE_MODE": "demo",
        "FIRSTLINE_MESSAGES_PER_MINUTE": "1000000",  # a few people stand for thousands
    }


def release_folder() -> Path:
    """The release that is measured: FIRSTLINE_RELEASE, or the checkout's current one."""
    return Path(os.environ.get("FIRSTLINE_RELEASE") or ROOT / "var" / "releases" / "current").absolute()


def model_folder() -> str:
    """The sentence encoder that set-up made."""
    return os.environ.get("FIRSTLINE_MODEL") or str(ROOT / "var" / "model")


def started_firstline(processes: Processes) -> Mapping[str, str]:
    """Sandbox, actions, bot and desk, each told where the ones before it are; their URLs. Raises Failure."""
    urls: dict[str, str] = {}
    for name, variable in (
        ("sandbox", "SERVICENOW"), ("actions", "ACTIONS"), ("bot", "BOT"), ("desk", "DESK"),
    ):
        command = [str(BOT if name == "bot" else MAIN), "-m", name, "--port", "0"]
        if name == "sandbox":
            command += ["--db", str(processes.folder / "sandbox.db")]
        urls[name] = processes.start(name, command)
        processes.environment[f"FIRSTLINE_{variable}_URL"] = urls[name]
    return urls
