"""What is said of the past: the questions before a ticket, the words around a draft, the notes for agents."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import quoted
from actions.problem import Problem
from actions.reply import Say, say
from actions.seen import Seen
from actions.words import Words
from itsm.limits import cut
from standards.history import History

LONGEST = 600
"""Characters of a workaround: more would be a procedure."""


def add_to_it(seen: Seen) -> Say:
    """Shall I add this to the ticket you have?"""
    return say("utter_past_open", number=seen.open, short=seen.open_about)


def try_this(seen: Seen) -> Say:
    """The way around a known error, and whether it works now."""
    way = quoted(cut(seen.workaround, LONGEST))
    return say("utter_past_workaround", number=seen.error, short=seen.error_about, workaround=way)


def around_a_draft(seen: Seen, history: History) -> tuple[Say, ...]:
    """What the person hears with the draft: that others have it too, that it keeps coming back."""
    others = (say("utter_past_others"),) if seen.others else ()
    times, days = str(len(seen.again) + 1), str(history.again_days)
    again = (say("utter_past_again", count=times, days=days),) if seen.again else ()
    return (*others, *again)


def noted(problem: Problem, seen: Seen, history: History, words: Words) -> Problem:
    """The problem with what agents alone should know; what was known before stays when nothing is new."""
    notes = _notes(seen, history, words)
    return replace(problem, notes=notes or problem.notes, again=seen.again or problem.again)


def _notes(seen: Seen, history: History, words: Words) -> tuple[str, ...]:
    found = []
    if seen.error:
        about = cut(seen.error_about, 100)
        found.append(words("utter_ticket_work_notes_error", number=seen.error, short=about))
    if seen.others:
        found.append(words("utter_ticket_work_notes_others", numbers=", ".join(seen.others)))
    if seen.again:
        numbers, days = ", ".join(seen.again), str(history.again_days)
        found.append(words("utter_ticket_work_notes_again", numbers=numbers, days=days))
    return tuple(found)
