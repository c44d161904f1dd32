"""The list of alerts is made of plain values: its order and its words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desk.core.alerts import Late, Short, Turned, Unaccepted, alerts
from desk.core.queue import waited

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def test_people_come_before_promises_before_work_before_things() -> None:
    found = alerts(
        NOW,
        short=[Short("Mouse M1", (("Milan", 1),), 12, ago(days=9))],
        turned=[Turned("k1", "FL-7K3Q2M", "no such person", ago(days=8))],
        late=[Late("CMP0001", "complaint", "open", "Ana", "", ago(days=7))],
        unaccepted=[Unaccepted("c1", "Ben Ode", "Network", ago(minutes=3))],
    )
    assert [alert.title for alert in found] == ["Ben Ode", "Complaint CMP0001", "FL-7K3Q2M", "Mouse M1"]


def test_what_is_late_the_longest_is_first_whether_call_or_complaint() -> None:
    late = [
        Late("CMP0002", "complaint", "acknowledged", "Ana", "Lee Chan", ago(hours=1)),
        Late("CBK0001", "callback", "taken", "Ben", "Lee Chan", ago(hours=30, minutes=5)),
        Late("CMP0001", "complaint", "open", "", "", ago(days=3)),
    ]
    found = alerts(NOW, late=late)
    assert [(alert.title, alert.mark) for alert in found] == [
        ("Complaint CMP0001", "3 days overdue"),
        ("Call CBK0001", "30 h 05 overdue"),
        ("Complaint CMP0002", "1 h 00 overdue"),
    ]
    assert [alert.detail for alert in found] == [
        "Somebody waits for an acknowledgement.",
        "Ben waits for a call. Owner: Lee Chan",
        "Ana waits for an answer. Owner: Lee Chan",
    ]


def test_of_models_the_emptiest_is_first_and_only_none_left_is_red() -> None:
    short = [
        Short("Mouse M1", (("Milan", 6),), 12, NOW),
        Short("Webcam HD", (("Milan", 3), ("Manila", 1)), 4, NOW),
        Short("View 27", (), 6, NOW),
    ]
    found = alerts(NOW, short=short, stock_page="https://here/stock")
    assert [(alert.title, alert.mark, alert.red) for alert in found] == [
        ("View 27", "none left", True),
        ("Mouse M1", "6 left", False),
        ("Webcam HD", "4 left", False),
    ]
    assert found[0].detail == "More are to be ordered at 6 or fewer."
    assert found[2].detail == "Milan 3, Manila 1. More are to be ordered at 4 or fewer."
    assert {(alert.href, alert.link) for alert in found} == {("https://here/stock", "Stockrooms")}


def test_without_a_page_of_stock_there_is_no_link() -> None:
    (alert,) = alerts(NOW, short=[Short("View 27", (), 6, NOW)])
    assert (alert.href, alert.link) == ("", "")


def test_refused_work_gives_the_reason_and_who_waits_leads_to_the_conversation() -> None:
    found = alerts(
        NOW,
        turned=[Turned("k1", "FL-7K3Q2M", "caller_id: no such person", NOW), Turned("k2", "A chat", "", NOW)],
        unaccepted=[Unaccepted("c1", "Ben Ode", "Network", ago(minutes=65))],
    )
    assert [(alert.mark, alert.detail, alert.href) for alert in found] == [
        ("waits 1 h 05", "Nobody has taken the conversation. Network", "/console/c/c1"),
        ("refused", "caller_id: no such person", "/console/outbox#k1"),
        ("refused", "The ticket system gave no reason.", "/console/outbox#k2"),
    ]


def test_nothing_to_tell_is_an_empty_list() -> None:
    assert alerts(NOW) == []


def test_a_wait_is_told_in_minutes_then_hours_then_days() -> None:
    spans = [timedelta(seconds=59), timedelta(minutes=59), timedelta(hours=47, minutes=59), timedelta(days=2)]
    assert [waited(NOW, NOW - span) for span in spans] == ["under a minute", "59 min", "47 h 59", "2 days"]
