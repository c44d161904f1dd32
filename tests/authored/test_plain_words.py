"""What employees read is easy, kind and one question at a time; what is not is named by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from authored.documents import read
from authored.plain_words import check, judged, rules_of, texts
from authored.reading_grade import grade

ROOT = Path(__file__).parents[2]
RULES = rules_of(read(ROOT / "data/standards/plain_words.yml").data["plain_words"])
HARD = (
    "Authentication infrastructure unavailability necessitates administrative reinitialisation "
    "of organisational credentials notwithstanding previously communicated availability expectations."
)


def test_everything_that_is_shipped_is_plain():
    assert [str(problem) for problem in check(ROOT)] == []


def _problems(tmp_path, text):
    path = tmp_path / "domain.yml"
    path.write_text(text, encoding="utf-8")
    document = read(path)
    found = texts(document, RULES)
    return [str(problem) for where, said in found for problem in judged(document, where, said, RULES)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("You should have called.", "“you should have” is not for employees"),
        ("Which one? And where?", "2 questions at once"),
        (HARD, "reading grade"),
    ],
)
def test_a_text_that_is_not_plain_is_named_with_its_line(tmp_path, text, why):
    (problem,) = _problems(tmp_path, f"responses:\n  utter_it:\n  - text: {text}\n")
    assert problem.startswith("domain.yml:3: ")
    assert why in problem


def test_what_a_flow_says_by_device_is_read_and_what_it_listens_for_is_not(tmp_path):
    flow = (
        "steps:\n- say:\n    by: operating_system\n    other: It is your fault.\n"
        "  options:\n  - words: [your fault]\n"
    )
    (problem,) = _problems(tmp_path, flow)
    assert problem.startswith("domain.yml:4: ")


def test_what_only_agents_read_and_examples_in_quotes_are_left_alone(tmp_path):
    agents, quoted = "utter_summary_it:\n  - text: The employee.", "utter_it:\n  - text: Say “a?” or “b?”."
    text = f"responses:\n  {agents}\n  {quoted}\n"
    assert _problems(tmp_path, text) == []


def test_short_words_in_short_sentences_read_easier():
    assert grade("Turn it off. Wait a bit. Turn it on.") < 2 < 15 < grade(HARD)
