"""What counts as the same, as a known error, as once too often."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from actions.seen import Found, Seen, seen
from itsm.tickets import Ticket
from itsm.trouble import KnownError, Other
from standards.history import History

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
ERROR = KnownError("PRB1", "VPN drops at home", "Use TCP 443.")


def ticket(number: str, *, days: float = 1, about: str = "VPN drops", **more) -> Ticket:
    at = NOW - timedelta(days=days)
    plain = Ticket(number, number, "closed", about, "u-anna", at, at, 4, "Network", category="network")
    return replace(plain, **more)


def look(found: Found, category: str = "network", **alike: float) -> Seen:
    named = {text.replace("_", " "): share for text, share in alike.items()}
    return seen(found, named, History(), category=category, now=NOW)


def test_of_several_open_tickets_the_one_most_alike_is_meant():
    mine = (ticket("INC1", about="one", state="new"), ticket("INC2", about="two", state="on_hold"))
    assert look(Found(mine), one=0.7, two=0.8).open == "INC2"


def test_a_ticket_that_is_less_alike_or_no_longer_open_is_not_meant():
    assert look(Found((ticket("INC1", about="one", state="new"),)), one=0.59).open == ""
    for state in ("resolved", "closed", "canceled"):
        assert look(Found((ticket("INC1", about="one", state=state),)), one=1.0).open == ""


def test_a_known_error_needs_likeness_and_a_way_around():
    found = Found(errors=(ERROR, replace(ERROR, number="PRB2", short_description="two", workaround="")))
    assert look(found, VPN_drops_at_home=0.55, two=1.0).error == "PRB1"
    assert look(found, VPN_drops_at_home=0.54).error == ""


def test_of_others_the_numbers_are_kept_of_those_that_are_alike_and_not_too_many():
    found = Found(others=tuple(Other(f"INC{n}", "same" if n else "else") for n in range(9)))
    assert look(found, same=0.6, **{"else": 0.5}).others == ("INC1", "INC2", "INC3", "INC4", "INC5")


def test_the_third_ticket_of_a_category_in_thirty_days_is_one_too_many():
    two = (ticket("INC2", days=3), ticket("INC1", days=29.9))
    assert look(Found(two)).again == ("INC2", "INC1")
    assert look(Found(two[:1])).again == ()
    assert look(Found((two[0], ticket("INC1", days=30.1)))).again == ()


def test_another_category_a_canceled_ticket_and_one_with_a_problem_do_not_count():
    one = ticket("INC2")
    for other in ({"category": "hardware"}, {"state": "canceled"}, {"problem": "PRB1"}):
        assert look(Found((one, ticket("INC1", **other)))).again == ()


def test_in_a_category_that_holds_all_sorts_only_tickets_that_are_alike_count():
    two = (ticket("INC2", about="one", category="inquiry"), ticket("INC1", about="two", category="inquiry"))
    assert look(Found(two), "inquiry", one=0.6, two=0.59).again == ()
    assert look(Found(two), "inquiry", one=0.6, two=0.6).again == ("INC2", "INC1")
