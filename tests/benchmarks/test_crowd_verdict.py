"""Outcome, topic, queue, priority and article, as seen from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

import standards
from benchmarks.crowd.rows import Row
from benchmarks.crowd.verdict import Known, Result, judged, report, totals
from tests.benchmarks.crowd_lines import ANSWER, DRAFT, FILED, HELPED, bot, desk, employee, step

OPENING = employee("my vpn drops")
INCIDENT = {
    "assignment_group": "Network", "priority": "4", "category": "network", "subcategory": "vpn",
}


@pytest.fixture(scope="module")
def known() -> Known:
    root = Path(__file__).resolve().parents[2]
    return Known(standards.load(root / "data" / "standards"), {"share-calendar": "email"})


def judge(known: Known, lines: list, expect: dict, *, incident: dict | None = None, holder: str = "BOT",
          end: str = "outcome") -> Result:  # type: ignore[type-arg]
    row = Row(1, "1", "ana", "my vpn drops", expect)
    return judged(row, [OPENING, *lines], holder, incident or {}, known, end=end, conversation="c")


def test_a_filed_ticket_is_judged_by_what_servicenow_holds(known: Known) -> None:
    group = known.standards.queue("network").group
    expect = {"outcome": "incident", "topic": "vpn", "queue": "network", "priority": "4"}
    lines = [bot("Which?", step("device")), bot("Done", FILED)]
    assert judge(known, lines, expect, incident={**INCIDENT, "assignment_group": group}).right
    other = {**INCIDENT, "assignment_group": "Hardware", "priority": "1"}
    wrong = judge(known, lines, expect, incident=other)
    assert wrong.wrong == ("queue: Hardware instead of network", "priority: 1 instead of 4")


def test_a_draft_is_no_ticket(known: Known) -> None:
    assert judge(known, [bot("Shall I?", DRAFT)], {"outcome": "incident"}).got["outcome"] == "abandoned"


def test_an_answer_is_information_about_its_articles_topic(known: Known) -> None:
    expect = {"outcome": "information", "topic": "email", "article": "share-calendar"}
    assert judge(known, [bot("Our guide says", ANSWER), bot("Glad", HELPED)], expect).right


def test_an_answer_that_did_not_help_is_no_information(known: Known) -> None:
    lines = [bot("Our guide says", ANSWER), bot("Sorry", {**HELPED, "helped": False})]
    assert judge(known, lines, {"outcome": "information"}).got["outcome"] == "abandoned"


def test_the_question_for_a_rating_says_solved(known: Known) -> None:
    assert judge(known, [desk("How was it?", kind="survey")], {"outcome": "solved"}).right


def test_a_person_in_the_queue_outweighs_the_ticket_before(known: Known) -> None:
    assert judge(known, [bot("Done", FILED)], {"outcome": "handoff"}, holder="QUEUE").right


def test_what_nothing_outside_shows_is_named_and_not_held_against_the_desk(known: Known) -> None:
    result = judge(known, [], {"outcome": "handoff", "queue": "network"}, holder="QUEUE")
    assert result.right
    assert result.unseen == ("queue",)


def test_an_expected_article_that_was_not_given_is_wrong(known: Known) -> None:
    assert judge(known, [], {"outcome": "abandoned", "article": "vpn-drops"}).wrong


def test_a_loop_is_not_right_even_when_the_outcome_is(known: Known) -> None:
    results = [judge(known, [], {"outcome": "abandoned"}, end=end) for end in ("outcome", "loop", "dead end")]
    found = totals(results)
    assert (found["right"], found["loops"], found["dead_ends"]) == (1, 1, 1)
    assert found["share_right"] == 0.3333


def test_turns_to_a_result_leave_out_who_never_got_one(known: Known) -> None:
    short = judge(known, [desk("How was it?", kind="survey")], {"outcome": "solved"})
    endless = judge(known, [employee("no")] * 9, {"outcome": "solved"}, end="loop")
    found = totals([short, endless])
    assert (found["median_turns_to_a_result"], found["outcomes_right"]) == (1, 0.5)
    assert totals([endless])["median_turns_to_a_result"] is None


def test_the_report_has_each_miss_with_what_was_said_and_nothing_of_the_others(known: Known) -> None:
    right = judge(known, [desk("How was it?", "Good", kind="survey")], {"outcome": "solved"})
    miss = judge(known, [bot("Which?", step("device"), "Mac")], {"outcome": "solved"}, end="dead end")
    found = totals([right, miss])
    written = report(found, [right, miss])
    (one,) = written["misses"]
    assert one["transcript"] == ("employee: my vpn drops", "bot: Which? [Mac]")
    assert "transcript" not in str(found)
    assert written["figures"]["right"] == 1
