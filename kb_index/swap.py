"""A new index takes the old one's place in one step; killed at any moment, the old one stays readable.

    index/manifest.json     names the generation that counts
    index/<generation>/     its files; the one before it is kept for readers that are just opening it
    index/.building-*       left by a killed build, removed by the next
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kb_index import manifest as manifests
from kb_index.errors import BuildRefused, IndexUnusable
from kb_index.manifest import Manifest

_BUILDING = ".building-"
_OURS = re.compile(r"\.building-.*|gen-[0-9a-f]{16}(-\d+)?")


@contextmanager
def alone(folder: Path, other: str = "another build") -> Iterator[None]:
    """One writer at a time. Raises BuildRefused."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BuildRefused(f"{other} is writing {folder}", "wait for it to end") from error
        yield


def publish(index_dir: Path, generation: str, write: Callable[[Path], Manifest]) -> Manifest:
    """``write`` fills an empty folder and returns its manifest; then that folder becomes the index."""
    before = current(index_dir)
    _clear(index_dir, keep={before} if before else set())
    generation = _free(index_dir, generation)
    building = index_dir / f"{_BUILDING}{generation}"
    building.mkdir()
    manifest = replace(write(building), generation=generation)
    for path in building.rglob("*"):
        to_disk(path)
    to_disk(building)
    os.rename(building, index_dir / generation)
    _point(index_dir, manifest)
    return manifest


def current(index_dir: Path) -> str:
    """The generation that counts; empty when there is none that can be read."""
    try:
        return manifests.read(index_dir).generation
    except IndexUnusable:
        return ""


def name_of(digest: str) -> str:
    """The folder's name for an index whose ingredients have this sha256."""
    return f"gen-{digest[:16]}"


def _free(index_dir: Path, generation: str) -> str:
    """A name that is not taken: the same ingredients are built again when the files were damaged."""
    names = [generation, *(f"{generation}-{n}" for n in range(2, 100))]
    return next(name for name in names if not (index_dir / name).exists())


def _point(index_dir: Path, manifest: Manifest) -> None:
    fresh = index_dir / f".{manifests.NAME}"
    fresh.write_text(manifests.to_text(manifest), encoding="utf-8")
    to_disk(fresh)
    os.replace(fresh, index_dir / manifests.NAME)
    to_disk(index_dir)


def _clear(index_dir: Path, *, keep: set[str]) -> None:
    """Only what counts now stays; older generations and the rubble of killed builds go. Folders that are
    not ours stay, so that a wrong path costs nobody their files."""
    for path in index_dir.iterdir():
        if path.is_dir() and _OURS.fullmatch(path.name) and path.name not in keep:
            shutil.rmtree(path)


def to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
