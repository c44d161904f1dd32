"""Each fault at each moment of each reading: what is said is the truth, or that it cannot be known now.

An empty list or a None that means "the answer was lost" would be told to a person as "you have no tickets".
"""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime, timedelta, timezone

import pytest
from matrix_operations import Setting
from matrix_setting import connected, set_out, spoil

from itsm.cursor import Cursor
from itsm.errors import ItsmError
from itsm.servicenow import ServiceNow, connect
from itsm.tickets import IncidentDraft
from sandbox.faults import KINDS

# A replica that lags is asked in vain, and says so; a text that is cut off is cut off when it is stored.
WAYS = [*(kind for kind in KINDS if kind not in ("read_lag", "field_truncation")), "429; seconds=0"]
LONG_AGO = datetime.now(timezone.utc) - timedelta(days=365)
READINGS = {
    "find": lambda sn, s, t: sn.tickets.find(t.number, caller=s.ana),
    "list": lambda sn, s, t: sn.tickets.list(caller=s.ana),
    "history": lambda sn, s, t: sn.tickets.history(caller=s.ana),
    "by_key": lambda sn, s, t: sn.tickets.by_key(t.key),
    "slas": lambda sn, s, t: _promises(sn, s, t),
    "person": lambda sn, s, t: sn.directory.person(s.ana),
    "people": lambda sn, s, t: sn.directory.people(limit=300),
    "items": lambda sn, s, t: sn.catalogue.search("monitor"),
    "item": lambda sn, s, t: sn.catalogue.item(s.item),
    "levels": lambda sn, s, t: sn.stock.levels(s.model),
    "article": lambda sn, s, t: sn.knowledge.read("KB0010001"),
    "articles": lambda sn, s, t: sn.knowledge.changed_since(Cursor(LONG_AGO)),
    "known_errors": lambda sn, s, t: sn.trouble.known_errors("Teams loses my headset"),
    "others": lambda sn, s, t: sn.trouble.others(category="network", since=LONG_AGO, caller=s.ben),
    "similar": lambda sn, s, t: sn.trouble.similar(
        category="network", subcategory="", since=LONG_AGO, caller=s.ben
    ),
    "changes": lambda sn, s, t: sn.changes.since(Cursor(t.opened_at - timedelta(seconds=2))),
}


async def _promises(sn: ServiceNow, setting: Setting, ticket: object) -> object:
    return sorted((sla.name, sla.due) for sla in await sn.tickets.slas(ticket.number, caller=setting.ana))


@pytest.fixture
async def scene(practice):
    clean = connect(practice.settings())
    setting = await set_out(practice, clean)
    draft = IncidentDraft(setting.ana, "VPN drops", "Error 809", "network")
    ticket = await clean.tickets.open(draft, key=str(uuid.uuid4()))
    yield setting, ticket
    clean.close()


@pytest.mark.parametrize("name", READINGS)
async def test_a_reading_that_fails_is_never_said_to_be_empty(scene, name):
    setting, ticket = scene
    read = READINGS[name]
    truth = await read(setting.clean, setting, ticket)
    assert truth not in (None, (), [], 0), "there is something to read"
    gate = asyncio.Semaphore(8)

    async def case(fault: str, nth: int) -> tuple[str, int, object]:
        async with gate:
            servicenow = connected(setting)
            spoil(servicenow, fault, nth)
            try:
                return fault, nth, await read(servicenow, setting, ticket)
            except ItsmError as error:
                return fault, nth, error
            finally:
                servicenow.close()

    outcomes = await asyncio.gather(*(case(fault, nth) for fault in WAYS for nth in (1, 2, 3)))

    said = [(fault, answer) for fault, _, answer in outcomes if not isinstance(answer, ItsmError)]
    wrong = [(fault, answer) for fault, answer in said if answer != truth]
    # What this account may not see cannot be ordered by it.
    assert [each for each in wrong if (name, *each) != ("item", "acl_deny", None)] == []
    assert len(said) > len(outcomes) / 5, "what failed once is read once more"
