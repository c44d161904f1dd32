"""The incidents in memory keep the promise of the matrix, too: tests of everything else stand on it."""

from __future__ import annotations

import pytest

from itsm.errors import IllegalMove, ItsmError, NotFound, Refused, Unavailable, UnknownOutcome
from itsm.memory import MemoryTickets
from itsm.tickets import Edit, IncidentDraft

ANA = "a" * 32
WAYS = {
    "not done": (Unavailable("busy"), False),
    "lost, not done": (UnknownOutcome("lost"), False),
    "lost, done": (UnknownOutcome("lost"), True),
    "refused": (Refused("a rule"), False),
}
OPERATIONS = {
    "open": lambda t, n, k: t.open(IncidentDraft(ANA, "more", "words", "network"), key=k),
    "update": lambda t, n, k: t.update(n, Edit(impact=1), caller=ANA, key=k),
    "comment": lambda t, n, k: t.comment(n, "more", caller=ANA, key=k),
    "work_note": lambda t, n, k: t.work_note(n, "more", caller=ANA, key=k),
    "escalate": lambda t, n, k: t.escalate(n, reason="more", caller=ANA, key=k),
    "resolve": lambda t, n, k: t.resolve(n, ending="solved", notes="more", caller=ANA, key=k),
    "reopen": lambda t, n, k: t.reopen(n, reason="more", caller=ANA, key=k),
    "cancel": lambda t, n, k: t.cancel(n, reason="more", caller=ANA, key=k),
}


async def _begun(name: str) -> tuple[MemoryTickets, str]:
    tickets = MemoryTickets(callers={ANA})
    number = (await tickets.open(IncidentDraft(ANA, "VPN", "words", "network"), key="key-begun-1")).number
    if name == "reopen":
        await tickets.resolve(number, ending="solved", notes="ok", caller=ANA, key="key-resolved-1")
    return tickets, number


async def _state(tickets: MemoryTickets, number: str) -> object:
    """Everything that can be told apart from outside, but for times."""
    found = await tickets.find(number, caller=ANA)
    said = [comment.text for comment in found.comments]
    fields = (found.state, found.impact, found.urgency, found.priority, found.close_notes)
    return fields, said, tickets.work_notes[number], len(tickets.opened)


async def _expected(name: str, times: int) -> object:
    tickets, number = await _begun(name)
    for _ in range(times):
        await OPERATIONS[name](tickets, number, "key-of-this-1")
    return await _state(tickets, number)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", OPERATIONS)
async def test_whatever_fails_a_yes_is_done_once_and_a_no_is_not_done(name, way):
    tickets, number = await _begun(name)
    error, commits = WAYS[way]
    tickets.fail_next(error, after_commit=commits)

    async def asked() -> object:
        try:
            return await OPERATIONS[name](tickets, number, "key-of-this-1")
        except ItsmError as failed:
            return failed

    first = await asked()
    if not isinstance(first, Refused):
        again = [await asked() for _ in range(2)]
        assert not any(isinstance(said, ItsmError) for said in again)

    assert await _state(tickets, number) == await _expected(name, 0 if isinstance(first, Refused) else 1)


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "open"])
async def test_nothing_ended_or_anothers_is_changed(name):
    tickets, number = await _begun(name)
    tickets.change(number, state="closed")
    before = await _state(tickets, number)
    with pytest.raises(IllegalMove):
        await OPERATIONS[name](tickets, number, "key-of-this-1")
    with pytest.raises(NotFound):
        await OPERATIONS[name](tickets, "INC9999999", "key-of-this-2")
    assert await _state(tickets, number) == before
