"""Many passages are proposed by cells, few are all compared; hidden ones are never proposed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kb_index import nearest
from kb_index.background import everyday
from kb_index.build import build_from
from kb_index.index import load
from kb_index.knowledge_base import Found, KnowledgeBase
from tests.kb_index.conftest import TODAY, WordEncoder, approved


def vectors(count, dimensions=32):
    """In clusters, as texts are."""
    chance = np.random.default_rng(1)
    made = np.repeat(chance.standard_normal((count // 10, dimensions)), 10, axis=0)
    made += 0.3 * chance.standard_normal(made.shape)
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def many(tmp_path):
    made = vectors(4000)
    nearest.write(tmp_path, made, exact_up_to=1000)
    return nearest.load(tmp_path), made


def test_cells_find_what_comparing_everything_finds(many):
    index, made = many
    everything = np.ones(len(made), dtype=bool)
    hits = [
        len(set(np.argsort(-(made @ query))[:10]) & set(index.propose(query, 100, everything).tolist()))
        for query in made[::40]
    ]
    assert sum(hits) >= 0.99 * 10 * len(hits)


def test_what_may_not_be_read_is_never_proposed(many):
    index, made = many
    allowed = np.arange(len(made)) % 7 == 0
    for query in made[::400]:
        found = index.propose(query, 50, allowed)
        assert len(found) > 0
        assert allowed[found].all()


def test_nothing_allowed_is_nothing_proposed(many):
    index, made = many
    assert len(index.propose(made[0], 10, np.zeros(len(made), dtype=bool))) == 0


def test_few_passages_need_no_cells(tmp_path):
    nearest.write(tmp_path, vectors(100))
    index = nearest.load(tmp_path)
    assert index.cells is None
    assert index.propose(vectors(100)[0], 5, np.arange(100) < 3).tolist() == [0, 1, 2]


def test_an_index_with_cells_answers_as_one_without(tmp_path, library, monkeypatch):
    answered = []
    for name, most in (("all", 1000), ("cells", 0)):
        monkeypatch.setattr(nearest.write, "__kwdefaults__", {"exact_up_to": most})
        made = build_from(library, tmp_path / name, WordEncoder()).manifest
        assert (load(tmp_path / name / made.generation).passages.cells is not None) == (most == 0)
        base = KnowledgeBase.open(tmp_path / name, WordEncoder())
        found = base.ask("how do I use vpn tunnel connect", audiences=["all"], today=TODAY)
        assert isinstance(found, Found)
        answered.append(found.best)
    assert answered[0].article == answered[1].article
    assert answered[0].text == answered[1].text


def test_an_article_that_is_only_a_title_is_found_by_it(tmp_path, library):


    bare = [approved(replace(a, body="", asked_as=())) for a in library]
    build_from(bare, tmp_path, WordEncoder())
    base = KnowledgeBase.open(tmp_path, WordEncoder())
    found = base.ask("Use printer toner paper", audiences=["all"], today=TODAY)
    seen = found.best if isinstance(found, Found) else found.nearest[0]
    assert (seen.article, seen.text) == ("printer", "")
    elsewhere = base.ask(everyday()[0], audiences=["all"], today=TODAY)
    assert not isinstance(elsewhere, Found)


def test_cells_as_they_were_cut_for_nearly_the_same_passages_find_as_well(tmp_path):
    made = vectors(4000)
    cut = nearest.write(tmp_path, made, exact_up_to=1000)
    more = np.concatenate([made, vectors(4000)[::-1][:40]])
    assert nearest.write(tmp_path, more, cut, exact_up_to=1000) == cut
    index, everything = nearest.load(tmp_path), np.ones(len(more), dtype=bool)
    hits = [len(set(np.argsort(-(more @ q))[:10]) & set(index.propose(q, 100, everything).tolist()))
            for q in more[::40]]
    assert sum(hits) >= 0.99 * 10 * len(hits)
