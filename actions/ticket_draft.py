"""A problem as the ticket that is proposed for it."""

from __future__ import annotations

from dataclasses import asdict

from actions.draft import draft_of, lines, urgency_in_words
from actions.drafted import TICKET, Drafted
from actions.problem import Problem
from actions.release import Release
from actions.reply import say
from actions.turn import Turn


def ticket(problem: Problem, turn: Turn, release: Release) -> Drafted:
    """The ticket, and the words in which a person can check it."""
    draft = draft_of(problem, turn, release.standards)
    team, tried = _team(problem, release), lines(problem.tried)
    proposal = say(
        "utter_propose_ticket" if tried else "utter_propose_ticket_untried",
        short=draft.short_description,
        tried=tried,
        urgency=urgency_in_words(draft.urgency, turn.words),
        team=team,
    )
    return Drafted(TICKET, asdict(draft), problem.short, proposal, team=team)


def _team(problem: Problem, release: Release) -> str:
    standards = release.standards
    return standards.queue(problem.queue or standards.topic(problem.topic).queue).title
