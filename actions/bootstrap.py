"""Puts the actions together: the only file that knows which adapter stands behind a port."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rasa_sdk import Action

import flows
import standards
from actions.answer import AnswerDidNotHelp, AnswerHelped, AnswerQuestion
from actions.attentive import Attentive
from actions.callback import CallbackForm
from actions.complaint import ComplaintForm
from actions.consent import RevokeConsent
from actions.door import Door, utc_now
from actions.filing import FileIncident, NotFiled
from actions.flow import FlowForm
from actions.handoff import HandOver
from actions.not_understood import NotUnderstood
from actions.opening_hours import OpeningHours
from actions.ordering import PlaceOrder
from actions.outages import OutageCheck, OutageIsMine
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
from itsm.catalogue import Catalogue, Item
from itsm.memory import MemoryCatalogue, MemoryTickets
from itsm.tickets import Tickets
from kb_index import KnowledgeBase
from language.encoder import Encoder
from language.lexicon import Lexicon

IN_MEMORY = "memory:"
"""As FIRSTLINE_SERVICENOW_URL: tickets and orders live in this process and end with it (story tests)."""


@dataclass(frozen=True)
class Systems:
    """The outside systems that actions ask."""

    tickets: Tickets
    catalogue: Catalogue


def topics(shelf: Shelf, systems: Systems) -> tuple[Topic, ...]:
    """Every action there is."""
    tickets = systems.tickets
    return (
        FlowForm(shelf),
        SafetyFirst(TicketForm(shelf), shelf),
        SafetyFirst(CareForm(tickets), shelf),
        SafetyFirst(AnswerQuestion(shelf), shelf),
        AnswerHelped(),
        AnswerDidNotHelp(shelf),
        SafetyFirst(NotUnderstood(shelf), shelf),
        SafetyFirst(HandOver(shelf), shelf),
        AgentReturned(shelf),
        Solved(shelf),
        LeaveTheOther(),
        FileIncident(shelf, tickets),
        PlaceOrder(shelf, systems.catalogue),
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


def doors(shelf: Shelf, systems: Systems, *, clock: Clock = utc_now) -> list[Action]:
    """The topics as rasa-sdk actions. Forms decide themselves what a guess is worth."""
    instead = SafetyFirst(NotUnderstood(shelf), shelf)
    understood = (
        topic if topic.name.startswith("validate_") else IfUnderstood(topic, instead)
        for topic in topics(shelf, systems)
    )
    return [Door(Attentive(topic), clock=clock) for topic in understood]


def shelf_of(settings: Settings) -> Shelf:
    """The shelf of releases, with the current one read: a broken first release stops the start."""
    encoder = Encoder.load(settings.model_folder)

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


def systems_of(settings: Settings, shelf: Shelf) -> Systems:
    if settings.servicenow_url == IN_MEMORY:
        return in_memory(MemoryTickets(), shelf.current())
    from itsm.servicenow import ServiceNowSettings, connect

    service_now = connect(ServiceNowSettings())
    return Systems(service_now.tickets, service_now.catalogue)


def in_memory(tickets: Tickets, release: Release) -> Systems:
    """With a catalogue that has every item which the release orders, and asks nobody."""
    named = dict.fromkeys(entry.item for entry in release.standards.catalogue)
    return Systems(tickets, MemoryCatalogue([Item(name, name) for name in named]))
