"""What no article answers, and when an article takes a topic out of it."""

from __future__ import annotations

import numpy as np
import pytest

from kb_index import background as backgrounds
from kb_index.background import Background, background, broad, everyday, lines, reached, topics
from tests.kb_index.conftest import WordEncoder

EVERYBODY = np.ones(2, dtype=bool)


@pytest.fixture
def two_topics(monkeypatch):
    """One everyday line and two topics; the first article has a line of the first topic."""
    monkeypatch.setattr(backgrounds, "topics", lambda: (("badge lost", "badge lost again"), ("scanner jam",)))
    encode = WordEncoder().encode
    vectors = encode(["rain tomorrow", "badge lost", "badge lost again", "scanner jam"])
    reach = reached(vectors[1:], encode(["badge lost", "parking place"]), np.array([0, 1, 2]))
    return background(vectors, reach), encode


def test_a_topic_an_article_covers_is_no_background(two_topics):
    made, encode = two_topics
    assert made.covered.tolist() == [[1, 0], [2, 0]]
    question = encode(["badge lost again"])[0]
    assert made.closest(question, EVERYBODY) < 0.5


def test_it_is_background_again_for_whom_may_not_read_the_article(two_topics):
    made, encode = two_topics
    question = encode(["badge lost again"])[0]
    assert made.closest(question, np.array([False, True])) == pytest.approx(1.0)


def test_a_line_that_is_asked_as_if_not_listed_does_not_count(two_topics):
    made, encode = two_topics
    rain = encode(["rain tomorrow"])[0]
    assert made.closest(rain, EVERYBODY) == pytest.approx(1.0)
    assert made.closest(rain, EVERYBODY, unlisted=0) < 0.5


def test_without_articles_every_line_stands():
    made = background(np.eye(len(lines()), 4, dtype=np.float32), [])
    assert len(made.covered) == 0


def test_when_no_line_counts_nothing_is_close():
    alone = Background(np.eye(1, 4, dtype=np.float32), np.array([[0, 0]]))
    assert alone.closest(np.eye(1, 4, dtype=np.float32)[0], EVERYBODY) == 0


def test_the_shipped_lines_stand_once_each_and_in_blocks():
    assert len(set(lines())) == len(lines())
    assert len(everyday()) > 300
    assert len(topics()) > 80
    assert all(len(topic) >= 2 for topic in topics())
    assert not any(line.startswith("#") for line in lines())


def test_the_finer_subjects_of_articles_do_not_stand_for_just_any_question():
    finer = set(lines()[broad() :])
    assert len(finer) > 3000
    assert finer.isdisjoint(everyday())


def test_a_line_that_an_article_asks_nearly_so_is_covered_without_its_topic(monkeypatch):
    topic = ("badge lost", "parking place full", "canteen closed", "bicycle stolen")
    monkeypatch.setattr(backgrounds, "topics", lambda: (topic,))
    encode = WordEncoder().encode
    vectors = encode(list(topic))
    reach = reached(vectors, encode(["badge lost", "printer jam"]), np.array([0, 1, 2]))
    assert background(vectors, reach).covered.tolist() == [[0, 0]]


def test_of_two_articles_as_close_both_cover_a_topic(monkeypatch):
    monkeypatch.setattr(backgrounds, "topics", lambda: (("scanner jam",), ("badge lost", "badge lost again")))
    encode = WordEncoder().encode
    vectors = encode(["scanner jam", "badge lost", "badge lost again"])
    reach = reached(vectors, encode(["badge lost", "badge lost again"]), np.array([0, 1, 2]))
    assert background(vectors, reach).covered[:, 0].tolist() == [1, 1, 2, 2]
