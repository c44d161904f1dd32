"""A zip from elsewhere: imported whole as drafts, or refused whole with a reason, and nothing is left."""

from __future__ import annotations

import time
import tracemalloc
import zlib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb_index import library
from kb_index.article import State
from kb_index.importing.bring_in import Places, bring_in
from kb_index.importing.limits import Limits
from kb_index.problem import Invalid
from tests.kb_index.zips import PAGE, claiming, flagged, packed, renamed, sharing

DAY = date(2026, 6, 15)
BIG = b"0" * 9_000_000
SYMLINK, PIPE = 0o120777 << 16, 0o010644 << 16
FAIR = packed(("guide/reset-password.md", PAGE), ("guide/logo.png", b"x"), ("__MACOSX/guide/._x.md", b"\0"))


@pytest.fixture
def places(tmp_path):
    (tmp_path / "articles").mkdir()
    return Places(tmp_path / "articles", tmp_path / "review")


def imported(tmp_path, places, data, **more):
    (tmp_path / "export.zip").write_bytes(data)
    return bring_in(tmp_path / "export.zip", places, today=DAY, **more)


def refused(tmp_path, places, data, message, **more):
    """Refused with ``message`` and something to do; nothing was written, not even a folder."""
    with pytest.raises(Invalid, match=message) as caught:
        imported(tmp_path, places, data, **more)
    assert all(problem.remedy for problem in caught.value.problems)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "export.zip"]
    return caught.value.problems


def test_a_fair_zip_becomes_drafts_in_a_folder_of_its_own(tmp_path, places):
    made = imported(tmp_path, places, FAIR)
    assert (made.folder, made.drafts, made.no_pages) == (places.review / "export", ("reset-password",), 1)
    (article,) = library.load(made.folder).articles
    assert (article.state, article.approval, article.source) == (
        State.DRAFT,
        None,
        "guide/reset-password.md",
    )
    assert (article.title, article.body.splitlines()[0]) == ("Reset your password", "Do it.")


@pytest.mark.parametrize("name", ["../evil.md", "a/../../evil.md", "..\\evil.md", "a/..\\..\\evil.md"])
def test_a_path_that_leads_out_is_refused(tmp_path, places, name):
    refused(tmp_path, places, packed(("a.md", PAGE), (name, PAGE)), "leads out of the import")


@pytest.mark.parametrize("name", ["/etc/cron.d/evil.md", "\\\\host\\evil.md", "C:\\evil.md", "c:evil.md"])
def test_an_absolute_path_is_refused(tmp_path, places, name):
    refused(tmp_path, places, packed((name, PAGE)), "an absolute path")


def test_a_bad_name_is_refused_on_a_file_that_would_not_be_read(tmp_path, places):
    refused(tmp_path, places, packed(("a.md", PAGE), ("../../.ssh/authorized_keys", b"x")), "leads out")


@pytest.mark.parametrize(("letter", "message"), [(b"\0", "a NUL"), (b"\x1b", "control"), (b"\n", "control")])
def test_a_name_with_a_control_character_is_refused_and_printed_harmlessly(
    tmp_path, places, letter, message
):
    data = renamed(packed(("guide/a.md", PAGE)), b"guide/a.md", b"guide/" + letter + b".md")
    (problem,) = refused(tmp_path, places, data, message)
    assert str(problem).isprintable()


def test_names_that_differ_in_capitals_only_are_refused(tmp_path, places):
    refused(tmp_path, places, packed(("Guide/VPN.md", PAGE), ("guide/vpn.md", PAGE)), "capitals do not count")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused(tmp_path, places):
    refused(tmp_path, places, packed(("vpn.md", PAGE), ("vpn.md", PAGE)), "the same name as vpn.md")


def test_two_pages_with_one_id_are_refused_and_both_named(tmp_path, places):
    (problem,) = refused(
        tmp_path, places, packed(("a/vpn.md", PAGE), ("b/VPN.md", PAGE)), "the id 'vpn' is taken by"
    )
    assert "a/vpn.md" in str(problem)
    assert "b/VPN.md" in str(problem)


def test_an_id_that_is_answered_from_is_refused(tmp_path, places):
    (places.articles / "vpn.md").write_text("---\nid: vpn\n---\n")
    refused(tmp_path, places, packed(("vpn.md", PAGE)), "taken by .*articles/vpn.md")


@pytest.mark.parametrize(("mode", "message"), [(SYMLINK, "a symbolic link"), (PIPE, "no plain file")])
def test_what_is_no_plain_file_is_refused(tmp_path, places, mode, message):
    refused(tmp_path, places, packed(("a.md", b"/etc/passwd"), external_attr=mode), message)


@pytest.mark.parametrize("bit", [0x01, 0x40])
def test_an_encrypted_zip_is_refused(tmp_path, places, bit):
    refused(tmp_path, places, flagged(packed(("a.md", PAGE)), bit), "encrypted; pack it again without")


@pytest.mark.parametrize("name", ["inner.zip", "docs/more.tar.gz", "x.7z"])
def test_an_archive_inside_is_refused(tmp_path, places, name):
    refused(tmp_path, places, packed(("a.md", PAGE), (name, packed(("b.md", PAGE)))), "an archive inside")


def test_an_archive_that_calls_itself_a_page_is_refused(tmp_path, places):
    refused(tmp_path, places, packed(("a.md", packed(("b.md", PAGE)))), "an archive inside")


def test_a_zip_bomb_is_refused_by_its_ratio_unread(tmp_path, places):
    tracemalloc.start()
    refused(tmp_path, places, packed(("a.md", PAGE), ("bomb.bin", BIG)), "a zip bomb")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_many_fair_files_may_not_be_too_much_together(tmp_path, places):
    files = [(f"{n}.md", PAGE + str(n).encode()) for n in range(9)]
    refused(tmp_path, places, packed(*files), "bytes unpacked, more than 500", limits=Limits(total=500))


def test_a_header_that_claims_ten_gigabytes_is_refused_unread(tmp_path, places):
    start = time.monotonic()
    data = claiming(packed(("a.md", PAGE), ("b.md", PAGE)), 0xFFFFFFF0)
    refused(tmp_path, places, data, "a page of 4294967280 bytes, more than|zip bomb")
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("in_both", [True, False])
def test_a_header_that_claims_little_and_holds_much_is_refused(tmp_path, places, in_both):
    """With the checksum of the beginning: zipfile itself would take the beginning for the whole."""
    data = claiming(packed(("a.md", BIG)), 10, crc=zlib.crc32(BIG[:10]), in_both=in_both)
    tracemalloc.start()
    refused(tmp_path, places, data, "more than the 10 bytes that|other sizes in its own header")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_stored_file_that_claims_little_is_refused(tmp_path, places):
    data = claiming(packed(("a.md", PAGE), method=0), 10, crc=zlib.crc32(PAGE[:10]))
    refused(tmp_path, places, data, "more than the 10 bytes")


def test_a_header_that_claims_more_than_there_is_is_refused(tmp_path, places):
    refused(tmp_path, places, claiming(packed(("a.md", PAGE)), len(PAGE) + 9), "bytes, its header says")


def test_files_that_share_their_bytes_are_refused(tmp_path, places):
    refused(tmp_path, places, sharing(packed(("a.md", PAGE), ("b.md", PAGE))), "lie in one another")


def test_another_name_before_the_file_than_in_the_list_is_refused(tmp_path, places):
    data = packed(("a.md", PAGE))
    refused(tmp_path, places, data[:30] + b"b" + data[31:], "another name in its own header")


def test_a_damaged_page_is_refused(tmp_path, places):
    data = packed(("a.md", PAGE), method=0)
    refused(tmp_path, places, data.replace(b"Do it", b"Do at"), "checksum differs")


def test_too_many_files_are_refused_before_their_list_is_read(tmp_path, places):
    files = [(f"{n}.md", PAGE) for n in range(6)]
    refused(tmp_path, places, packed(*files), "6 files, more than 5", limits=Limits(files=5))


def test_a_zip_that_is_too_large_is_refused_unread(tmp_path, places):
    refused(tmp_path, places, FAIR, "bytes, more than 100; import it in parts", limits=Limits(archive=100))


def test_a_file_that_is_no_zip_is_refused(tmp_path, places):
    refused(tmp_path, places, b"hello", "not a zip, or cut short")
    refused(tmp_path, places, FAIR[:-30], "not a zip, or cut short")


def test_a_method_that_nobody_unpacks_here_is_refused(tmp_path, places):
    refused(tmp_path, places, packed(("a.md", PAGE), method=14), "packed by method 14")


def test_a_zip_without_pages_is_refused(tmp_path, places):
    refused(tmp_path, places, packed(("a.png", b"x")), "no pages; pages end in .md")


def test_everything_wrong_is_named_at_once(tmp_path, places):
    found = refused(tmp_path, places, packed(("a.md", b"\xff"), ("b.md", b"\0")), "not UTF-8")
    assert len(found) == 2


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(FAIR) - 1), st.binary(min_size=1, max_size=4)), max_size=4))
def test_whatever_bytes_are_changed_it_is_imported_whole_or_refused_whole(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("zip")
    data = bytearray(FAIR)
    for at, new in changes:
        data[at : at + len(new)] = new
    (folder / "export.zip").write_bytes(data)
    try:
        made = bring_in(folder / "export.zip", Places(folder / "articles", folder / "review"), today=DAY)
    except Invalid:
        assert not (folder / "review").exists()
    else:
        assert all(article.state is State.DRAFT for article in library.load(made.folder).articles)
    assert {path.name for path in folder.iterdir()} <= {"export.zip", "review"}
