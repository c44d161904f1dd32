"""Each part waits longer than what it waits for: otherwise one would give up while another still works."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from actions.door import BUDGET_S
from desk.bot_client import BotClient
from desk.work import GRACE
from itsm.servicenow.settings import ServiceNowSettings

ROOT = Path(__file__).resolve().parents[1]


def test_servicenow_action_desk_and_rasas_lock_give_up_in_this_order() -> None:
    servicenow = float(ServiceNowSettings.model_fields["deadline_s"].default)
    desk = float(inspect.signature(BotClient).parameters["wait_s"].default)
    found = re.search(r"DEFAULT_LOCK_LIFETIME = (\d+)", _rasa("core/constants.py"))
    assert found
    assert servicenow < BUDGET_S < desk < float(found.group(1))


def test_the_outbox_waits_until_no_action_can_still_be_filing() -> None:
    assert GRACE.total_seconds() > BUDGET_S


def _rasa(path: str) -> str:
    (package,) = (ROOT / ".venv-bot").glob("lib/python3.10/site-packages/rasa")
    return (package / path).read_text()
