"""The port for problems: what keeps coming back is proposed to those who look for causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol


@dataclass(frozen=True)
class ProblemDraft:
    """A problem as proposed, for agents only.

    ``incidents`` are the numbers of the caller's own incidents that it is about; ``opened_with`` is the key
    of one more whose number is not known yet, "" for none. ``assignment_group`` is a group's name.
    ``dataclasses.asdict`` gives the JSON of a work card.
    """

    caller: str
    short_description: str
    description: str
    category: str = ""
    assignment_group: str = ""
    incidents: tuple[str, ...] = ()
    opened_with: str = ""

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> ProblemDraft:
        """The draft of a work card's payload; keys it does not know are left out.

        Raises ValueError when a needed value is missing.
        """
        known = {f.name: payload[f.name] for f in fields(cls) if f.name in payload}
        try:
            return cls(**{**known, "incidents": tuple(map(str, known.get("incidents") or ()))})
        except TypeError as error:
            raise ValueError(f"not a problem draft: {error}") from error


@dataclass(frozen=True)
class Problem:
    number: str
    sys_id: str


class Problems(Protocol):
    async def propose(self, draft: ProblemDraft, *, key: str) -> Problem:
        """The new problem of ``key`` with its incidents linked; proposed before, it is returned as it is.

        However often and by whichever process it is called with one key, one problem exists. Only the
        caller's own incidents are linked; one that belongs to another problem, or may not be changed any
        more, stays as it is and is only named in the description.

        Raises Refused when the system will not have it; Unavailable, also while the incident of
        ``opened_with`` does not exist; UnknownOutcome when it may or may not exist now: call again with
        the same key.
        """
        ...
