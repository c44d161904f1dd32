"""Fingerprints of files and folders: what a release was made from and what it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

SKIPPED = {"__pycache__", ".pytest_cache", ".mypy_cache"}


def files_of(*places: Path) -> Iterator[Path]:
    """Every file in the places (files or folders), sorted; what is missing is left out."""
    for place in places:
        if place.is_file():
            yield place
        elif place.is_dir():
            yield from sorted(
                file for file in place.rglob("*") if file.is_file() and not SKIPPED & set(file.parts)
            )


def sha256(file: Path) -> str:
    """The hash of one file's bytes."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def listing(folder: Path, *places: Path) -> dict[str, str]:
    """{path inside `folder`: sha256} of every file in the places."""
    return {file.relative_to(folder).as_posix(): sha256(file) for file in files_of(*places)}


def fingerprint(listed: dict[str, str], *more: Iterable[str]) -> str:
    """One hash for a listing (and more words): the same files at the same paths give the same one."""
    digest = hashlib.sha256()
    for path, own in sorted(listed.items()):
        digest.update(f"{path}\0{own}\n".encode())
    for words in more:
        digest.update("\0".join(words).encode())
    return digest.hexdigest()
