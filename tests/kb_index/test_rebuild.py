"""A rebuild works out only what changed, gives what a build from nothing gives, and goes on after a kill."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import time
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from kb_index import library as libraries
from kb_index import preparing, ready
from kb_index.article_text import from_text, to_text
from kb_index.background import everyday, lines
from kb_index.build import build, build_from
from kb_index.encoding import BATCH
from kb_index.errors import BuildRefused
from kb_index.index import load
from kb_index.kept import Kept
from kb_index.knowledge_base import Found, KnowledgeBase
from kb_index.progress import bars
from kb_index.reading import read
from language.vector_cache import VectorCache
from tests.kb_index.conftest import SUBJECTS, TODAY, WordEncoder, about, approved
from tests.kb_index.test_shipped_articles import ARTICLES
from tests.kb_index.texts import GOOD

ASK = "how do I use vpn tunnel connect"


class Noting(WordEncoder):
    """Writes each text that it encodes into a file, which outlives a kill; dies at one of them."""

    def __init__(self, path, dies_at=-1):
        super().__init__()
        self._path = path
        self._dies_at = dies_at

    def encode(self, texts, *, progress=None):
        self._dies_at -= 1
        if self._dies_at == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        made = super().encode(texts)
        with self._path.open("a") as file:
            file.writelines(json.dumps(text) + "\n" for text in texts)
        return made


def files(folder, made):
    return {p.name: p for p in (folder / made.manifest.generation).rglob("*") if p.is_file()}


def same(one, other):
    assert one.keys() == other.keys()
    for name, path in one.items():
        if name.endswith(".npy"):
            np.testing.assert_allclose(np.load(path), np.load(other[name]), atol=1e-5, err_msg=name)
        else:
            assert path.read_bytes() == other[name].read_bytes(), name


EDITS = st.lists(st.tuples(st.sampled_from(sorted(SUBJECTS)), st.sampled_from("+-!?")), max_size=4)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDITS, min_size=1, max_size=3))
def test_whatever_was_edited_a_rebuild_is_a_build_from_nothing(tmp_path_factory, rounds):
    folder = tmp_path_factory.mktemp("rebuild")
    kept, articles = Kept(folder / "kept.db"), {}
    for edits in rounds:
        articles = edited(articles, edits)
        again = build_from(articles.values(), folder / "index", WordEncoder(), kept=kept)
        afresh = build_from(articles.values(), folder / "fresh", WordEncoder())
        assert again.manifest.articles == afresh.manifest.articles
        same(files(folder / "index", again), files(folder / "fresh", afresh))


def edited(articles, edits):
    articles = dict(articles)
    for id_, how in edits:
        if how == "-":
            articles.pop(id_, None)
        else:
            subject = SUBJECTS[id_] + {"+": "", "!": " again", "?": " today"}[how]
            bare = {"asked_as": (), "title": ""} if how == "?" else {}
            articles[id_] = approved(replace(about(id_, subject), **bare))
    return articles


def test_one_changed_article_is_all_that_is_encoded(tmp_path, library):
    kept = Kept(tmp_path / "kept.db")
    build_from(library, tmp_path / "index", WordEncoder(), kept=kept)
    changed = [approved(about("vpn", "vpn tunnel gateway")) if a.id == "vpn" else a for a in library]
    encoder = WordEncoder()
    build_from(changed, tmp_path / "index", encoder, kept=kept)
    articles = [text for text in encoder.encoded if "printer" in text or "gateway" in text]
    calibrated = [text for text in articles if text.startswith("Use ") or "Open" in text or "need" in text]
    assert calibrated
    assert all("gateway" in text for text in calibrated)


def test_what_desks_are_asked_is_encoded_at_the_first_build_alone(tmp_path, library):
    kept, desk = Kept(tmp_path / "kept.db"), set(lines()) - set(everyday())
    first, second = WordEncoder(), WordEncoder()
    build_from(library, tmp_path / "index", first, kept=kept)
    assert desk <= set(first.encoded)
    changed = [approved(about("vpn", "vpn tunnel gateway")) if a.id == "vpn" else a for a in library]
    build_from(changed, tmp_path / "index", second, kept=kept)
    assert desk.isdisjoint(second.encoded)


def test_nearly_the_same_articles_keep_their_calibration_and_many_changes_do_not(
    tmp_path, library, monkeypatch
):
    kept = Kept(tmp_path / "kept.db")
    first = build_from(library, tmp_path / "index", WordEncoder(), kept=kept).manifest
    changed = [approved(about("vpn", "vpn tunnel gateway")) if a.id == "vpn" else a for a in library]
    monkeypatch.setattr(ready, "NEARLY_ALL", 3)
    near = build_from(changed, tmp_path / "near", WordEncoder(), kept=kept).manifest
    assert json.dumps(near.calibration) == json.dumps(first.calibration)
    monkeypatch.setattr(ready, "NEARLY_ALL", 4)
    far = build_from(changed, tmp_path / "far", WordEncoder(), kept=kept).manifest
    assert json.dumps(far.calibration) != json.dumps(first.calibration)


def test_another_model_finds_nothing_that_was_kept(tmp_path, library):
    kept = Kept(tmp_path / "kept.db")
    build_from(library, tmp_path / "index", WordEncoder(), kept=kept)
    made = build_from(library, tmp_path / "index", WordEncoder("words-2"), kept=kept).manifest
    afresh = build_from(library, tmp_path / "fresh", WordEncoder("words-2")).manifest
    assert made.calibration == afresh.calibration


def test_killed_while_encoding_the_next_build_goes_on_and_encodes_no_text_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(preparing, "AT_ONCE", 2)
    articles = [approved(about(f"made-{n}", f"made thing number{n}")) for n in range(12)]
    noted = tmp_path / "encoded.jsonl"

    def built(dies_at):
        encoder = VectorCache(tmp_path / "vectors.db", Noting(noted, dies_at))
        return build_from(articles, tmp_path / "index", encoder, kept=Kept(tmp_path / "kept.db"))

    background = -(-len(lines()) // BATCH)
    assert killed(lambda: built(dies_at=background + 2))
    before = len(noted.read_text().splitlines())
    assert before > len(lines())
    built(dies_at=-1)
    encoded = Counter(json.loads(line) for line in noted.read_text().splitlines())
    assert len(encoded) > before
    assert max(encoded.values()) == 1


def test_a_build_tells_how_many_articles_are_done_and_begins_with_those_that_were_kept(tmp_path, library):
    kept, told = Kept(tmp_path / "kept.db"), []

    def progress(doing, done, total):
        if doing == "articles":
            told.append((done, total))

    build_from(library[:4], tmp_path / "index", WordEncoder(), progress, kept)
    build_from(library, tmp_path / "index", WordEncoder(), progress, kept)
    assert told == [(0, 4), (4, 4), (4, 6), (6, 6)]


def test_a_terminal_shows_a_bar_with_the_time_left():
    shown = io.StringIO()
    with bars(Console(file=shown, force_terminal=True, width=100)) as progress:
        for done in (0, 2, 4):
            progress("articles", done, 10)
            time.sleep(0.05)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.getvalue())
    assert re.search(r"articles ━+.* 4/10 0:00:0\d", plain)


STEPS = range(1, 30, 4)


@pytest.mark.parametrize("step", STEPS)
def test_killed_by_the_system_at_any_step_readers_keep_an_index_that_answers(tmp_path, library, step):
    old = build_from(library, tmp_path, WordEncoder()).manifest.generation
    changed = [approved(about("scanner", "scanner glass dust")), *library]
    killed(lambda: (dying(step), build_from(changed, tmp_path, WordEncoder())))
    base = KnowledgeBase.open(tmp_path, WordEncoder())
    assert isinstance(base.ask(ASK, audiences=["all"], today=TODAY), Found)
    build_from(changed, tmp_path, WordEncoder())
    base.ask(ASK, audiences=["all"], today=TODAY)
    assert base.generation != old


def killed(work):
    """Runs ``work`` in a process of its own. Whether it was ended by SIGKILL."""
    process = os.fork()
    if process == 0:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL


def dying(step):
    """The real signal at that call to the disk."""
    made = []

    def wrapped(real):
        def call(*args, **kwargs):
            made.append(real)
            if len(made) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return call

    for name in ("mkdir", "fsync", "rename", "replace"):
        setattr(os, name, wrapped(getattr(os, name)))


@pytest.mark.parametrize("name", ["kept.db", "vectors.db"])
def test_a_corrupt_cache_is_refused_with_what_to_do_and_the_old_index_answers(tmp_path, library, name):
    build_from(library, tmp_path / "index", WordEncoder())
    (tmp_path / name).write_bytes(b"no database" * 1000)
    encoder = VectorCache(tmp_path / "vectors.db", Noting(tmp_path / "noted"))
    with pytest.raises(BuildRefused, match=f"{name} cannot be used.*delete it"):
        build_from(library[:3], tmp_path / "index", encoder, kept=Kept(tmp_path / "kept.db"))
    base = KnowledgeBase.open(tmp_path / "index", WordEncoder())
    assert isinstance(base.ask(ASK, audiences=["all"], today=TODAY), Found)


def test_a_file_is_read_again_only_when_its_bytes_or_its_name_change(tmp_path, monkeypatch):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "share-calendar.md").write_text(GOOD)
    kept, first = Kept(tmp_path / "kept.db"), libraries.load(folder)
    assert libraries.load(folder, kept=kept) == first
    real, opened = libraries.one, []
    monkeypatch.setattr(libraries, "one", lambda path: opened.append(path.name) or real(path))
    assert libraries.load(folder, kept=kept) == first
    assert opened == []
    (folder / "share-calendar.md").rename(folder / "other.md")
    assert "not named as its id" in str(libraries.load(folder, kept=kept).problems[0])
    (folder / "other.md").write_text(GOOD.replace("owner: Collaboration team\n", ""))
    assert "no 'owner'" in str(libraries.load(folder, kept=kept).problems)
    assert opened == ["other.md", "other.md"]


def test_every_shipped_article_is_kept_as_it_was_read():
    for path in sorted(ARTICLES.glob("*.md")):
        found = read(str(path), path.read_text(encoding="utf-8"))
        assert from_text(to_text(found), str(path)) == found


def test_a_build_through_the_folder_keeps_and_finds_again(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "share-calendar.md").write_text(GOOD)
    first = build(folder, tmp_path / "index", WordEncoder(), kept=tmp_path / "kept.db")
    again = build(folder, tmp_path / "index", WordEncoder(), kept=tmp_path / "kept.db")
    assert (first.fresh, again.fresh, dict(again.left_out)) == (True, False, {"share-calendar": "in_review"})
    assert len(load(tmp_path / "index" / first.manifest.generation).contents.entries) == 0
