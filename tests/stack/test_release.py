"""Release folders and the links between them."""

import json

import pytest

from stack import release
from stack.failure import Failure
from stack.release import Manifest


def made(releases, name, **files):
    folder = releases / name
    folder.mkdir()
    release.write_manifest(folder, Manifest(name, "2026-01-01T00:00:00+00:00", "m", files, {}, files))
    return folder


def test_a_switch_points_current_at_the_candidate_and_remembers_the_one_before(tmp_path):
    first, second = made(tmp_path, "a"), made(tmp_path, "b")
    for folder in (first, second):
        release.point(tmp_path / "candidate", folder)
        assert release.switch(tmp_path) == folder
    assert release.resolve(tmp_path / "current") == second
    assert release.resolve(tmp_path / "previous") == first


def test_going_back_twice_comes_back(tmp_path):
    first, second = made(tmp_path, "a"), made(tmp_path, "b")
    release.point(tmp_path / "current", second)
    release.point(tmp_path / "previous", first)
    assert release.switch(tmp_path, previous=True) == first
    assert release.switch(tmp_path, previous=True) == second


def test_switching_to_the_current_release_keeps_the_one_before(tmp_path):
    first, second = made(tmp_path, "a"), made(tmp_path, "b")
    for folder in (first, second, second):
        release.point(tmp_path / "candidate", folder)
        release.switch(tmp_path)
    assert release.resolve(tmp_path / "previous") == first


@pytest.mark.parametrize("previous", [True, False])
def test_with_nothing_to_switch_to_the_current_release_stays(tmp_path, previous):
    current = made(tmp_path, "a")
    release.point(tmp_path / "current", current)
    with pytest.raises(Failure):
        release.switch(tmp_path, previous=previous)
    assert release.resolve(tmp_path / "current") == current


def test_a_folder_without_a_manifest_is_no_release(tmp_path):
    (tmp_path / "half").mkdir()
    release.point(tmp_path / "candidate", tmp_path / "half")
    with pytest.raises(Failure, match="no release candidate"):
        release.switch(tmp_path)


def test_a_link_is_relative_so_that_the_folder_can_be_moved(tmp_path):
    releases = tmp_path / "here"
    releases.mkdir()
    release.point(releases / "current", made(releases, "a"))
    moved = releases.rename(tmp_path / "there")
    assert release.resolve(moved / "current") == moved / "a"


def test_only_folders_with_another_content_count_as_changed(tmp_path):
    old = made(tmp_path, "a", **{"flows/vpn.yml": "1", "rasa/model.tar.gz": "1", "standards/topics.yml": "1"})
    new = made(tmp_path, "b", **{"flows/vpn.yml": "2", "rasa/model.tar.gz": "1", "index/faiss": "1"})
    assert release.changed_folders(old, new) == {"flows", "index", "standards"}
    assert release.changed_folders(None, new) == {"flows", "index", "rasa"}


def test_a_comparison_names_each_source_that_changed():
    old = Manifest("a", "", "", {}, {}, {"data/flows/vpn.yml": "1", "data/flows/wifi.yml": "1"})
    new = Manifest("b", "", "", {}, {}, {"data/flows/vpn.yml": "2", "data/flows/printer.yml": "1"})
    assert release.compared(old, new) == [
        "new: data/flows/printer.yml",
        "changed: data/flows/vpn.yml",
        "removed: data/flows/wifi.yml",
    ]


def test_a_manifest_is_read_back_as_it_was_written(tmp_path):
    folder = made(tmp_path, "a", **{"flows/vpn.yml": "1"})
    assert json.loads((folder / "manifest.json").read_text())["hash"] == "a"
    assert release.read_manifest(folder).files == {"flows/vpn.yml": "1"}
