"""The questions that authors should write about, out of the log."""

from __future__ import annotations

from datetime import UTC, datetime

from desk.core.events import Event
from desk.reports.questions import questions

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def said(*rows):
    return [
        Event(n, "c1", n, kind, AT, "employee" if kind == "message" else "bot", "", "", data)
        for n, (kind, data) in enumerate(rows, 1)
    ]


def test_a_question_that_no_article_covers_is_exported_with_its_words():
    missed = {"reason": "not_covered"}
    (found,) = questions(said(("message", {"text": "where is the fax"}), ("missed", missed)))
    assert (found.question, found.reason) == ("where is the fax", "not_covered")


def test_an_answer_that_did_not_help_names_the_article_and_the_question_before_it():
    log = said(
        ("message", {"text": "share my calendar"}),
        ("answer", {"article": "share-calendar"}),
        ("message", {"text": "No", "button": "b1"}),
        ("feedback", {"article": "share-calendar", "helped": False}),
    )
    (found,) = questions(log)
    assert (found.question, found.reason, found.article) == (
        "share my calendar",
        "did_not_help",
        "share-calendar",
    )


def test_an_answer_that_helped_is_no_gap():
    log = said(
        ("message", {"text": "share my calendar"}),
        ("answer", {"article": "share-calendar"}),
        ("feedback", {"article": "share-calendar", "helped": True}),
    )
    assert list(questions(log)) == []
