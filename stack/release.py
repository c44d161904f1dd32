"""Releases: folders that hold all that running processes read, and the links that say which one is current.

var/releases/<hash>/     manifest.json, rasa/model.tar.gz, index/, flows/, standards/, lexicon/
                         and what was measured with it: rasa/heard.jsonl, rasa/confusion.html, stories.json,
                         comparison.txt
var/releases/candidate   -> the newest one made
var/releases/current     -> the one in use          var/releases/previous -> the one before it
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from stack.failure import Failure

CURRENT, PREVIOUS, CANDIDATE = "current", "previous", "candidate"


@dataclass(frozen=True)
class Manifest:
    """What a release is: its content (`files`) and what it was made from (`sources`, `parts`)."""

    hash: str
    made_at: str
    model_sha256: str
    files: Mapping[str, str]
    parts: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the release in `folder`, or None when there is none or it cannot be read."""
    try:
        return Manifest(**json.loads((folder / "manifest.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it last: a folder without a manifest is no release."""
    (folder / "manifest.json").write_text(
        json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n", "utf-8"
    )


def resolve(link: Path) -> Path | None:
    """The release that a link points at, or None."""
    folder = Path(os.path.realpath(link))
    return folder if (folder / "manifest.json").is_file() else None


def point(link: Path, folder: Path) -> None:
    """Make `link` point at `folder` at once: readers see the old or the new release, never none."""
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.name)
    fresh.replace(link)


def next_release(releases: Path, *, previous: bool = False) -> Path:
    """The release that a switch makes current. Raises Failure when there is none."""
    wanted = resolve(releases / (PREVIOUS if previous else CANDIDATE))
    if wanted is None:
        raise Failure(
            "There is no release to go back to." if previous else "There is no release candidate.",
            "" if previous else "Make one: make train",
        )
    return wanted


def switch(releases: Path, *, previous: bool = False) -> Path:
    """Make the candidate (or the previous release) current; the folder that is current now.

    Raises Failure when there is none to switch to.
    """
    wanted = next_release(releases, previous=previous)
    now = resolve(releases / CURRENT)
    if now == wanted:
        return wanted
    if now is not None:
        point(releases / PREVIOUS, now)
    point(releases / CURRENT, wanted)
    return wanted


def changed_folders(old: Path | None, new: Path) -> set[str]:
    """The folders (rasa, index, flows ...) in which two releases differ; all of them without an old one."""
    before = read_manifest(old) if old else None
    after = read_manifest(new)
    return {
        path.split("/")[0] for path in differing(before.files if before else {}, after.files if after else {})
    }


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    """The paths that are in one listing only, or in both with another content."""
    return {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}


def compared(old: Manifest | None, new: Manifest) -> list[str]:
    """What a candidate's sources changed against the current release, a line per file."""
    if old is None:
        return ["no release before it"]
    return [
        f"{'new' if path not in old.sources else 'removed' if path not in new.sources else 'changed'}: {path}"
        for path in sorted(differing(old.sources, new.sources))
    ] or ["nothing in data/ changed; what reads or builds it did"]
