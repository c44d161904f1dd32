"""A person found by e-mail address, over every implementation of the directory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from itsm.directory import Person
from itsm.memory import MemoryDirectory


async def test_an_email_finds_its_person_in_any_case(bench: Any) -> None:
    assert await bench.directory.by_email(bench.ana.email) == bench.ana
    assert await bench.directory.by_email(bench.ana.email.upper()) == bench.ana


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nobody@larkfield.example",
        "%@larkfield.example",
        "giulia.marchetti@larkfield.example^ORuser_name=admin",
        "javascript:1",
        "a\nb",
    ],
)
async def test_an_email_that_nobody_has_finds_nobody(bench: Any, email: str) -> None:
    assert await bench.directory.by_email(email) is None


async def test_an_email_that_two_people_have_proves_neither() -> None:
    ana = Person(id="a" * 32, user_name="ana", name="Ana Lopez", email="ana@larkfield.example")
    directory = MemoryDirectory([ana, replace(ana, id="c" * 32)])
    assert await directory.by_email(ana.email) is None
