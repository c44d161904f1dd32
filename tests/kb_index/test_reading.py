"""Front matter: read whole, or refused with file, line and remedy."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.article import State
from kb_index.reading import read
from tests.kb_index.texts import GOOD, changed


def problems(text):
    return [(p.line, p.message) for p in read("a.md", text)[1]]


def test_a_good_file_becomes_an_article():
    article, found = read("a.md", GOOD)
    assert found == ()
    assert (article.id, article.title, article.state) == (
        "share-calendar",
        "Share your calendar: Outlook",
        State.IN_REVIEW,
    )
    assert article.asked_as[2] == "give access: calendar"
    assert article.review_date == date(2027, 5, 22)
    assert article.body.startswith("You want others")
    assert GOOD.splitlines()[article.body_line - 1].startswith("You want others")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("owner: Collaboration team\n", "", 1, "no 'owner'"),
        ("state: in_review", "state: aproved", 9, "unknown state 'aproved'"),
        (
            "review_date: 2027-05-22",
            "review_date: next spring",
            10,
            "'review_date' is not a date: next spring",
        ),
        ("review_date: 2027-05-22\n", "", 1, "no 'review_date'"),
        ("id: share-calendar", "id: Share Calendar", 2, "bad id 'Share Calendar'"),
        ('version: "1.0"', "version: 1.0", 8, "'version' is not text"),
        ("product: [Outlook]", "produkt: [Outlook]", 6, "unknown key 'produkt'"),
        ("audience: [all]", "audience: {all: 1}", 5, "'audience' is not a list of texts"),
        ("topic: email", "topic: email\ntopic: vpn", 5, "'topic' stands here twice"),
        (
            "topic: email",
            "topic: email\nlink: javascript:alert(1)",
            5,
            "'link' is not an https address: javascript:alert(1)",
        ),
        ("topic: email", "topic: &a email\nlink: *a", 5, "a YAML alias (*)"),
        (
            "state: in_review",
            "state: in_review\napproval: yes",
            10,
            "'approval' is not person, date and hash",
        ),
        (
            "state: in_review",
            "state: in_review\napproval: {person: Ada, date: 2026-01-01, hash: abc}",
            10,
            "no sha256 hash in 'approval'",
        ),
    ],
    ids=[
        "owner",
        "state",
        "date",
        "no date",
        "id",
        "number",
        "unknown key",
        "audience",
        "twice",
        "link",
        "alias",
        "approval",
        "hash",
    ],
)
def test_a_wrong_value_is_named_with_its_line(old, new, line, message):
    assert (line, message) in problems(changed(old, new))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("# Only Markdown\n", 1),
        ("---\nid: a\n", 1),
        ("---\n- a\n---\n", 2),
        ("---\nid: a\nx: [1\n---\n", 3),
        ("---\nid: a\nreview_date: 2026-02-31\n---\n", 2),
    ],
    ids=["empty", "no front matter", "not closed", "a list", "broken YAML", "impossible date"],
)
def test_a_malformed_file_is_refused_with_a_remedy(text, line):
    article, (problem,) = read("a.md", text)
    assert article is None
    assert problem.line == line
    assert problem.remedy


def test_a_problem_reads_like_a_compilers():
    (problem,) = read("articles/vpn.md", changed("owner: Collaboration team\n", ""))[1]
    assert str(problem) == "articles/vpn.md:1: no 'owner'; add a line 'owner: ...'"


@given(st.text(max_size=300))
def test_no_text_at_all_makes_reading_fail(text):
    read("a.md", text)
    read("a.md", f"---\n{text}\n---\nbody")
