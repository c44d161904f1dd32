"""The closing line of `make test` counts what happened."""

import sys

import pytest

from tests.run import Count, Suite, count, run

REPORT = """<testsuites><testsuite name="a">
<testcase name="one"/><testcase name="two"><system-out>words</system-out></testcase>
<testcase name="three"><failure message="no"/></testcase>
<testcase name="four"><error message="no"/></testcase>
<testcase name="five"><skipped/></testcase>
</testsuite></testsuites>"""
WRITES = "import sys, pathlib; pathlib.Path(sys.argv[1].split('=')[1]).write_text({!r}); raise SystemExit({})"


def test_passed_failed_and_skipped_are_counted_case_by_case(tmp_path):
    (tmp_path / "0.xml").write_text(REPORT)
    assert count(tmp_path / "0.xml") == Count(2, 2, 1)


def test_the_line_has_the_plain_form():
    assert str(Count(12, 0, 3) + Count(1, 2, 0)) == "13 passed, 2 failed, 3 skipped"


@pytest.mark.parametrize(
    ("report", "code", "counted"),
    [
        ("<testsuite><testcase name='a'/></testsuite>", 0, Count(1, 0, 0)),
        ("<testsuite><testcase name='a'/></testsuite>", 3, Count(1, 1, 0)),  # crashed after its only test
        ("<testsuite/>", 5, Count(0, 1, 0)),  # found no test
    ],
)
def test_a_suite_that_ends_badly_never_counts_as_good(tmp_path, report, code, counted):
    suite = Suite("a suite", (sys.executable, "-c", WRITES.format(report, code)))
    assert run(suite, tmp_path / "0.xml") == counted


def test_a_suite_without_a_report_counts_as_failed(tmp_path):
    (tmp_path / "0.xml").write_text(REPORT)  # an old report is not taken for this run's
    assert run(Suite("a suite", (sys.executable, "-c", "")), tmp_path / "0.xml") == Count(0, 1, 0)


@pytest.mark.parametrize(
    ("words", "code", "counted"),
    [
        ('a line\n{"stories": 3, "passed": 3, "failed": 0}\n', 0, Count(3, 0, 0)),
        ('{"passed": 2, "failed": 1, "skipped": 4}\n\n', 1, Count(2, 1, 4)),
        ('{"passed": 2, "failed": 0}\n', 1, Count(2, 1, 0)),
        ("no counts\n", 0, Count(0, 1, 0)),
        ("", 0, Count(0, 1, 0)),
    ],
)
def test_a_suite_may_say_its_counts_in_its_last_line(tmp_path, words, code, counted):
    command = (sys.executable, "-c", f"print({words!r}, end=''); raise SystemExit({code})")
    assert run(Suite("a suite", command, says=True), tmp_path / "unused.xml") == counted
