"""How much is read of what somebody else packed, and the way to say no."""

from __future__ import annotations

from dataclasses import dataclass

from kb_index.problem import Invalid, Problem


@dataclass(frozen=True)
class Limits:
    """``ratio``: what a person wrote shrinks 3 to 20 times; ``ratio_from``: the same line a hundred times,
    in a small file, is no bomb."""

    archive: int = 200_000_000  # bytes of the zip itself
    directory: int = 8_000_000  # of its list of files, which is held in memory
    files: int = 20_000
    one: int = 1_000_000  # bytes of a page
    total: int = 300_000_000  # bytes of all files, unpacked
    ratio: int = 100
    ratio_from: int = 100_000


def refusal(file: str, message: str, remedy: str, line: int = 1) -> Invalid:
    """To be raised: the import is refused whole."""
    return Invalid([Problem(file, line, message, remedy)])
