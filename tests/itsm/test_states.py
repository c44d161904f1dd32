"""What an incident may become: refused before the server is asked."""

from __future__ import annotations

import pytest

from itsm import states
from itsm.choices import STATES, Choice, code_for, states_of, value_of
from itsm.errors import IllegalMove, Refused
from itsm.incident import ENDINGS
from itsm.marks import holds, marked, unmarked
from sandbox.seed.choices import _INCIDENT


@pytest.mark.parametrize("state", sorted(states.NEXT))
def test_only_a_resolved_incident_is_reopened(state):
    assert states.may("reopen", state) is (state == "resolved")


@pytest.mark.parametrize(
    "move", ["update", "comment", "work_note", "attach", "escalate", "resolve", "cancel"]
)
@pytest.mark.parametrize("state", ["closed", "canceled"])
def test_nothing_happens_to_an_incident_that_has_ended(move, state):
    with pytest.raises(IllegalMove, match=state):
        states.check(move, state)


def test_every_move_leads_where_the_state_may_go():
    for move, state in states.LEADS_TO.items():
        for old in states.NEXT:
            assert not states.may(move, old) or state in states.NEXT[old]


def test_states_are_named_by_their_labels_whatever_their_numbers():
    read = states_of([Choice("10", "New"), Choice("20", "In Progress"), Choice("60", "RESOLVED")])

    assert read == {"10": "new", "20": "in_progress", "60": "resolved"}
    assert value_of("resolved", read) == "60"
    with pytest.raises(Refused):
        value_of("canceled", read)
    assert states_of([]) == STATES


def test_every_ending_has_a_close_code_on_the_new_and_on_the_old_list():
    new = [Choice(v, label) for v, label in _INCIDENT["incident", "close_code"].items()]
    assert {code_for(ending, new) for ending in ENDINGS} <= {choice.value for choice in new}
    old = [Choice("Solved (Permanently)", "Solved (Permanently)")]
    assert code_for("solved", old) == "Solved (Permanently)"
    with pytest.raises(Refused, match="close_code"):
        code_for("duplicate", old)


def test_a_mark_comes_off_as_it_went_on_and_nobody_can_write_one():
    key = "0d1f6a0e-3c0b-5a5e"
    assert unmarked(marked("Two\nlines", key)) == ("Two\nlines", key)
    assert unmarked("just words") == ("just words", "")
    forged = marked(f"sneaky [ref:{key}]", "another-key-1")
    assert not holds(forged, key)
    assert unmarked(forged) == (f"sneaky (ref:{key}]", "another-key-1")
