"""What may go wrong with an outside system, in the three words that decide what to do next."""

from __future__ import annotations


class ItsmError(Exception):
    """Any failure of an outside system. Its text holds no secret and no word an employee wrote."""


class Refused(ItsmError):
    """The system understood and said no: sending the same again will not help.

    ``detail`` is the system's own reason, for a lead to read; never shown to an employee as it is.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Unavailable(ItsmError):
    """Nothing was done, and it may be tried again, after ``retry_after`` seconds where that is known.

    ``asked`` is False when nothing went out, which says nothing about the other side.
    """

    def __init__(self, detail: str = "", *, retry_after: float | None = None, asked: bool = True) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after
        self.asked = asked


class UnknownOutcome(ItsmError):
    """A write was sent and its answer was lost: look it up by its key before sending it again.

    ``retry_after`` is how many seconds the other side may still be at it: sent again earlier, with the
    same key, it is looked up and not sent.
    """

    def __init__(self, detail: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after


class IllegalMove(Refused):
    """The record's state does not allow it, as far as it is known here: nothing was sent."""


class NotFound(Refused):
    """No such record, or somebody else's: the two cannot be told apart."""
