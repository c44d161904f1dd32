"""The one error that set-up, releases and the supervisor show to an operator."""

from __future__ import annotations


class Failure(Exception):
    """Something an operator can mend: what went wrong, and (in `remedy`) what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message
