"""Asking: what is found, what must never be, and what happens when the index changes underneath."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb_index import manifest
from kb_index.article import State, reachable
from kb_index.build import build_from
from kb_index.errors import IndexDamaged, IndexMissing, WrongModel
from kb_index.index import load
from kb_index.knowledge_base import Found, KnowledgeBase, NotCovered
from kb_index.search import answers, question_of
from tests.kb_index.conftest import SUBJECTS, TODAY, WordEncoder, about, approved

ASK = "how do I use vpn tunnel connect"


@pytest.fixture
def folder(tmp_path, library):
    build_from(library, tmp_path, WordEncoder())
    return tmp_path


def ask(base, question=ASK, audiences=("all",), today=TODAY):
    return base.ask(question, audiences=audiences, today=today)


def mentioned(answer):
    passages = (answer.best, *answer.others) if isinstance(answer, Found) else answer.nearest
    return {passage.article for passage in passages}


def test_an_answer_quotes_the_steps_and_cites_article_and_version(folder):
    best = ask(KnowledgeBase.open(folder, WordEncoder())).best
    assert (best.article, best.version, best.title, best.heading) == (
        "vpn",
        "1",
        "Use vpn tunnel connect",
        "Windows",
    )
    assert best.text == "1. Open vpn tunnel connect.\n2. Select **Start**."
    assert 0.5 < best.score <= 1


def test_an_answer_carries_the_link_of_its_article_and_its_topic(tmp_path):
    link = "https://intranet.example/vpn"
    build_from([approved(about("vpn", SUBJECTS["vpn"], link=link))], tmp_path, WordEncoder())
    best = ask(KnowledgeBase.open(tmp_path, WordEncoder())).best
    assert (best.link, best.topic) == (link, "general")


def test_what_no_article_covers_is_not_covered(folder):
    base = KnowledgeBase.open(folder, WordEncoder())
    assert isinstance(ask(base, "who won the football game"), NotCovered)


@pytest.mark.parametrize("question", ["", "   ", "?!", "🎉", "\x00\n"])
def test_a_question_without_words_is_not_covered(folder, question):
    assert ask(KnowledgeBase.open(folder, WordEncoder()), question) == NotCovered()


def test_a_megabyte_of_text_is_answered_as_its_beginning(folder):
    assert isinstance(ask(KnowledgeBase.open(folder, WordEncoder()), "who " * 250_000), NotCovered)


def test_each_of_the_others_is_another_article(folder):
    found = ask(KnowledgeBase.open(folder, WordEncoder()))
    articles = [found.best.article, *(passage.article for passage in found.others)]
    assert len(set(articles)) == len(articles) == 4


STATES = st.fixed_dictionaries(
    {
        "state": st.sampled_from(State),
        "changed": st.booleans(),
        "audience": st.sampled_from(["all", "finance", "IT"]),
        "days": st.sampled_from([None, -1, 0, 1]),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STATES, min_size=1, max_size=6), st.sets(st.sampled_from(["all", "finance", "contractors"])))
def test_what_is_not_reachable_is_never_mentioned(tmp_path_factory, fates, person):
    articles = [
        _fated(id_, subject, fate) for (id_, subject), fate in zip(SUBJECTS.items(), fates, strict=False)
    ]
    folder = tmp_path_factory.mktemp("index")
    build_from(articles, folder, WordEncoder())
    base = KnowledgeBase.open(folder, WordEncoder())
    allowed = {a.id for a in articles if reachable(a, audiences=person, today=TODAY)}
    for article in articles:
        seen = mentioned(ask(base, article.asked_as[0], audiences=person))
        assert seen <= allowed
        assert (article.id in seen) == (article.id in allowed)


def _fated(id_, subject, fate):
    until = None if fate["days"] is None else TODAY + timedelta(days=fate["days"])
    article = approved(about(id_, subject, audience=(fate["audience"],), valid_until=until))
    return replace(article, state=fate["state"], body=article.body + "!" * fate["changed"])


def test_hidden_articles_do_not_bend_the_scores(tmp_path, library):
    secret = approved(about("secret", "vpn tunnel budget", audience=("finance",)))
    build_from(library, tmp_path / "without", WordEncoder())
    build_from([*library, secret], tmp_path / "with", WordEncoder())
    order = [
        [p.article for p in (found.best, *found.others)]
        for found in (ask(KnowledgeBase.open(tmp_path / name, WordEncoder())) for name in ("without", "with"))
    ]
    assert order[0] == order[1]


def test_a_new_index_is_answered_from_without_opening_again(folder, library):
    base = KnowledgeBase.open(folder, WordEncoder())
    assert "vpn" in mentioned(ask(base))
    build_from([a for a in library if a.id != "vpn"], folder, WordEncoder())
    assert "vpn" not in mentioned(ask(base))


def test_an_unapproved_article_is_gone_after_one_build(folder, library):
    base = KnowledgeBase.open(folder, WordEncoder())
    retired = [replace(a, state=State.RETIRED) if a.id == "vpn" else a for a in library]
    made = build_from(retired, folder, WordEncoder()).manifest
    assert made.left_out == {"vpn": "retired"}
    assert "vpn" not in mentioned(ask(base))


@pytest.mark.parametrize("breakage", ["manifest", "vectors", "model", "gone"])
def test_a_broken_new_index_never_replaces_the_one_in_memory(folder, library, breakage):
    base = KnowledgeBase.open(folder, WordEncoder())
    broken(folder, library, breakage)
    for _ in range(2):
        assert ask(base).best.article == "vpn"
    build_from(library[:3], folder, WordEncoder())
    assert "wifi" not in mentioned(ask(base, "wireless network signal"))


def broken(folder, library, how):
    if how == "model":
        build_from(library, folder, WordEncoder("words-2"))
    elif how == "gone":
        (folder / manifest.NAME).unlink()
    elif how == "manifest":
        (folder / manifest.NAME).write_text("{")
    else:
        made = build_from(library[1:], folder, WordEncoder()).manifest
        (folder / made.generation / "passages.npy").write_bytes(b"x")


def test_no_index_is_an_error_that_says_what_to_do(tmp_path):
    with pytest.raises(IndexMissing, match="run: python -m kb_index build"):
        KnowledgeBase.open(tmp_path, WordEncoder())


def test_another_model_is_an_error_that_names_both(folder):
    with pytest.raises(WrongModel, match=r"words-1 \(64 dimensions\), the encoder is words-2"):
        KnowledgeBase.open(folder, WordEncoder("words-2"))


def test_the_same_name_with_other_dimensions_is_another_model(folder):
    with pytest.raises(WrongModel, match="32"):
        KnowledgeBase.open(folder, WordEncoder(dimensions=32))


@pytest.mark.parametrize(
    "name", ["passages.npy", "documents.npy", "contents.json", "bm25/vocab.index.json"]
)
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_file_is_named(folder, name, damage):
    path = folder / manifest.read(folder).generation / name
    path.write_bytes(path.read_bytes()[:-1]) if damage == "cut" else path.unlink()
    with pytest.raises(IndexDamaged, match=name):
        KnowledgeBase.open(folder, WordEncoder())


@pytest.mark.parametrize(
    ("key", "value"), [("format", 99), ("passages", 1), ("calibration", {}), ("model", 1)]
)
def test_a_manifest_that_does_not_fit_is_an_error(folder, key, value):
    path = folder / manifest.NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises((IndexDamaged, WrongModel)):
        KnowledgeBase.open(folder, WordEncoder())


def test_the_manifest_names_every_article_with_its_hash(folder, library):
    found = manifest.read(folder)
    assert dict(found.articles) == {a.id: {"version": "1", "hash": a.text_hash()} for a in library}
    assert (found.model, found.dimensions) == ("words-1", 64)


def test_an_index_of_nothing_knows_nothing(tmp_path):
    build_from([about("draft", "vpn tunnel")], tmp_path, WordEncoder())
    assert ask(KnowledgeBase.open(tmp_path, WordEncoder())) == NotCovered()


def test_a_release_that_turns_its_link_is_noticed(tmp_path, library):
    for name, articles in (("one", library), ("two", library[:1])):
        build_from(articles, tmp_path / name / "index", WordEncoder())
    (tmp_path / "current").symlink_to("one")
    base = KnowledgeBase.open(tmp_path / "current" / "index", WordEncoder())
    assert "vpn" in mentioned(ask(base))
    (tmp_path / "next").symlink_to("two")
    (tmp_path / "next").rename(tmp_path / "current")
    assert "vpn" not in mentioned(ask(base))


def test_calibration_asks_each_line_as_if_nobody_had_written_it_down(folder):
    index = load(folder / manifest.read(folder).generation)
    row = int(index.question_runs.starts[1]) + 2
    line = index.contents.entries[1].ways_to_ask[2]
    assert line == "mailbox quota full broken"
    written = question_of(WordEncoder().encode([line])[0], line)
    best, other = (answers(index, q, np.ones(6, bool))[0] for q in (written, replace(written, unsaid=row)))
    assert (best.article, best.evidence.question) == (1, pytest.approx(1.0))
    assert (other.article, other.evidence.text) == (1, best.evidence.text)
    assert 0.3 < other.evidence.question < 0.9
