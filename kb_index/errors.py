"""What keeps an index from being read or built. Each says what to do."""

from __future__ import annotations


class IndexUnusable(Exception):
    """The root: ``message`` says what is wrong, ``remedy`` what to do."""

    def __init__(self, message: str, remedy: str = "run: python -m kb_index build") -> None:
        super().__init__(f"{message}; {remedy}")
        self.message = message
        self.remedy = remedy


class IndexMissing(IndexUnusable):
    """There is no index here (yet)."""


class IndexDamaged(IndexUnusable):
    """A file is missing, cut short, changed, or from another version of this program."""


class WrongModel(IndexUnusable):
    """The index was built with another encoder, so its vectors mean something else."""


class BuildRefused(IndexUnusable):
    """Nothing was written; the index that was there is untouched."""
