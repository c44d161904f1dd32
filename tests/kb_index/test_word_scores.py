"""The scores are those of bm25s, which wrote the files."""

from __future__ import annotations

import bm25s
import pytest

from kb_index.word_scores import WordScores

TEXTS = [["printer", "paper", "printer"], ["paper", "badge"], ["vpn"], [], ["printer", "vpn", "vpn"]]


@pytest.mark.parametrize(
    "asked", [["printer"], ["paper", "badge", "badge"], ["vpn", "printer"], ["unknown"], []]
)
def test_scores_are_those_of_the_library(tmp_path, asked):
    counted = bm25s.BM25()
    counted.index(TEXTS, show_progress=False)
    counted.save(tmp_path)
    scores = WordScores.load(tmp_path).of(asked, len(TEXTS))
    known = [word for word in asked if word != "unknown"]
    expected = counted.get_scores(known) if known else [0.0] * len(TEXTS)
    assert scores == pytest.approx(expected)
