"""What `make eval` asks, and why it leaves something out."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import evaluation, measures


@pytest.fixture
def nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("benchmarks.eval_data.SHARED_DATA", tmp_path / "data")
    for module in (measures, evaluation):
        monkeypatch.setattr(module, "RELEASES", tmp_path / "releases")
    monkeypatch.setattr(measures, "ROWS", tmp_path / "eval")
    (tmp_path / "eval").mkdir()
    return tmp_path


def test_what_needs_other_peoples_data_says_where_it_looked(nothing_there: Path) -> None:
    found = {one.name: one.why_not for one in measures.all_measures()}
    public = ("help-desk bots", "BANKING77, 10-shot", "questions of other worlds")
    for name in (*public, "Microsoft support, symptoms"):
        assert "FIRSTLINE_EVAL_DATA" in found[name]
    assert found["held-out entities"] == ""


def test_what_needs_a_release_says_how_to_make_one(nothing_there: Path) -> None:
    found = {one.name: one.why_not for one in measures.all_measures()}
    assert "make train" in found["turns until understood"]
    assert evaluation.confusion_report(nothing_there / "confusion.html") is None


def test_every_figure_with_a_target_is_shown(nothing_there: Path) -> None:
    for one in measures.all_measures():
        assert one.wanted is None or one.wanted.figure in one.shown or one.why_not


def test_macro_f1_is_among_the_figures_of_the_held_out_lines(nothing_there: Path) -> None:
    (held_out,) = [one for one in measures.all_measures() if one.name == "held-out lines"]
    assert "macro_f1" in held_out.shown


def test_when_every_asked_intent_exists_nothing_is_asked_of_unknown_ones(
    nothing_there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = [{"text": "hello", "label": "greet"}]
    monkeypatch.setattr("benchmarks.held_out.asked_rows", lambda _: (line, []))
    found = {one.name: one.why_not for one in measures.own_lines()}
    assert "exists" in found["held-out lines, unknown intents"]
    monkeypatch.setattr("benchmarks.held_out.asked_rows", lambda _: (line, line))
    found = {one.name: one.why_not for one in measures.own_lines()}
    assert found["held-out lines, unknown intents"] == ""
