"""The port for incidents: every write happens exactly once, and only to one's own."""

from __future__ import annotations

from typing import Protocol

from itsm.incident import ENDINGS, Comment, Edit, Ending, File, IncidentDraft, Sla, State, Ticket

__all__ = [
    "ENDINGS", "Comment", "Edit", "Ending", "File", "IncidentDraft", "Sla", "State", "Ticket", "Tickets",
]  # fmt: skip


class Tickets(Protocol):
    """Incidents. Every method may raise Unavailable (try later) and answers within about four seconds.

    What follows ``open`` acts on the caller's own incident of that number and returns it as it is then,
    without comments. It raises NotFound for a number that is not theirs, IllegalMove when its state does
    not allow it, Refused when the system will not have it, and UnknownOutcome when it may or may not have
    been done: called again with the same key, however often and by whichever process, it is done once.
    """

    async def open(self, draft: IncidentDraft, *, key: str) -> Ticket:
        """Open the incident of ``key`` and return it; opened before, it is returned as it is now.

        However often, however many at once and by whichever process it is called with one key,
        one incident exists. Text too long for the system is cut politely and kept whole elsewhere
        in the incident. A group the system does not know leaves the incident unassigned and is
        named in its work notes.

        Raises Refused when the system will not have it (unknown caller, a rule of the company's),
        UnknownOutcome when it may or may not exist now: call again with the same key.
        """
        ...

    async def find(self, number: str, *, caller: str) -> Ticket | None:
        """The caller's own incident of that number, with its comments.

        None for a number that does not exist, is no number at all, or is another person's:
        the three cannot be told apart.
        """
        ...

    async def list(self, *, caller: str, limit: int = 5) -> tuple[Ticket, ...]:
        """The caller's own incidents, not closed or canceled, newest first."""
        ...

    async def by_key(self, key: str) -> Ticket | None:
        """The incident opened with ``key``, whoever's it is; None when there is none (yet)."""
        ...

    async def history(self, *, caller: str, limit: int = 20) -> tuple[Ticket, ...]:
        """The caller's own incidents in any state, newest first."""
        ...

    async def update(self, number: str, edit: Edit, *, caller: str, key: str) -> Ticket:
        """Change what ``edit`` names. Texts too long are cut politely and kept whole in the work notes;
        a group or category that the system does not know is left as it was and named there."""
        ...

    async def comment(self, number: str, text: str, *, caller: str, key: str) -> Ticket:
        """Add a comment that the person and agents read; one on hold for its caller goes on."""
        ...

    async def work_note(self, number: str, text: str, *, caller: str, key: str) -> Ticket:
        """Add a note that only agents read."""
        ...

    async def attach(self, number: str, file: File, *, caller: str) -> Ticket:
        """Attach the file, unless one of the same name and content is there already."""
        ...

    async def resolve(self, number: str, *, ending: Ending, notes: str, caller: str, key: str) -> Ticket:
        """Resolve it. The close code is the system's own for that ending; Refused when it has none."""
        ...

    async def reopen(self, number: str, *, reason: str, caller: str, key: str) -> Ticket:
        """Back to work, from resolved only."""
        ...

    async def cancel(self, number: str, *, reason: str, caller: str, key: str) -> Ticket:
        """The caller needs it no longer."""
        ...

    async def escalate(self, number: str, *, reason: str, caller: str, key: str) -> Ticket:
        """One step more urgent, with the reason for agents to read; the system makes the priority of it."""
        ...

    async def watch(self, number: str, *, person: str, caller: str) -> Ticket:
        """Add a directory id to those who are told of changes."""
        ...

    async def link_problem(self, number: str, problem: str, *, caller: str) -> Ticket:
        """Say that the problem of that number is the cause. Raises NotFound when there is none."""
        ...

    async def slas(self, number: str, *, caller: str) -> tuple[Sla, ...]:
        """The promises that run or ran on it, the next to break first."""
        ...
