"""A folder from elsewhere: its plain files, and nothing that they point to."""

from __future__ import annotations

import os
from datetime import date

import pytest

from kb_index.importing import place as placing
from kb_index.importing.bring_in import Places, bring_in
from kb_index.importing.limits import Limits
from kb_index.problem import Invalid
from tests.kb_index.zips import PAGE, packed

DAY = date(2026, 6, 15)


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "wiki"
    (folder / "guide").mkdir(parents=True)
    (folder / "guide" / "reset-password.md").write_bytes(PAGE)
    return folder


@pytest.fixture
def places(tmp_path):
    (tmp_path / "articles").mkdir()
    return Places(tmp_path / "articles", tmp_path / "review")


def refused(source, places, message, **more):
    with pytest.raises(Invalid, match=message) as caught:
        bring_in(source, places, today=DAY, **more)
    assert all(problem.remedy for problem in caught.value.problems)
    assert not places.review.exists() or not [p for p in places.review.iterdir() if p.name != ".lock"]


def test_every_page_below_it_becomes_a_draft(source, places):
    (source / "ink.html").write_text("<title>Ink</title><p>Replace it.")
    (source / ".git").mkdir()
    (source / ".git" / "x.md").write_bytes(PAGE)
    made = bring_in(source, places, today=DAY)
    assert made.drafts == ("ink", "reset-password")
    assert {p.name for p in made.folder.iterdir()} == {"ink.md", "reset-password.md"}


@pytest.mark.parametrize("target", ["/etc/passwd", "guide", "nowhere"])
def test_a_link_is_refused_wherever_it_leads(source, places, target):
    (source / "link.md").symlink_to(target)
    refused(source, places, "link.md:1: a symbolic link")


def test_a_pipe_is_refused_and_not_waited_for(source, places):
    os.mkfifo(source / "pipe.md")
    refused(source, places, "pipe.md:1: no plain file")


def test_a_file_that_became_a_link_after_it_was_listed_is_refused(source, places, monkeypatch):
    path = source / "guide" / "reset-password.md"
    monkeypatch.setattr("kb_index.importing.tree.names.problems", lambda *_: turned(path))
    with pytest.raises(OSError, match="Too many levels of symbolic links"):
        bring_in(source, places, today=DAY)
    assert not places.review.exists()


def turned(path):
    path.unlink()
    path.symlink_to("/etc/passwd")
    return ()


def test_a_page_larger_than_any_person_wrote_is_refused_without_reading_it_whole(source, places):
    with (source / "huge.md").open("wb") as file:
        file.truncate(10_000_000_000)
    refused(source, places, "a page of more than 1000000 bytes")


def test_pages_may_not_be_too_much_together(source, places):
    (source / "b.md").write_bytes(PAGE)
    refused(source, places, "more than 100 bytes of pages", limits=Limits(total=100))
    refused(source, places, "more than 1 files", limits=Limits(files=1))


@pytest.mark.parametrize("name", [b"bad\xff.md", b"esc\x1b.md"])
def test_a_name_that_cannot_be_printed_is_refused(source, places, name):
    with open(os.fsencode(source) + b"/" + name, "wb") as file:
        file.write(PAGE)
    refused(source, places, "control character in its name, or one that is not UTF-8")


def test_names_that_differ_in_capitals_only_are_refused(source, places):
    (source / "guide" / "Reset-Password.md").write_bytes(PAGE)
    refused(source, places, "capitals do not count")


def test_an_archive_in_it_is_refused(source, places):
    (source / "old.zip").write_bytes(packed(("a.md", PAGE)))
    refused(source, places, "an archive inside")


def test_drafts_never_wait_among_the_articles_that_are_answered_from(source, places):
    inside = Places(places.articles, places.articles / "new")
    with pytest.raises(Invalid, match="drafts cannot wait in there"):
        bring_in(source, inside, today=DAY)
    assert list(places.articles.iterdir()) == []


def test_the_same_import_twice_is_refused_and_the_first_one_stays(source, places):
    made = bring_in(source, places, today=DAY)
    with pytest.raises(Invalid, match="is taken by"):
        bring_in(source, places, today=DAY)
    (source / "guide" / "reset-password.md").rename(source / "other.md")
    with pytest.raises(Invalid, match="is there already"):
        bring_in(source, places, today=DAY)
    assert [p.name for p in made.folder.iterdir()] == ["reset-password.md"]
    assert bring_in(source, places, today=DAY, name="second").folder.name == "second"


@pytest.mark.parametrize("step", ["fsync", "rename", "save"])
def test_a_full_disk_leaves_nothing_and_says_so(source, places, monkeypatch, step):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        if step == "save":
            patch.setattr(placing, "_save", full)
        else:
            patch.setattr(placing.os, step, full)
        refused(source, places, "No space left on device; mend that and import again; nothing was written")
    assert bring_in(source, places, today=DAY).drafts == ("reset-password",)
