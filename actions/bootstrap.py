"""Puts the actions together: the only file that knows which adapter stands behind a port."""

from __future__ import annotations

from dataclasses import dataclass
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
from actions.in_stock import InStock
from actions.not_understood import NotUnderstood
from actions.opening_hours import OpeningHours
from actions.ordering import PlaceOrder
from actions.outages import OutageCheck, OutageIsMine
from actions.past import Past
from actions.recurring import ProposesProblem
from actions.release import Knowledge, Release, Shelf
from actions.remote_help import WithRemoteHelp
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
from itsm.memory import MemoryCatalogue, MemoryTickets, MemoryTrouble
from itsm.remote_help import RemoteHelp
from itsm.stock import Stock
from itsm.tickets import Tickets
from kb_index import KnowledgeBase
from language.encoder import Encoder
from language.lexicon import Lexicon

IN_MEMORY = "memory:"
"""As FIRSTLINE_SERVICENOW_URL: tickets and orders live in this process and end with it (story tests)."""


@dataclass(frozen=True)
class Systems:
    """The outside systems that actions ask. Without ``past`` a ticket is opened whatever was before it;
    without ``remote_help`` nobody is given a link to show their screen; without ``stock`` nothing is put
    aside."""

    tickets: Tickets
    catalogue: Catalogue
    past: Past | None = None
    remote_help: RemoteHelp | None = None
    stock: Stock | None = None


def topics(shelf: Shelf, systems: Systems) -> tuple[Topic, ...]:
    """Every action there is."""
    tickets, past, remote = systems.tickets, systems.past, systems.remote_help
    ticket: Topic = TicketForm(shelf)
    if systems.stock is not None:
        ticket = InStock(ticket, shelf, systems.stock)
    return (
        FlowForm(shelf),
        SafetyFirst(BeforeTicket(ticket, shelf, tickets, past) if past else ticket, shelf),
        SafetyFirst(CareForm(tickets, shelf), shelf),
        SafetyFirst(AnswerQuestion(shelf), shelf),
        AnswerHelped(),
        AnswerDidNotHelp(shelf),
        SafetyFirst(NotUnderstood(shelf), shelf),
        SafetyFirst(WithRemoteHelp(HandOver(shelf), shelf, tickets, remote), shelf),
        AgentReturned(shelf),
        Solved(shelf),
        LeaveTheOther(),
        ProposesProblem(FileIncident(shelf, tickets), shelf),
        PlaceOrder(shelf, systems.catalogue, systems.stock),
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
        OutageIsMine(shelf),
        RevokeConsent(shelf, remote),
        SafetyFirst(CallbackForm(shelf), shelf),
        SafetyFirst(ComplaintForm(), shelf),
    )


def doors(shelf: Shelf, systems: Systems, *, clock: Clock = utc_now) -> list[Action]:
    """The topics as rasa-sdk actions. Forms decide themselves what a guess is worth."""
    instead = SafetyFirst(NotUnderstood(shelf), shelf)
    understood = (
        topic if topic.name.startswith("validate_") else IfUnderstood(topic, instead)
        for topic in topics(shelf, systems)
    )
    return [Door(Attentive(topic), clock=clock) for topic in understood]


def all_of(settings: Settings) -> list[Action]:
    """The actions as they are served. One encoder compares tickets and answers questions."""
    encoder = Encoder.load(settings.model_folder)
    shelf = shelf_of(settings, encoder)
    return doors(shelf, systems_of(settings, shelf.current(), encoder))


def shelf_of(settings: Settings, encoder: Encoder) -> Shelf:
    """The shelf of releases, with the current one read: a broken first release stops the start."""

    def read(folder: Path) -> Release:
        return release_in(folder, KnowledgeBase.open(folder / "index", encoder))

    shelf = Shelf(settings.release_folder, read)
    shelf.current()
    return shelf


def release_in(folder: Path, knowledge: Knowledge) -> Release:
    """The release in a folder. Raises Invalid, also for a text that nobody approved: it is never said."""
    return Release(
        flows=flows.load_approved(folder / "flows"),
        standards=standards.load_approved(folder / "standards"),
        lexicon=Lexicon.load(folder / "lexicon"),
        knowledge=knowledge,
    )


def systems_of(settings: Settings, release: Release, encoder: Encoder) -> Systems:
    if settings.servicenow_url == IN_MEMORY:
        tickets = MemoryTickets()
        return Systems(tickets, shop_of(release), Past(tickets, MemoryTrouble(tickets), encoder))
    from itsm.servicenow import ServiceNowSettings, connect

    service_now = connect(ServiceNowSettings())
    past = Past(service_now.tickets, service_now.trouble, encoder)
    return Systems(
        service_now.tickets, service_now.catalogue, past, service_now.remote_help, service_now.stock
    )


def shop_of(release: Release) -> Catalogue:
    """In this process: every item which the release orders, each without questions."""
    return MemoryCatalogue([Item(name, name) for name in release.standards.items])
