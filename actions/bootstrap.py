"""Puts the actions together: the only file that knows which adapter stands behind a port."""

from __future__ import annotations

from pathlib import Path

from rasa_sdk import Action

import flows
import standards
from actions.answer import AnswerDidNotHelp, AnswerHelped, AnswerQuestion
from actions.attentive import Attentive
from actions.before_ticket import BeforeTicket
from actions.callback import CallbackForm
from actions.complaint import ComplaintForm
from actions.consent import RevokeConsent
from actions.door import Door, utc_now
from actions.filing import FileIncident, NotFiled
from actions.flow import FlowForm
from actions.handoff import HandOver
from actions.not_understood import NotUnderstood
from actions.opening_hours import OpeningHours
from actions.outages import OutageCheck, OutageIsMine
from actions.past import Past
from actions.recurring import ProposesProblem
from actions.release import Release, Shelf
from actions.returned import AgentReturned
from actions.safety import SafetyFirst
from actions.settings import Settings
from actions.small_talk import Frustrated, SmallTalk, YesOrNo
from actions.solved import LeaveTheOther, Solved
from actions.stopping import NoPerson, StartOver, Stop
from actions.ticket import TicketForm
from actions.ticket_care import CareForm
from actions.ticket_status import TicketStatus
from actions.topic import Topic
from actions.turn import Clock
from actions.unsure import IfUnderstood
from itsm.memory import MemoryTickets, MemoryTrouble
from itsm.tickets import Tickets
from itsm.trouble import Trouble
from kb_index import KnowledgeBase
from language.encoder import Encoder
from language.lexicon import Lexicon

IN_MEMORY = "memory:"
"""As FIRSTLINE_SERVICENOW_URL: tickets live in this process and end with it (story tests)."""


def topics(shelf: Shelf, tickets: Tickets, past: Past | None = None) -> tuple[Topic, ...]:
    """Every action there is. Without ``past`` a ticket is opened whatever was before it."""
    ticket: Topic = TicketForm(shelf)
    return (
        FlowForm(shelf),
        SafetyFirst(BeforeTicket(ticket, shelf, tickets, past) if past else ticket, shelf),
        SafetyFirst(CareForm(tickets), shelf),
        SafetyFirst(AnswerQuestion(shelf), shelf),
        AnswerHelped(),
        AnswerDidNotHelp(shelf),
        SafetyFirst(NotUnderstood(shelf), shelf),
        SafetyFirst(HandOver(shelf), shelf),
        AgentReturned(shelf),
        Solved(shelf),
        LeaveTheOther(),
        ProposesProblem(FileIncident(shelf, tickets), shelf),
        NotFiled(),
        TicketStatus(tickets),
        SafetyFirst(SmallTalk(), shelf),
        SafetyFirst(Frustrated(), shelf),
        YesOrNo(),
        Stop(shelf),
        StartOver(),
        NoPerson(),
        OpeningHours(shelf),
        OutageCheck(),
        OutageIsMine(),
        RevokeConsent(),
        CallbackForm(shelf),
        ComplaintForm(),
    )


def doors(
    shelf: Shelf, tickets: Tickets, past: Past | None = None, *, clock: Clock = utc_now
) -> list[Action]:
    """The topics as rasa-sdk actions. Forms decide themselves what a guess is worth."""
    instead = SafetyFirst(NotUnderstood(shelf), shelf)
    understood = (
        topic if topic.name.startswith("validate_") else IfUnderstood(topic, instead)
        for topic in topics(shelf, tickets, past)
    )
    return [Door(Attentive(topic), clock=clock) for topic in understood]


def all_of(settings: Settings) -> list[Action]:
    """The actions as they are served. One encoder compares tickets and answers questions."""
    encoder = Encoder.load(settings.model_folder)
    tickets, trouble = outside_of(settings)
    return doors(shelf_of(settings, encoder), tickets, Past(tickets, trouble, encoder))


def shelf_of(settings: Settings, encoder: Encoder) -> Shelf:
    """The shelf of releases, with the current one read: a broken first release stops the start."""

    def read(folder: Path) -> Release:
        return Release(
            flows=flows.load(folder / "flows"),
            standards=standards.load(folder / "standards"),
            lexicon=Lexicon.load(folder / "lexicon"),
            knowledge=KnowledgeBase.open(folder / "index", encoder),
        )

    shelf = Shelf(settings.release_folder, read)
    shelf.current()
    return shelf


def outside_of(settings: Settings) -> tuple[Tickets, Trouble]:
    if settings.servicenow_url == IN_MEMORY:
        tickets = MemoryTickets()
        return tickets, MemoryTrouble(tickets)
    from itsm.servicenow import ServiceNowSettings, connect

    service_now = connect(ServiceNowSettings())
    return service_now.tickets, service_now.trouble
