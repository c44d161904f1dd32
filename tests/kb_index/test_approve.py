"""Approving writes who, when and what; a changed word undoes it."""

from __future__ import annotations

from datetime import date

import pytest

from kb_index import library
from kb_index.approve import approve
from kb_index.problem import Invalid
from kb_index.reading import read
from tests.kb_index.texts import GOOD, changed

DAY = date(2026, 11, 20)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "share-calendar.md"
    file.write_text(GOOD)
    return file


def test_an_approved_article_stands_and_checks_clean(path):
    approve(path, by="Ada Lovelace", on=DAY)
    read_back = library.load(path.parent)
    assert read_back.problems == ()
    (article,) = read_back.articles
    assert article.stands()
    assert (article.approval.person, article.approval.on) == ("Ada Lovelace", DAY)


def test_all_but_state_and_approval_stays_as_written(path):
    approve(path, by="Ada", on=DAY)
    lines = path.read_text().splitlines()
    kept = [
        line for line in lines if not line.startswith(("state:", "approval:", "  person", "  date", "  hash"))
    ]
    assert kept == [line for line in GOOD.splitlines() if not line.startswith("state:")]


def test_a_changed_article_is_approved_again(path):
    approve(path, by="Ada", on=DAY)
    path.write_text(path.read_text().replace("Select", "Click"))
    assert not library.load(path.parent).articles[0].stands()
    approve(path, by="Grace", on=DAY)
    assert library.load(path.parent).articles[0].approval.person == "Grace"
    assert path.read_text().count("hash:") == 1


def test_nobody_can_approve_what_is_wrong(path):
    path.write_text(changed("1. Open **Outlook**.", "<b>Open</b>"))
    with pytest.raises(Invalid, match="HTML"):
        approve(path, by="Ada", on=DAY)
    assert read("a.md", path.read_text())[0].approval is None
