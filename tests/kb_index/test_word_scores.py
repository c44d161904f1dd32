"""The scores are those of bm25s, which wrote the files."""

from __future__ import annotations

from collections import Counter

import bm25s
import pytest

from kb_index import word_counts
from kb_index.prepared import Counted
from kb_index.word_scores import WordScores

TEXTS = [["printer", "paper", "printer"], ["paper", "badge"], ["vpn"], [], ["printer", "vpn", "vpn"]]


def test_counts_that_were_kept_give_the_same_scores_as_counting_again(tmp_path):
    counted = bm25s.BM25()
    counted.index(TEXTS, show_progress=False)
    kept = word_counts.table([Counted.of(Counter(text)) for text in TEXTS])
    word_counts.save(tmp_path / "bm25", word_counts.scored(kept, len(TEXTS)))
    scores = WordScores.load(tmp_path / "bm25")
    for word in ("printer", "paper", "badge", "vpn"):
        assert scores.of([word], len(TEXTS)) == pytest.approx(counted.get_scores([word]))
    assert kept.totals() == Counter(word for text in TEXTS for word in text)


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
