"""The pages of a folder, as they are: what is a link, a pipe or a device is refused, not followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from kb_index.importing import names
from kb_index.importing.limits import Limits, refusal
from kb_index.problem import Invalid


def pages(folder: Path, limits: Limits) -> Iterator[tuple[str, bytes | None]]:
    """Each file's name, with its content where it is a page. Raises Invalid."""
    found = files(folder, limits)
    if wrong := set(names.problems(str(folder), found)):
        raise Invalid(wrong)
    total = 0
    for name in found:
        data = content(folder / name, limits) if names.is_page(name) else None
        total += len(data or b"")
        if total > limits.total:
            raise refusal(str(folder), f"more than {limits.total} bytes of pages", "import it in parts")
        yield name, data


def files(folder: Path, limits: Limits) -> list[str]:
    """The names of all files that are not hidden, in order. Raises Invalid."""
    found: list[str] = []
    for entry in _walk(folder):
        found.append(str(Path(entry.path).relative_to(folder)))
        if len(found) > limits.files:
            raise refusal(str(folder), f"more than {limits.files} files", "import it in parts")
    return sorted(found)


def content(path: Path, limits: Limits) -> bytes:
    """Never more than ``limits.one`` bytes. Raises Invalid, also when it became a link or a pipe since."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _no_plain_file(str(path))
        data = file.read(limits.one + 1)
    if len(data) > limits.one:
        raise refusal(str(path), f"a page of more than {limits.one} bytes", "split it into articles")
    return data


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if names.hidden(entry.name):
                    continue
                shown = names.shown(entry.path)
                if entry.is_symlink():
                    raise refusal(shown, "a symbolic link", "put the file itself in its place")
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield entry
                else:
                    raise _no_plain_file(shown)


def _no_plain_file(path: str) -> Invalid:
    return refusal(path, "no plain file", "leave it out")
