"""The channel as a whole: there only when it was set up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desk.channels.slack.channel import connect
from desk.channels.slack.people import People, trusted_email

FULL = {"team_id": "T01", "profile": {"email": "a@b.example"}}


@pytest.mark.parametrize("name", ["slack_signing_secret", "slack_bot_token"])
def test_without_its_secrets_there_is_no_channel(lab: Any, name: str) -> None:
    settings = lab.parts.settings.model_copy(update={name: None})
    assert connect(replace(lab.parts, settings=settings)) is None


@pytest.mark.parametrize(
    "odd",
    [
        {"team_id": "T02"},
        {"is_stranger": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"deleted": True},
        {"is_bot": True},
        {"is_email_confirmed": False},
        {"profile": None},
        {"profile": {}},
    ],
)
def test_only_a_full_members_confirmed_email_is_trusted(odd: dict[str, Any]) -> None:
    assert trusted_email("T01", FULL) == "a@b.example"
    assert trusted_email("T01", {**FULL, **odd}) == ""


async def test_somebody_is_looked_up_once_in_ten_minutes(joined: Any) -> None:
    people: People = joined.channel.reception.people
    first = await people.person("T0LARKFIELD", "U0ANA")
    assert await people.person("T0LARKFIELD", "U0ANA") == first
    assert len(joined.slack.calls) == 1
    joined.lab.clock.advance(minutes=11)
    await people.person("T0LARKFIELD", "U0ANA")
    assert len(joined.slack.calls) == 2


@pytest.mark.parametrize(
    ("zone", "kept"), [("Asia/Manila", "Asia/Manila"), ("Nowhere/City", "UTC"), ("..", "UTC")]
)
async def test_a_time_zone_that_is_none_is_not_kept(joined: Any, zone: str, kept: str) -> None:
    joined.slack.add("U0ANA", "Ana Lopez", "ana.lopez@larkfield.example", tz=zone)
    person = await joined.channel.reception.people.person("T0LARKFIELD", "U0ANA")
    assert (person["id"], person["time_zone"]) == ("ana", kept)
