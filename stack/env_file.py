"""Reads and writes files of NAME=value lines (.env, var/secrets.env)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def parse(text: str) -> dict[str, str]:
    """The variables in a file's text; blank lines, comments and a leading `export` are skipped."""
    pairs = (line.strip().removeprefix("export ").partition("=") for line in text.splitlines())
    return {
        name.strip(): value.strip().strip("'\"")
        for name, equals, value in pairs
        if equals and name.strip() and not name.startswith("#")
    }


def read(file: Path) -> dict[str, str]:
    """The variables in `file`; none when it is not there."""
    try:
        return parse(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}


def write_private(file: Path, values: Mapping[str, str]) -> None:
    """Write the variables so that only this user can read them, whole or not at all."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.writelines(f"{name}={value}\n" for name, value in values.items())
    fresh.replace(file)
