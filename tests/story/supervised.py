"""The whole stack under its real supervisor, on releases of the test's own."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from stack import env_file, release
from tests.story.processes import MODERN, NAMES, ROOT


@dataclass(frozen=True)
class Logged:
    """One event of a conversation, as the desk's log keeps it."""

    seq: int
    kind: str
    role: str
    data: dict[str, Any]


@dataclass
class Supervised:
    """`python -m stack up` on a var/ in `folder`, with the releases `old` (current) and `new` (candidate).

    Both understand the same; only what their manifests say about the model differs, so that a switch
    restarts the bot.
    """

    folder: Path
    urls: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        releases = self.folder / "releases"
        releases.mkdir(parents=True)
        for name, link in (("old", release.CURRENT), ("new", release.CANDIDATE)):
            _copied(ROOT / "var" / "releases" / "current", releases / name)
            release.point(releases / link, releases / name)

    def start(self) -> None:
        """Start, and return when every process accepts requests."""
        log = (self.folder / "up.log").open("w")
        self._up = subprocess.Popen(
            [str(MODERN), "-m", "stack", "up", "--json"],
            cwd=ROOT, env=self._environment(), stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        assert self._up.stdout is not None
        for line in self._up.stdout:
            if line.startswith("{"):
                self.urls = json.loads(line)["urls"]
                return
        raise RuntimeError(f"the stack did not start:\n{(self.folder / 'up.log').read_text()[-3000:]}")

    def stop(self) -> None:
        self._up.terminate()
        self._up.communicate(timeout=60)

    def switch(self) -> str:
        """What `make release` does; what it says."""
        command = [str(MODERN), "-m", "stack", "release"]
        done = subprocess.run(
            command, cwd=ROOT, env=self._environment(), capture_output=True, text=True, check=True
        )
        return done.stdout

    @property
    def token_secret(self) -> str:
        return env_file.read(self.folder / "secrets.env")["FIRSTLINE_TOKEN_SECRET"]

    def logged(self, conversation: str) -> list[Logged]:
        """The whole log of a conversation, in its order."""
        query = "SELECT seq, kind, role, data FROM event WHERE conversation = ? ORDER BY seq"
        with closing(sqlite3.connect(self.folder / "desk.db")) as file:
            rows = file.execute(query, (conversation,)).fetchall()
        return [Logged(seq, kind, role, json.loads(data)) for seq, kind, role, data in rows]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTLINE_")}
        return {
            **kept,
            **{f"FIRSTLINE_{name.upper()}_PORT": "0" for name in NAMES},
            "FIRSTLINE_VAR": str(self.folder),
            "FIRSTLINE_MODEL": str(ROOT / "var" / "model"),
            "FIRSTLINE_MESSAGES_PER_MINUTE": "1000",
        }


def _copied(source: Path, folder: Path) -> None:
    """The same release under another name, with a model that counts as another one."""
    shutil.copytree(source, folder)
    manifest = release.read_manifest(folder)
    assert manifest is not None
    files = {**manifest.files, "rasa/model.tar.gz": f"that of {folder.name}"}
    release.write_manifest(folder, replace(manifest, hash=folder.name, files=files))
