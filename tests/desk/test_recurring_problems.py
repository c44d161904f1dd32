"""What keeps coming back becomes one problem, whatever breaks on the way; nobody in the chat hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass

import pytest

from desk import chat_record, dead_letters
from desk.bootstrap import make_parts
from desk.settings import Settings
from desk.store import conversations
from desk.store.migrate import migrate
from itsm.errors import Refused, Unavailable
from itsm.memory import MemoryDirectory, MemoryProblems, MemoryTickets
from itsm.problems import Problem, ProblemDraft
from itsm.tickets import IncidentDraft
from tests.desk.conftest import Lab, ScriptedBot, SettableClock
from wire.cards import Work
from wire.keys import local_reference, problem_key, work_key
from wire.turn import BotMessage, TurnRequest

TICKET = IncidentDraft("ana", "VPN drops", "Error 809", "network")


@dataclass
class Causes(MemoryProblems):
    """Problems, that cannot be reached or are refused for a while."""

    error: Exception | None = None

    async def propose(self, draft: ProblemDraft, *, key: str) -> Problem:
        if self.error:
            raise self.error
        return await super().propose(draft, key=key)


@pytest.fixture
def causes() -> Causes:
    return Causes(MemoryTickets(callers={"ana"}))


@pytest.fixture
async def lab(settings: Settings, causes: Causes) -> AsyncIterator[Lab]:
    await migrate(settings.database)
    bot, clock, tickets = ScriptedBot(), SettableClock(), causes.tickets
    parts = make_parts(
        settings, clock=clock, bot=bot, tickets=tickets, directory=MemoryDirectory(()), problems=causes
    )
    yield Lab(parts, bot, clock, tickets)
    await parts.turns.stop()
    await parts.desk.db.close()


def _files(state: str, tickets: MemoryTickets):
    """The bot's answer to a yes: the ticket in this state, and the problem behind it."""

    async def made(key: str) -> tuple[str, str]:
        ticket = await tickets.open(TICKET, key=key)
        return ticket.number, ticket.sys_id

    def answer(request: TurnRequest) -> list[BotMessage]:
        key = work_key(request.conversation, request.context.seq)
        problem = problem_key(key)
        draft = ProblemDraft("ana", "VPN drops", "Again", "network", opened_with=key)
        ticket = Work("incident.open", state, asdict(TICKET), key, local_reference(key), "INC1", "s" * 32)
        cause = Work("problem.propose", "pending", asdict(draft), problem, local_reference(problem))
        return [BotMessage("Filed.", [], ticket), BotMessage("", [], cause)]

    return answer, made


async def _filed(lab: Lab, state: str = "done") -> str:
    c = await lab.open()
    lab.bot.answer, made = _files(state, lab.tickets)
    await lab.write(c, "yes")
    await lab.until_said(c, "Filed.")
    await lab.until_quiet()
    if state == "done":
        await made(next(e.data["key"] for e in await lab.events(c) if e.kind == "work"))
    lab.clock.advance(seconds=7)
    return c


async def test_the_problem_is_proposed_once_and_the_person_hears_nothing_of_it(
    lab: Lab, causes: Causes
) -> None:
    c = await _filed(lab)
    said = await lab.said(c)
    for _ in range(2):
        await lab.parts.outbox.deliver_due()
    assert [draft.short_description for draft in causes.proposed] == ["VPN drops"]
    assert await lab.said(c) == said
    assert lab.tickets.everyone[0].problem.startswith("PRB")
    assert len(lab.tickets.opened) == 1, "a problem is no incident"


async def test_a_ticket_still_on_its_way_comes_first_then_its_problem(lab: Lab, causes: Causes) -> None:
    c = await _filed(lab, "pending")
    await lab.parts.outbox.deliver_due()
    lab.clock.advance(seconds=7)
    await lab.parts.outbox.deliver_due()
    assert lab.tickets.everyone[0].problem.startswith("PRB")
    assert (await lab.keys(c)).count("ticket_number") == 1


async def test_while_the_ticket_system_is_away_the_problem_waits(lab: Lab, causes: Causes) -> None:
    causes.error = Unavailable("hibernating")
    await _filed(lab)
    await lab.parts.outbox.deliver_due()
    assert causes.proposed == []
    causes.error = None
    lab.clock.advance(seconds=60)
    await lab.parts.outbox.deliver_due()
    assert len(causes.proposed) == 1


async def test_a_problem_whose_ticket_is_refused_waits_for_nothing_and_lies_with_the_lead_too(
    lab: Lab, causes: Causes
) -> None:
    causes.tickets.callers = ()
    await _filed(lab, "pending")
    for _ in range(2):
        await lab.parts.outbox.deliver_due()
    letters = await dead_letters.listed(lab.parts.desk)
    assert [letter.payload["operation"] for letter in letters] == ["incident.open", "problem.propose"]


async def test_a_problem_that_is_refused_lies_with_the_lead_and_is_not_told(lab: Lab, causes: Causes) -> None:
    causes.error = Refused("a rule of the company's")
    c = await _filed(lab)
    said = await lab.said(c)
    await lab.parts.outbox.deliver_due()
    assert await lab.said(c) == said
    assert [e.data["state"] for e in await lab.events(c) if e.kind == "work"][-1] == "refused"


async def test_the_record_of_the_chat_names_the_incident_and_not_the_problem(lab: Lab) -> None:
    c = await _filed(lab)
    await lab.parts.outbox.deliver_due()
    async with lab.parts.desk.db.read() as connection:
        conversation = await conversations.must_get(connection, c)
    assert chat_record.record(conversation, await lab.events(c)).incident == "s" * 32
