from pathlib import Path

import pytest
from test_load import SHIPPED, change

import standards

FOLDER = {"kind": "folder", "name": "Finance/Closing", "right": "work", "reason": "month-end"}


def _flows_beside(folder: Path) -> None:
    (folder.parent / "flows").symlink_to(SHIPPED.parent / "flows")


def test_access_to_a_folder_orders_the_folder_item_with_its_questions_answered():
    wanted = standards.load(SHIPPED).orderable("access_request", "request", FOLDER)
    assert wanted is not None
    assert (wanted.item, wanted.approver) == ("Shared folder access", "manager")
    assert wanted.answers(FOLDER) == {"folder": "Finance/Closing", "level": "write", "reason": "month-end"}


@pytest.mark.parametrize(
    "facts",
    [
        {**FOLDER, "right": "manage"},
        {"kind": "folder", "right": "work"},
        {"kind": "application", "product": "an app nobody listed", "right": "work"},
        {"kind": "mailbox", "name": "info@larkfield.example", "right": "work"},
    ],
)
def test_what_the_catalogue_cannot_answer_for_goes_to_a_person(facts):
    assert standards.load(SHIPPED).orderable("access_request", "request", facts) is None


@pytest.mark.parametrize(
    ("details", "item"),
    [
        ("a monitor for my desk", "27-inch monitor"),
        ("one docking station", "Docking station"),
        ("two monitors", None),
        ("a monitor and a dock", None),
        ("something for the wall", None),
    ],
)
def test_one_thing_that_is_named_is_ordered_and_anything_less_clear_is_not(details, item):
    facts = {"device": "screen", "details": details}
    wanted = standards.load(SHIPPED).orderable("hardware_request", "request", facts)
    assert (wanted.item if wanted else None) == item


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("flow: access_request", "flow: access_requests", "'access_requests' is no flow"),
        ("outcome: send", "outcome: take", "'take' is no request of flow 'peripheral_problem'"),
        ("when: {thing:", "when: {things:", "'things' is no fact of flow 'peripheral_problem'"),
        ("folder: {fact: name}", "folder: {fact: nam}", "'nam' is no fact of flow 'access_request'"),
    ],
)
def test_an_entry_that_names_nothing_is_a_problem_with_its_line(folder, old, new, message):
    _flows_beside(folder)
    line = change(folder, "catalogue.yml", old, new)
    (problem,) = standards.check(folder)
    assert message in str(problem)
    assert f"catalogue.yml:{line}:" in str(problem)


def test_a_release_made_before_there_was_a_catalogue_can_still_be_gone_back_to(folder):
    (folder / "catalogue.yml").unlink()
    assert standards.load(folder).catalogue == ()
