"""`kb_index import` from outside: drafts are never answered from, and a refusal changes nothing."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kb_index import cli, library
from kb_index.importing import place as placing
from kb_index.knowledge_base import Found, KnowledgeBase
from tests.kb_index.conftest import TODAY, WordEncoder
from tests.kb_index.texts import GOOD
from tests.kb_index.zips import PAGE, packed

QUESTION = "how do I share my calendar"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(cli, "_encoder", lambda **_: WordEncoder())
    return lambda *words: CliRunner().invoke(cli.app, [str(word) for word in words])


@pytest.fixture
def places(tmp_path, run):
    """Articles with an index that answers from them, and where drafts will wait."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "share-calendar.md").write_text(GOOD)
    options = ("--articles", tmp_path / "articles")
    assert run("approve", "share-calendar", "--by", "Ada", "--on", "2026-05-01", *options).exit_code == 0
    assert run("build", "--index", tmp_path / "index", *options).exit_code == 0
    return (*options, "--review", tmp_path / "review")


def answered(tmp_path):
    base = KnowledgeBase.open(tmp_path / "index", WordEncoder())
    found = base.ask(QUESTION, audiences=["all"], today=TODAY)
    return found.best.article if isinstance(found, Found) else None


def test_an_import_names_its_drafts_and_the_next_command(tmp_path, run, places):
    (tmp_path / "wiki.zip").write_bytes(packed(("reset-password.md", PAGE), ("a.png", b"x")))
    result = run("import", tmp_path / "wiki.zip", *places)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        f"1 drafts in {tmp_path}/review/wiki",
        "1 files that are no pages (pictures, styles) were left out",
        f"next: python -m kb_index check --articles {tmp_path}/review/wiki",
    ]
    checked = run("check", "--articles", tmp_path / "review" / "wiki", "--today", "2026-06-01")
    assert "reset-password.md:1: 0 lines in 'asked_as'; add at least 3" in checked.stderr


def test_a_draft_is_no_answer_even_when_it_lies_among_the_articles(tmp_path, run, places):
    page = GOOD.replace("state: in_review", "state: approved").replace("share-calendar", "other-calendar")
    (tmp_path / "other-calendar.md").write_text(page)
    made = run("import", tmp_path / "other-calendar.md", "--json", *places)
    draft = Path(json.loads(made.stdout.splitlines()[-1])["folder"]) / "other-calendar.md"
    draft.rename(tmp_path / "articles" / draft.name)
    built = run("build", "--json", *places[:2], "--index", tmp_path / "index")
    assert json.loads(built.stdout.splitlines()[-1])["left_out"] == {"other-calendar": "draft"}
    assert answered(tmp_path) == "share-calendar"


def test_a_refused_import_says_why_and_the_index_still_answers(tmp_path, run, places):
    before = (tmp_path / "index" / "manifest.json").read_bytes()
    (tmp_path / "evil.zip").write_bytes(packed(("reset-password.md", PAGE), ("../../evil.md", PAGE)))
    result = run("import", tmp_path / "evil.zip", *places)
    assert result.exit_code == 1
    assert "evil.md:1: a path that leads out of the import ('..'); pack the folder itself" in result.stderr
    assert not (tmp_path / "review").exists()
    assert (tmp_path / "index" / "manifest.json").read_bytes() == before
    assert answered(tmp_path) == "share-calendar"


@pytest.mark.parametrize("name", ["../x", "a/b", "."])
def test_a_name_that_is_a_path_is_refused(tmp_path, run, places, name):
    (tmp_path / "a.md").write_bytes(PAGE)
    result = run("import", tmp_path / "a.md", "--name", name, *places)
    assert (result.exit_code, "--name is letters" in result.stderr) == (2, True)


@pytest.mark.parametrize("step", range(1, 6))
def test_killed_at_any_step_there_are_all_drafts_or_none_and_the_next_import_works(
    tmp_path, run, places, step
):
    (tmp_path / "wiki.zip").write_bytes(packed(("a.md", PAGE), ("b.md", PAGE)))
    process = os.fork()
    if process == 0:
        kill_at(step)
        run("import", tmp_path / "wiki.zip", *places)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL
    drafts = library.load(tmp_path / "review").articles
    assert len(drafts) in (0, 2)
    result = run("import", tmp_path / "wiki.zip", *places)
    assert result.exit_code == (1 if drafts else 0)
    assert len(library.load(tmp_path / "review").articles) == 2
    assert not list((tmp_path / "review").glob(".importing-*")) or drafts


def kill_at(step):
    """In a process of its own: the real signal at that call to the disk."""
    made = []

    def wrapped(real):
        def call(*args, **kwargs):
            made.append(real)
            if len(made) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return call

    for name in ("fsync", "rename"):
        setattr(placing.os, name, wrapped(getattr(os, name)))
