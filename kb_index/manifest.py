"""The manifest: what an index was made from, and which folder holds it. Written last, in one step."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb_index.errors import IndexDamaged, IndexMissing, WrongModel

FORMAT = 3
NAME = "manifest.json"
_KINDS = {
    "generation": str, "model": str, "dimensions": int, "passages": int, "articles": dict, "left_out": dict,
    "files": dict, "calibration": dict,
}


@dataclass(frozen=True)
class Manifest:
    """``generation`` is the folder beside this file; ``files`` are sha256 by name inside it; ``articles``
    name version and text hash of every article that can be found; ``left_out`` says why others cannot."""

    generation: str
    model: str
    dimensions: int
    passages: int
    articles: Mapping[str, Mapping[str, str]]
    left_out: Mapping[str, str]
    files: Mapping[str, str]
    calibration: Mapping[str, Any]
    format: int = FORMAT


def to_text(manifest: Manifest) -> str:
    """One line: written out by lines, ten thousand articles would take a tenth of a second longer."""
    return json.dumps(vars(manifest), sort_keys=True) + "\n"


def read(index_dir: Path) -> Manifest:
    """Raises IndexMissing or IndexDamaged."""
    path = index_dir / NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        manifest = Manifest(**data)
    except FileNotFoundError as error:
        raise IndexMissing(f"no index in {index_dir}") from error
    except (OSError, ValueError, TypeError) as error:
        raise IndexDamaged(f"{path} cannot be read: {error}") from error
    for name, kind in _KINDS.items():
        if not isinstance(getattr(manifest, name), kind):
            raise IndexDamaged(f"{path}: '{name}' is not what it should be")
    if manifest.format != FORMAT:
        raise IndexDamaged(f"{path} has format {manifest.format}, this program reads {FORMAT}")
    return manifest


def check_model(manifest: Manifest, *, fingerprint: str, dimensions: int) -> None:
    """Raises WrongModel."""
    if (manifest.model, manifest.dimensions) != (fingerprint, dimensions):
        raise WrongModel(
            f"the index was built with model {manifest.model[:12]} ({manifest.dimensions} dimensions), "
            f"the encoder is {fingerprint[:12]} ({dimensions})"
        )


def check_files(manifest: Manifest, folder: Path) -> None:
    """Raises IndexDamaged when a file differs from what was built."""
    for name, expected in manifest.files.items():
        try:
            found = sha256(folder / name)
        except OSError as error:
            raise IndexDamaged(f"{folder / name} cannot be read: {error}") from error
        if found != expected:
            raise IndexDamaged(f"{folder / name} is not the file that was built")


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
