"""The four real processes on free ports, to be stopped, killed and started again one by one."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODERN = ROOT / ".venv" / "bin" / "python"
BOT = ROOT / ".venv-bot" / "bin" / "python"
NAMES = ("sandbox", "actions", "bot", "desk")


@dataclass
class Processes:
    """Everything of one test's stack lives in ``folder``; release and encoder are the checkout's own."""

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        var = ROOT / "var"
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "FIRSTLINE_VAR": str(self.folder),
            "FIRSTLINE_RELEASE": str(var / "releases" / "current"),
            "FIRSTLINE_MODEL": str(var / "model"),
            "FIRSTLINE_BOT_SECRET": secrets.token_hex(16),
            "FIRSTLINE_ACTIONS_SECRET": secrets.token_hex(16),
            "FIRSTLINE_TOKEN_SECRET": secrets.token_hex(32),
            "FIRSTLINE_TRACKER_DB": str(self.folder / "tracker.db"),
            "FIRSTLINE_MESSAGES_PER_MINUTE": "1000",
            **self.extra,
        }

    @property
    def token_secret(self) -> str:
        return self._environment["FIRSTLINE_TOKEN_SECRET"]

    def start_all(self) -> None:
        for name in NAMES:
            self.start(name)

    def start(self, name: str) -> None:
        """Start and wait for its ready line; started again, it gets the port it had."""
        port = self.urls[name].rpartition(":")[2] if name in self.urls else "0"
        log = (self.folder / f"{name}.log").open("a")
        command = [str(BOT if name == "bot" else MODERN), "-m", name, "--port", port]
        if name == "sandbox":
            command += ["--db", str(self.folder / "sandbox.db")]
        process = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        self.running[name] = process
        self._know(name, self._ready(name, process))

    def kill(self, name: str) -> None:
        """SIGKILL: it gets no chance to tidy up."""
        self._end(name, signal.SIGKILL)

    def stop(self, name: str) -> None:
        """SIGTERM: it finishes what is under way."""
        self._end(name, signal.SIGTERM)

    def stop_all(self) -> None:
        for name in reversed(NAMES):
            if name in self.running:
                self.stop(name)

    def words(self) -> str:
        """Everything that was written to disk by any process, to look for what must not be there."""
        files = [p for p in self.folder.rglob("*") if p.is_file()]
        return "".join(p.read_bytes().decode("latin-1") for p in files)

    def _end(self, name: str, how: signal.Signals) -> None:
        process = self.running.pop(name)
        process.send_signal(how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)
        if process.stdout:
            process.stdout.close()

    def _ready(self, name: str, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{") and json.loads(line).get("event") == "ready":
                return str(json.loads(line)["url"])
        tail = (self.folder / f"{name}.log").read_text()[-3000:]
        raise RuntimeError(f"{name} did not start:\n{tail}")

    def _know(self, name: str, url: str) -> None:
        self.urls[name] = url
        variable = "SERVICENOW" if name == "sandbox" else name.upper()
        self._environment[f"FIRSTLINE_{variable}_URL"] = url
