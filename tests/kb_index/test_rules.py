"""What an article must not contain, each with the line that has to change."""

from __future__ import annotations

from datetime import date

import pytest

from kb_index import library
from kb_index.reading import read
from kb_index.rules import MAX_SECTION, MAX_STEP, problems, reminders
from tests.kb_index.texts import GOOD, changed

STEP = "1. Open **Outlook**."


def found(text):
    article, _ = read("a.md", text)
    return [(p.line, p.message) for p in problems("a.md", article, text)]


def test_a_good_article_has_no_problem():
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("new", "line", "message"),
    [
        ("1. Open <b>Outlook</b>.", 19, "HTML"),
        ("<script>alert(1)</script>", 19, "HTML"),
        ("1. Open [it](javascript:alert(1)).", 19, "a link that runs a script"),
        ("1. Open [it](JavaScript:alert(1)).", 19, "a link that runs a script"),
        ("1. Open [it](/etc/passwd).", 19, "a link to '/etc/passwd'"),
        ("1. Open ![it](https://x.example/a.png).", 19, "a picture"),
        ("1.\tOpen it.", 19, "a tab"),
        (f"1. {'x ' * (MAX_STEP // 2 + 2)}", 19, f"a step of {MAX_STEP + 3} characters"),
    ],
    ids=[
        "inline html",
        "html block",
        "script link",
        "hidden script link",
        "relative link",
        "picture",
        "tab",
        "long",
    ],
)
def test_what_a_chat_cannot_quote_is_a_problem_at_its_line(new, line, message):
    assert (line, message) in found(changed(STEP, new))


def test_a_section_too_long_to_quote_is_a_problem_where_it_begins():
    long = "\n\n".join(["Some words about calendars."] * 60)
    ((line, message),) = found(changed(STEP, f"{long}\n\n{STEP}"))
    assert line == 19
    assert message.startswith("a section of")
    assert int(message.split()[3]) > MAX_SECTION


def test_a_changed_word_after_approval_is_a_problem():
    article, _ = read("a.md", GOOD)
    stamp = f"state: approved\napproval: {{person: Ada, date: 2026-01-01, hash: {article.text_hash()}}}"
    text = changed("state: in_review", stamp)
    assert found(text) == []
    assert [m for _, m in found(text.replace("Select", "Click"))] == ["changed since approval"]
    assert [m for _, m in found(text.replace("[all]", "[finance]"))] == ["changed since approval"]
    assert found(text.replace("let my team see", "my team should see")) == []


def test_a_changed_line_end_is_no_change():
    article, _ = read("a.md", GOOD)
    windows, _ = read("a.md", GOOD.replace("\n", "\r\n"))
    assert windows.text_hash() == article.text_hash()


def test_approved_by_nobody_is_a_problem():
    assert [m for _, m in found(changed("in_review", "approved"))] == [
        "approved, but nobody is named who approved it",
    ]


def test_fewer_than_three_asked_as_lines_are_a_problem():
    assert (1, "2 lines in 'asked_as'") in found(changed('  - "give access: calendar"\n', ""))


def test_a_review_that_is_due_is_a_reminder_and_no_problem():
    article, _ = read("a.md", GOOD)
    assert reminders("a.md", article, date(2027, 5, 22)) == ()
    (reminder,) = reminders("a.md", article, date(2027, 5, 23))
    assert reminder.message == "review was due on 2027-05-22"


def test_an_id_used_twice_names_the_other_file(tmp_path):
    (tmp_path / "share-calendar.md").write_text(GOOD)
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "share-calendar.md").write_text(GOOD)
    (problem,) = library.load(tmp_path).problems
    assert problem.message == f"the id 'share-calendar' is taken by {tmp_path}/deeper/share-calendar.md"


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path):
    (tmp_path / "a.md").write_bytes(b"---\nid: a\ntitle: caf\xe9\n---\n")
    (problem,) = library.load(tmp_path).problems
    assert (problem.line, problem.message) == (3, "not UTF-8")


def test_an_empty_folder_is_a_problem(tmp_path):
    assert [p.message for p in library.load(tmp_path).problems] == ["no articles"]
