"""The shelf that always has the current release."""

from __future__ import annotations

import os

import pytest

from actions.release import Shelf


def point(link, at):
    at.mkdir(exist_ok=True)
    new = link.with_name("new")
    os.symlink(at, new)
    os.replace(new, link)


class Reads:
    def __init__(self) -> None:
        self.folders: list[str] = []
        self.broken: set[str] = set()

    def __call__(self, folder):
        self.folders.append(folder.name)
        if folder.name in self.broken:
            raise ValueError("a broken flow")
        return f"release {folder.name}"


@pytest.fixture
def reads() -> Reads:
    return Reads()


@pytest.fixture
def current(tmp_path):
    point(tmp_path / "current", tmp_path / "a")
    return tmp_path / "current"


def test_a_release_is_read_once_and_again_when_the_link_moves(current, reads):
    shelf = Shelf(current, reads)
    assert (shelf.current(), shelf.current()) == ("release a", "release a")
    point(current, current.parent / "b")
    assert (shelf.current(), shelf.current()) == ("release b", "release b")
    assert reads.folders == ["a", "b"]


def test_a_release_that_cannot_be_read_leaves_the_last_good_one_in_use(current, reads):
    shelf = Shelf(current, reads)
    shelf.current()
    reads.broken = {"b"}
    point(current, current.parent / "b")
    assert (shelf.current(), shelf.current()) == ("release a", "release a")
    assert reads.folders == ["a", "b"]


def test_without_any_good_release_the_reason_is_not_hidden(current, reads):
    reads.broken = {"a"}
    with pytest.raises(ValueError, match="a broken flow"):
        Shelf(current, reads).current()
