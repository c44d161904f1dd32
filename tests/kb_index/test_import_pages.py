"""Pages from elsewhere as drafts: what is kept, what is taken away, what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.article import State
from kb_index.drafting import Draft, text_of
from kb_index.importing.page import Page, drafted
from kb_index.problem import Invalid
from kb_index.reading import read
from tests.kb_index.texts import GOOD, changed

DAY = date(2026, 6, 15)


def draft(name, text):
    data = text if isinstance(text, bytes) else text.encode()
    return drafted(Page(f"export/{name}", name, data), owner="Desk", today=DAY)


def article(made):
    found, problems = read("x.md", text_of(made))
    assert problems == ()
    return found


def test_plain_markdown_has_its_title_from_the_heading_on_top_and_its_id_from_the_file():
    made = draft("guide/Réset_my Password.md", "\ufeff# Reset **your** password #\r\n\r\nDo it.\r\n")
    assert (made.id, made.title, made.body.split()) == (
        "reset-my-password",
        "Reset your password",
        ["Do", "it."],
    )
    assert (made.state, made.owner, made.review_date) == (State.DRAFT, "Desk", date(2027, 6, 15))


def test_a_page_without_a_heading_is_titled_as_its_file_and_an_index_as_its_folder():
    assert draft("vpn_at-home.md", "Text.").title == "Vpn at home"
    assert (draft("printing/index.html", "<p>x").id, draft("印刷.md", "x").id[:5]) == ("printing", "page-")


def test_html_loses_what_runs_and_says_how_many_pictures_are_gone():
    page = "<head><title>Ink &amp; toner</title><script>x()</script></head><body><h1>Ink &amp; toner</h1>"
    made = draft("ink.html", page + "<ol><li>Open it<li>Close it</ol><img src=x alt='The lid'></body>")
    assert (made.title, made.body.strip()) == (
        "Ink & toner",
        "1. Open it\n2. Close it\n\n(picture: The lid)",
    )
    assert list(made.notes) == ["1 pictures left out: say in words what they show"]


def test_an_approval_from_elsewhere_is_no_approval_here():
    approval = "state: approved\napproval: {person: Ada, date: 2026-01-01, hash: " + "a" * 64 + "}"
    found = article(draft("x.md", changed("state: in_review", approval)))
    assert (found.state, found.approval) == (State.DRAFT, None)


def test_what_an_article_of_ours_says_of_itself_is_kept():
    text = changed("topic: email", "topic: email\nlink: https://x.example/a\nvalid_until: 2027-01-01")
    found, before = article(draft("x.md", text)), read("x.md", text)[0]
    for name in ("id", "title", "topic", "audience", "product", "owner", "version", "asked_as", "link"):
        assert getattr(found, name) == getattr(before, name)
    assert (found.valid_until, found.body.strip()) == (before.valid_until, before.body.strip())


def test_front_matter_of_another_system_is_filled_up_and_the_rest_is_noted():
    made = draft("vpn.md", "---\ntitle: VPN drops\ntags: [a, b]\nlayout: page\n---\nText.\n")
    assert (made.id, made.title, made.owner) == ("vpn", "VPN drops", "Desk")
    assert list(made.notes) == ["left out of its front matter: layout, tags"]


BOMB = "---\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
) + "---\n"  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        ("bomb.md", BOMB, 3, "a YAML alias (*)"),
        ("deep.md", "---\nx: " + "[" * 9000 + "\n---\n", 3, "not YAML"),
        ("long.md", "---\nx: " + "y" * 30_000 + "\n---\n", 2, "front matter of 30003 characters"),
        ("open.md", "---\nid: a\n", 1, "the front matter is not closed"),
        ("id.md", changed("id: share-calendar", "id: ../../etc"), 2, "bad id '../../etc'"),
        ("latin.md", "one\ncaf\u00e9".encode("latin-1"), 2, "not UTF-8"),
        ("utf16.html", "<p>x".encode("utf-16"), 1, "not UTF-8"),
        ("nul.md", "one\ntwo\0", 2, "a control character: no text"),
        ("deep.html", "<div>" * 5000, 1, "tags nested more than 100 deep"),
    ],
)
def test_a_page_that_would_do_harm_is_refused_with_its_line(name, text, line, message):
    with pytest.raises(Invalid) as caught:
        draft(name, text)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (f"export/{name}", line)
    assert problem.message.startswith(message)
    assert problem.remedy


@given(st.text(min_size=1, max_size=40), st.sampled_from(["{}", "# {}\n", "---\ntitle: x\n---\n{}"]))
def test_whatever_a_page_says_its_draft_can_be_read_back(words, shape):
    try:
        made = draft("page.md", shape.format(words).encode("utf-8", "ignore"))
    except Invalid:
        return
    assert article(made).title == " ".join(made.title.split())


@pytest.mark.parametrize("title", ["yes", "On", "12:30:45", "2026-01-01", "null", "~", "1_000", "a: b", "#"])
def test_a_title_that_yaml_would_take_for_something_else_is_a_title(title):
    assert article(Draft("a", title, "b", "s", DAY, asked_as=(title,))).asked_as == (title,)


def test_our_own_articles_come_back_as_they_were():
    assert article(draft("share-calendar.md", GOOD)).text_hash() == read("x.md", GOOD)[0].text_hash()
