"""The names of files in an import: none may lead out of its folder, hide something or stand for two. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from kb_index.problem import Problem

LONGEST = 500
MARKDOWN, HTML = frozenset({".md", ".markdown"}), frozenset({".html", ".htm"})
_ARCHIVES = frozenset({".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar"})
_DRIVE = re.compile(r"[A-Za-z]:")
_SEPARATOR = re.compile(r"[/\\]")
_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})


def suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def is_page(name: str) -> bool:
    return suffix(name) in MARKDOWN | HTML


def parts(name: str) -> list[str]:
    """Folders and file; some systems pack with backslashes."""
    return _SEPARATOR.split(name)


def hidden(name: str) -> bool:
    """What systems put beside the files of people: ``.git``, ``.DS_Store``, ``__MACOSX``."""
    return any(p == "__MACOSX" or (p.startswith(".") and p not in (".", "..")) for p in parts(name))


def shown(name: str) -> str:
    """A name as it may be printed: a terminal does what control characters say."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in name)


def problems(source: str, names: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with each, and which of them are one name where capitals do not count."""
    seen: dict[str, str] = {}
    for name in names:
        if wrong := _wrong(name):
            yield Problem(f"{source}/{shown(name)}"[: LONGEST * 2], 1, *wrong)
        if hidden(name):
            continue
        other = seen.setdefault(_folded(name), name)
        if other is not name:
            message = f"the same name as {shown(other)}, where capitals do not count"
            yield Problem(f"{source}/{shown(name)}", 1, message, "rename one of them")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _wrong(name: str) -> tuple[str, str] | None:
    path = parts(name)
    if "\0" in name:
        return "a NUL in its name", "do not trust this file; if it is yours, rename what is in it"
    if any(unicodedata.category(character) in _CONTROLS for character in name):
        return "a control character in its name, or one that is not UTF-8", "rename the file"
    if not path[0] or _DRIVE.match(name):
        return "an absolute path", "pack the folder itself, so that names are relative"
    if ".." in path:
        return "a path that leads out of the import ('..')", "pack the folder itself; do not trust this file"
    if len(name) > LONGEST:
        return f"a name of {len(name)} characters", f"shorten it to at most {LONGEST}"
    if suffix(name) in _ARCHIVES and not hidden(name):
        return "an archive inside the import", "unpack it and import what is in it"
    return None
