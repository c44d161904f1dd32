"""The bar of a running command, from what it last wrote."""

import pytest

from stack import bar


def test_a_bar_fills_as_things_are_done():
    assert bar.drawn(0, 10, 10) == "[----------] 0/10"
    assert bar.drawn(5, 10, 10) == "[#####-----] 5/10"
    assert bar.drawn(10, 10, 10) == "[##########] 10/10"


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("", None),
        ("nothing is counted here", None),
        ("  sentence vectors 3200/5080", (3200, 5080)),
        ("lines 1/9\nlines 7/9\n", (7, 9)),
        ("lines 9/9\nintent model: training\nlexicon: training\nrules: training\n", None),
        ("the year 2026/11", None),
        ("none of 0/0", None),
    ],
)
def test_the_newest_count_is_shown_while_it_is_recent(written, count):
    assert bar.counted(written) == count


def test_only_the_end_of_a_long_log_is_read(tmp_path):
    log = tmp_path / "log"
    log.write_text("x" * 10_000_000 + "\nlines 3/4\n")
    assert len(bar.last(log)) == bar.LOOKED_AT
    assert bar.counted(bar.last(log)) == (3, 4)
    assert bar.last(tmp_path / "none") == ""
