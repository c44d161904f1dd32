"""A build that dies at any moment leaves an index that can be read."""

from __future__ import annotations

import os

import pytest

from kb_index import manifest, swap
from kb_index.build import build_from
from kb_index.errors import BuildRefused, IndexMissing
from kb_index.knowledge_base import Found, KnowledgeBase
from tests.kb_index.conftest import TODAY, WordEncoder, about, approved

OLD_QUESTION, NEW_QUESTION = "how do I use vpn tunnel connect", "scanner glass dust broken"
CALLS = ("fsync", "rename", "replace")
NEW = [approved(about("scanner", "scanner glass dust")), approved(about("badge", "badge door reader"))]


class Killed(BaseException):
    """Like SIGKILL: nothing catches it."""


def dying(monkeypatch, at):
    """The process dies at the ``at``-th call to the disk. Returns the calls made."""
    made = []

    def wrapped(name, real):
        def call(*args, **kwargs):
            made.append(name)
            if len(made) == at:
                raise Killed
            return real(*args, **kwargs)

        return call

    for name in CALLS:
        monkeypatch.setattr(swap.os, name, wrapped(name, getattr(os, name)))
    return made


def answer(folder, question):
    found = KnowledgeBase.open(folder, WordEncoder()).ask(question, audiences=["all"], today=TODAY)
    return found.best.article if isinstance(found, Found) else None


def test_killed_at_every_step_either_the_old_or_the_new_index_answers(tmp_path, library, monkeypatch):
    steps = count_steps(tmp_path / "count", library, monkeypatch)
    assert steps > 12
    for at in range(1, steps + 1):
        folder = tmp_path / str(at)
        old = build_from(library, folder, WordEncoder()).manifest.generation
        with monkeypatch.context() as patch:
            dying(patch, at)
            with pytest.raises(Killed):
                build_from(NEW, folder, WordEncoder())
        standing = KnowledgeBase.open(folder, WordEncoder()).generation
        question, article = (OLD_QUESTION, "vpn") if standing == old else (NEW_QUESTION, "scanner")
        assert answer(folder, question) == article


def test_after_a_kill_the_next_build_works_and_leaves_no_rubble(tmp_path, library, monkeypatch):
    build_from(library, tmp_path, WordEncoder())
    with monkeypatch.context() as patch:
        dying(patch, 3)
        with pytest.raises(Killed):
            build_from(NEW, tmp_path, WordEncoder())
    assert list(tmp_path.glob(".building-*"))
    built = build_from(NEW, tmp_path, WordEncoder())
    assert built.fresh
    assert not list(tmp_path.glob(".building-*"))
    assert answer(tmp_path, NEW_QUESTION) == "scanner"


def test_a_first_build_that_dies_leaves_no_index_rather_than_half_of_one(tmp_path, library, monkeypatch):
    with monkeypatch.context() as patch:
        dying(patch, 5)
        with pytest.raises(Killed):
            build_from(library, tmp_path, WordEncoder())
    with pytest.raises(IndexMissing):
        manifest.read(tmp_path)


def test_a_full_disk_is_a_refusal_and_the_old_index_answers(tmp_path, library, monkeypatch):
    build_from(library, tmp_path, WordEncoder())

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(swap.os, "fsync", full)
        with pytest.raises(BuildRefused, match="No space left"):
            build_from(NEW, tmp_path, WordEncoder())
    assert answer(tmp_path, OLD_QUESTION) == "vpn"


def test_two_builds_at_once_are_refused(tmp_path, library):
    with swap.alone(tmp_path), pytest.raises(BuildRefused, match="another build"):
        build_from(library, tmp_path, WordEncoder())


def test_only_our_own_folders_are_cleared(tmp_path, library):
    (tmp_path / "photos").mkdir()
    for articles in (library, NEW, library[:2]):
        build_from(articles, tmp_path, WordEncoder())
    assert (tmp_path / "photos").is_dir()
    assert len(list(tmp_path.glob("gen-*"))) == 2


def test_the_same_articles_are_not_built_twice(tmp_path, library):
    assert build_from(library, tmp_path, WordEncoder()).fresh
    encoder = WordEncoder()
    assert not build_from(library, tmp_path, encoder).fresh
    assert encoder.encoded == []


def test_a_damaged_index_is_built_again_from_the_same_articles(tmp_path, library):
    first = build_from(library, tmp_path, WordEncoder()).manifest
    (tmp_path / first.generation / "documents.npy").write_bytes(b"")
    assert build_from(library, tmp_path, WordEncoder()).fresh
    assert answer(tmp_path, OLD_QUESTION) == "vpn"


def count_steps(folder, library, monkeypatch):
    build_from(library, folder, WordEncoder())
    with monkeypatch.context() as patch:
        made = dying(patch, -1)
        build_from(NEW, folder, WordEncoder())
    return len(made)
