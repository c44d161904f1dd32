"""Files -> a new folder among those that wait for review, in one step: whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from kb_index.importing.limits import refusal
from kb_index.swap import alone, to_disk

_IMPORTING = ".importing-"  # hidden, so that nobody takes what a killed import left for drafts


def place(review: Path, name: str, files: Mapping[str, str]) -> Path:
    """The new folder. Raises Invalid; then nothing is there that was not there before."""
    target = review / name
    try:
        with alone(review, "another import"):
            if target.exists():
                raise refusal(str(target), "is there already", "review it, or give this import a --name")
            _write(review / f"{_IMPORTING}{name}", target, files)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise refusal(str(review), message, "mend that and import again; nothing was written") from error
    return target


def _write(building: Path, target: Path, files: Mapping[str, str]) -> None:
    for left in building.parent.glob(f"{_IMPORTING}*"):
        shutil.rmtree(left)
    try:
        building.mkdir()
        for name, text in files.items():
            _save(building / name, text)
        to_disk(building)
        os.rename(building, target)
        to_disk(target.parent)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _save(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
