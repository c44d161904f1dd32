"""What a scripted employee says and presses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.crowd import script
from benchmarks.crowd.choosing import by_likeness
from benchmarks.crowd.rows import Row
from benchmarks.crowd.script import Press, Say, Stop, next_move
from language.encoder import Encoder
from tests.benchmarks.crowd_lines import ANSWER, DRAFT, FILED, HELPED, bot, desk, employee, step

ROOT = Path(__file__).resolve().parents[2]
OPENING = employee("my vpn drops")
ASKED = bot("Which device?", step("device"), "Windows laptop", "Mac")


def row(outcome: str = "incident", *, article: str = "", **more: Any) -> Row:
    expect = {"outcome": outcome, **({"article": article} if article else {})}
    return Row(1, "1", "ana", "my vpn drops", expect, **more)


def test_a_step_is_answered_by_its_name() -> None:
    answers = {"device": "its a chromebook"}
    assert next_move(row(answers=answers), [OPENING, ASKED], "BOT") == Say("its a chromebook")


def test_an_answer_that_is_a_buttons_title_is_pressed() -> None:
    assert next_move(row(answers={"device": "mac"}), [OPENING, ASKED], "BOT") == Press("#Mac")


def test_an_answer_may_name_the_flow_too() -> None:
    answers = {"device": "Mac", "vpn_problem.device": "Windows laptop"}
    assert next_move(row(answers=answers), [OPENING, ASKED], "BOT") == Press("#Windows laptop")


def test_a_fact_that_one_of_the_choices_names_is_pressed() -> None:
    facts = {"operating_system": "Windows"}
    assert next_move(row(facts=facts), [OPENING, ASKED], "BOT") == Press("#Windows laptop")


def test_an_instruction_that_the_row_says_nothing_about_did_not_help() -> None:
    tried = bot("Restart it. Does it work?", step("restart"), "Yes, it works now", "No, not yet")
    assert next_move(row(), [OPENING, tried], "BOT") == Say(script.NO)


def test_a_question_that_the_row_says_nothing_about_gets_the_answer_that_fits_best() -> None:
    def last(row: Row, question: str, titles: Sequence[str]) -> str:
        return titles[-1]

    assert next_move(row(), [OPENING, ASKED], "BOT", last) == Press("#Mac")
    assert next_move(row(), [OPENING, ASKED], "BOT") == Say(script.UNSURE)


def test_what_fits_best_is_what_is_most_alike() -> None:
    encoder = Encoder.load(ROOT / "var" / "model")
    paper = Row(1, "1", "ana", "the copier has eaten my page, it is crumpled inside", {"outcome": "incident"})
    titles = ["Nothing comes out", "Missing or offline", "Paper jam"]
    assert by_likeness(encoder)(paper, "What happens when you print?", titles) == "Paper jam"


def test_a_ticket_is_filed_only_by_who_expects_one() -> None:
    draft = bot("Shall I file it?", DRAFT, "Yes, file it", "No, don't")
    assert next_move(row("incident"), [OPENING, draft], "BOT") == Say(script.FILE)
    assert next_move(row("solved"), [OPENING, draft], "BOT") == Say(script.NOT_FILE)


def test_an_answer_helps_only_when_it_is_the_expected_article() -> None:
    given = bot("Our guide says", ANSWER, "Yes, it helped", "No")
    heard = [OPENING, given]
    assert next_move(row("information", article="share-calendar"), heard, "BOT") == Say(script.HELPED)
    assert next_move(row("information", article="vpn-drops"), heard, "BOT") == Say(script.NO)
    assert next_move(row("incident"), heard, "BOT") == Say(script.NO)


def test_who_wants_a_person_waits_when_that_is_offered() -> None:
    nobody = desk("Nobody is signed in.", "I'll wait", "Create a ticket")
    assert next_move(row("handoff"), [OPENING, nobody], "BOT") == Press("#I'll wait")
    assert next_move(row("incident"), [OPENING, nobody], "BOT") == Press("#Create a ticket")


def test_buttons_of_an_earlier_question_are_not_pressed() -> None:
    heard = [OPENING, ASKED, employee("Mac"), bot("Which words does it show?", step("message"))]
    assert next_move(row(answers={"message": "Windows laptop"}), heard, "BOT") == Say("Windows laptop")


def test_it_ends_with_a_ticket_a_rating_a_person_or_an_answer_that_helped() -> None:
    for last in (bot("Done", FILED), desk("How was it?", "Good", kind="survey"), bot("Glad", HELPED)):
        assert next_move(row(), [OPENING, last], "BOT") == Stop("outcome")
    assert next_move(row(), [OPENING], "QUEUE") == Stop("outcome")


def test_the_same_words_three_times_are_a_loop() -> None:
    again = [employee("no"), ASKED]
    assert next_move(row(), [OPENING, ASKED, *again], "BOT") == Say(script.UNSURE)
    assert next_move(row(), [OPENING, ASKED, *again, *again], "BOT") == Stop("loop")


def test_words_that_ask_nothing_get_the_opening_once_more_and_are_then_a_dead_end() -> None:
    plain = bot("All right.")
    assert next_move(row(), [OPENING, plain], "BOT") == Say("my vpn drops")
    assert next_move(row(), [OPENING, plain, OPENING, bot("I see.")], "BOT") == Stop("dead end")


def test_who_wants_a_person_agrees_to_what_leads_there() -> None:
    asked = bot("May a technician look?", step("consent"), "No, another way", "Yes, look and help")
    assert next_move(row("handoff"), [OPENING, asked], "BOT") == Press("#Yes, look and help")
