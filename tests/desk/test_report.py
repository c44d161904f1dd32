"""The report's figures are those of the log."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from desk.reports.outcomes import report
from desk.store import log
from tests.desk.conftest import LEE, Lab
from wire.cards import Answer, Card, Outcome, Tickets
from wire.turn import BotMessage, TurnRequest

_SAYS: dict[str, Card] = {
    "fixed": Outcome("solved", "confirmed", "vpn"),
    "ticket": Outcome("incident", "none", "vpn"),
    "status": Tickets([]),
    "article": Answer("share-calendar", "1", "Share a calendar", "Outlook", "Open the calendar.", 0.9),
}


def _answer(request: TurnRequest) -> list[BotMessage]:
    word = request.text.split()[0]
    return [BotMessage("Here you are.", [], _SAYS.get(word))]


async def _episode(lab: Lab, text: str) -> str:
    c = await lab.open()
    await lab.write(c, text)
    await lab.until_quiet()
    return c


async def _day(lab: Lab) -> None:
    lab.bot.answer = _answer
    await lab.sign_in()
    await _episode(lab, "fixed it is, thank you")
    await _episode(lab, "ticket please for the vpn")
    await _episode(lab, "article about calendars would help")
    await _episode(lab, "status of my tickets, please tell me")
    await _episode(lab, "nothing useful was said here")
    held = await _episode(lab, "person is what I want")
    await lab.parts.switchboard.ask_for_person(held)
    await lab.parts.switchboard.accept(held, LEE)
    await lab.parts.switchboard.close(held, LEE, "solved")
    await lab.open()
    lab.clock.advance(hours=9)
    await lab.parts.watch.look()


async def test_conversations_are_counted_by_how_they_ended(lab: Lab) -> None:
    await _day(lab)
    async with lab.parts.desk.db.read() as connection:
        counted = report(await log.all_events(connection))
    assert counted.conversations == 7
    assert counted.empty == 1
    assert counted.open == 0
    assert {k: n for k, n in counted.outcomes.items() if n} == {
        "solved": 1,
        "incident": 1,
        "information": 2,
        "handoff": 1,
        "abandoned": 1,
    }
    assert counted.deflection == {"confirmed": 1, "potential": 2, "none": 3}


async def test_the_report_equals_a_recount_of_the_raw_rows(lab: Lab, tmp_path: Path) -> None:
    await _day(lab)
    async with lab.parts.desk.db.read() as connection:
        counted = report(await log.all_events(connection))
    with sqlite3.connect(tmp_path / "desk.db") as raw:
        rows = raw.execute(
            "SELECT outcome, count(*) FROM conversation c WHERE holder = 'CLOSED' AND EXISTS"
            " (SELECT 1 FROM event e WHERE e.conversation = c.id AND e.kind = 'message') GROUP BY outcome"
        ).fetchall()
    assert dict(rows) == {k: n for k, n in counted.outcomes.items() if n}
