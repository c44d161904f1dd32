"""Questions nobody could answer become gaps that an author can close."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kb_index import cli
from kb_index.build import build_from
from kb_index.gap_report import logged, report
from kb_index.gaps import Logged, clustered, distinct, gaps
from kb_index.knowledge_base import KnowledgeBase
from kb_index.problem import Invalid
from tests.kb_index.conftest import TODAY, WordEncoder, approved

SCANNER = [
    Logged("scanner glass dirty streaks", "unanswered", at="2026-06-01T10:00:00Z"),
    Logged("scanner glass dirty lines", "unanswered", at="2026-06-03T10:00:00Z"),
    Logged("Scanner glass dirty streaks!", "did_not_help", "printer", "2026-06-02T10:00:00Z"),
]
BADGE = Logged("badge reader door closed", "unanswered")


def found(asked, base=None):
    return report(asked, WordEncoder(), base, TODAY, lambda *_: None)


def test_questions_that_mean_the_same_are_one_gap_and_the_most_asked_comes_first():
    scanner, badge = found([BADGE, *SCANNER])
    assert (scanner.count, badge.count) == (3, 1)
    assert scanner.reasons == {"unanswered": 2, "did_not_help": 1}
    assert scanner.articles == {"printer": 1}
    assert (scanner.first, scanner.last) == ("2026-06-01T10:00:00Z", "2026-06-03T10:00:00Z")


def test_a_gap_is_named_by_its_own_words_in_their_order():
    assert found([BADGE, *SCANNER])[0].name == "scanner glass dirty"


def test_a_gap_shows_each_wording_once():
    assert len(found(SCANNER)[0].examples) == 2


def test_the_closest_article_is_named_with_its_chance(tmp_path, library):
    hidden = [approved(replace(a, audience=("finance",))) for a in library]
    build_from(hidden, tmp_path, WordEncoder())
    base = KnowledgeBase.open(tmp_path, WordEncoder())
    (gap,) = found([Logged("printer toner paper empty", "did_not_help", "printer")], base)
    assert (gap.nearest.article, gap.nearest.title) == ("printer", "Use printer toner paper")
    assert 0 <= gap.nearest.score <= 1


def test_nothing_asked_is_no_gap():
    assert found([]) == []
    assert logged(["", "\n", '{"question": "?!", "reason": "unanswered"}']) == []


@pytest.mark.parametrize(
    ("line", "message"), [("{", "Expecting"), ("[]", "not an object"), ('{"question": "x"}', "no 'reason'")]
)
def test_a_line_that_is_no_logged_question_is_named(line, message):
    with pytest.raises(Invalid, match=f"stdin:2: .*{message}"):
        logged(['{"question": "a", "reason": "b"}', line])


@given(st.lists(st.builds(Logged, st.text(max_size=12), st.sampled_from(["a", "b"])), max_size=15))
def test_every_question_is_counted_once(asked):
    groups = distinct(asked)
    vectors = WordEncoder().encode([group[0].question for group in groups])
    vectors = np.where(np.linalg.norm(vectors, axis=1, keepdims=True) > 0, vectors, 1.0)
    made = gaps(groups, vectors)
    assert sum(gap.count for gap, _ in made) == len(asked)
    assert [gap.count for gap, _ in made] == sorted((gap.count for gap, _ in made), reverse=True)


def test_strangers_stay_apart():
    assert clustered(np.eye(3, dtype=np.float32)) == [[0], [1], [2]]


def test_the_command_reads_stdin_and_prints_one_object(monkeypatch, tmp_path):
    monkeypatch.setattr(cli, "_encoder", lambda **_: WordEncoder())
    rows = [{"question": one.question, "reason": one.reason, "at": one.at} for one in [*SCANNER, BADGE]]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    result = CliRunner().invoke(cli.app, ["gaps", "--index", str(tmp_path), "--json"], input=lines)
    assert result.exit_code == 0
    printed = json.loads(result.stdout.splitlines()[-1])
    assert (printed["questions"], [gap["count"] for gap in printed["gaps"]]) == (4, [3, 1])
    assert "no nearest articles" in result.stderr
    shown = CliRunner().invoke(cli.app, ["gaps", "--index", str(tmp_path)], input=lines)
    assert "4 questions, 2 gaps" in shown.stdout
