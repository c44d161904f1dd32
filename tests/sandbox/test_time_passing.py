"""Service levels as time passes: begun, paused, kept, breached; and what else happens by itself."""

from __future__ import annotations

HOUR = 3600


def later(api, seconds: float) -> None:
    assert api("POST", "/sandbox/clock", json={"advance": seconds}).status_code == 200


def level(api, incident: dict, target: str = "resolution", **more) -> dict:
    query = f"task={incident['sys_id']}^sla.target={target}^stage!=cancelled"
    (row,) = api.rows("task_sla", query, exclude_reference_link="true", **more)
    return row


def test_a_new_incident_has_a_response_and_a_resolution_time(frozen):
    incident = frozen.made(impact="1", urgency="1")
    row = level(frozen, incident)

    assert level(frozen, incident, "response")["planned_end_time"] == "2026-11-20 08:15:00"
    assert (row["stage"], row["has_breached"], row["percentage"]) == ("in_progress", "false", "0.00")
    assert row["planned_end_time"] == "2026-11-20 12:00:00"
    shown = level(frozen, incident, display_value="true")
    assert (shown["stage"], shown["sla"]) == ("In progress", "Priority 1 resolution (4 hour)")


def test_what_has_passed_is_measured_when_it_is_read(frozen):
    incident = frozen.made(impact="1", urgency="1")
    later(frozen, HOUR)
    row = level(frozen, incident)

    assert (row["percentage"], row["business_time_left"]) == ("25.00", "1970-01-01 03:00:00")
    assert level(frozen, incident, display_value="true")["business_time_left"] == "3 Hours"


def test_an_incident_that_takes_too_long_misses_its_service_level(frozen):
    incident = frozen.made(impact="1", urgency="1")
    later(frozen, 5 * HOUR)

    assert level(frozen, incident)["has_breached"] == "true"
    assert frozen.one("incident", f"sys_id={incident['sys_id']}")["made_sla"] == "false"


def test_waiting_for_the_caller_moves_the_end(frozen):
    incident = frozen.made(impact="1", urgency="1")
    frozen.changed(incident, state="3", hold_reason="1", comments="Which printer?")
    later(frozen, 6 * HOUR)
    paused = level(frozen, incident)
    frozen.changed(incident, state="2")
    resumed = level(frozen, incident)

    assert (paused["stage"], paused["has_breached"]) == ("paused", "false")
    assert (resumed["stage"], resumed["planned_end_time"]) == ("in_progress", "2026-11-20 18:00:00")
    assert resumed["pause_duration"] == "1970-01-01 06:00:00"
    assert resumed["has_breached"] == "false"


def test_resolving_in_time_keeps_it_and_assigning_answers_it(frozen):
    incident = frozen.made(impact="1", urgency="1")
    frozen.changed(incident, assigned_to="elena.costa")
    later(frozen, HOUR)
    frozen.changed(incident, state="6", close_code="Solution provided", close_notes="x")
    later(frozen, 10 * HOUR)

    assert level(frozen, incident, "response")["stage"] == "completed"
    row = level(frozen, incident)
    assert (row["stage"], row["has_breached"], row["active"]) == ("completed", "false", "false")
    assert row["end_time"] == "2026-11-20 09:00:00"


def test_another_priority_is_another_service_level_from_the_same_start(frozen):
    incident = frozen.made()
    later(frozen, HOUR)
    frozen.changed(incident, impact="1", urgency="1")
    cancelled = frozen.rows("task_sla", f"task={incident['sys_id']}^stage=cancelled")

    assert level(frozen, incident)["planned_end_time"] == "2026-11-20 12:00:00"
    assert len(cancelled) == 2


def test_a_resolved_incident_closes_by_itself_after_seven_days(frozen):
    incident = frozen.made()
    frozen.changed(incident, state="6", close_code="Solution provided", close_notes="x")
    later(frozen, 6 * 24 * HOUR)
    waiting = frozen.one("incident", f"sys_id={incident['sys_id']}")
    later(frozen, 2 * 24 * HOUR)
    closed = frozen.one("incident", f"sys_id={incident['sys_id']}")

    assert waiting["state"] == "6"
    assert (closed["state"], closed["active"], closed["closed_at"]) == ("7", "false", "2026-11-27 08:00:00")


def test_the_comment_of_the_caller_takes_an_incident_off_hold(frozen):
    paolo = {"sys_id": "6816f79cc0a8016401c5a33be04be441"}
    incident = frozen.made(caller_id=paolo["sys_id"])
    frozen.changed(incident, state="3", hold_reason="1", comments="Which printer?")
    answered = frozen.changed(incident, comments="The one on floor 3").json()["result"]

    assert (answered["state"], answered["hold_reason"]) == ("2", "")


def test_an_outage_lasts_from_its_begin_to_its_end(frozen):
    outage = frozen.create("cmdb_ci_outage", begin="2026-11-20 07:00:00", cmdb_ci="VPN", type="outage")
    ended = frozen.change("cmdb_ci_outage", outage["sys_id"], end="2026-11-20 08:30:00")

    assert ended["duration"] == "1970-01-01 01:30:00"
    assert ended["cmdb_ci"]["link"].endswith(f"/table/cmdb_ci/{ended['cmdb_ci']['value']}")


def test_an_incident_that_is_reopened_has_its_resolution_time_anew(frozen):
    incident = frozen.made(impact="1", urgency="1")
    frozen.changed(incident, state="6", close_code="Solution provided", close_notes="x")
    later(frozen, HOUR)
    frozen.changed(incident, state="2")
    rows = frozen.rows("task_sla", f"task={incident['sys_id']}^sla.target=resolution^ORDERBYstart_time")

    assert [row["stage"] for row in rows] == ["completed", "in_progress"]
    assert (rows[1]["start_time"], rows[1]["planned_end_time"]) == (
        "2026-11-20 09:00:00",
        "2026-11-20 13:00:00",
    )
