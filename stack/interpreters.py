"""Finds the Pythons that the two environments need: 3.10 for the bot, 3.11 or newer for the rest.

Looked for in this order: the running Python, PATH, pyenv's installed versions, uv's installed versions.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

Version = tuple[int, int]

BOT: tuple[Version, ...] = ((3, 10),)  # Rasa 3.6.21 runs on nothing newer
MAIN: tuple[Version, ...] = ((3, 11), (3, 12), (3, 13))  # the lock was resolved on 3.11


@dataclass(frozen=True)
class Interpreter:
    """A Python that answered when it was asked for its version."""

    path: Path
    version: Version


def choose(found: Iterable[Interpreter], wanted: Sequence[Version]) -> Optional[Interpreter]:
    """The first interpreter of the most wanted version, or None."""
    kept = [one for one in found if one.version in wanted]
    return min(kept, key=lambda one: wanted.index(one.version), default=None)


def places(wanted: Sequence[Version], environment: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Every path where one of the wanted versions may be, in the order in which to ask."""
    yield Path(sys.executable)
    names = [f"python{major}.{minor}" for major, minor in wanted]
    for folder in environment.get("PATH", "").split(os.pathsep):
        yield from (Path(folder) / name for name in names)
    yield from _installed(Path(environment.get("PYENV_ROOT") or home / ".pyenv") / "versions", wanted)
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    yield from _installed(Path(environment.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python"), wanted)


def _installed(folder: Path, wanted: Sequence[Version]) -> Iterator[Path]:
    for child in sorted(folder.iterdir(), reverse=True) if folder.is_dir() else ():
        named = re.match(r"(?:cpython-)?(\d+)\.(\d+)(?:\.|-|$)", child.name)
        if named and (int(named[1]), int(named[2])) in wanted:
            yield child / "bin" / "python3"


def ask(path: Path) -> Optional[Interpreter]:
    """Run the Python at `path` and hear its version and real path; None when it is no working CPython."""
    question = "import sys; print(sys.executable); print(*sys.version_info[:2])"
    if not path.is_file():
        return None
    try:
        answer = subprocess.run(
            [str(path), "-c", question], capture_output=True, text=True, timeout=20, check=True
        )
        executable, version = answer.stdout.splitlines()
        major, minor = (int(part) for part in version.split())
    except (OSError, subprocess.SubprocessError, ValueError):
        return None  # a pyenv shim of a version that is not switched on ends up here
    return Interpreter(Path(executable), (major, minor))


def find(wanted: Sequence[Version]) -> Optional[Interpreter]:
    """The best installed Python among the wanted versions, or None."""
    found = (ask(path) for path in dict.fromkeys(places(wanted, os.environ, Path.home())))
    return choose([one for one in found if one is not None], wanted)
