"""`python -m tests.run`: every suite on its own Python, then one closing line that counts all of them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "var" / "test"
MAIN, BOT = ".venv/bin/python", ".venv-bot/bin/python"


@dataclass(frozen=True)
class Suite:
    """One command: it leaves a JUnit report, or says its counts in JSON on its last line (`says`)."""

    name: str
    command: tuple[str, ...]
    says: bool = False


@dataclass(frozen=True)
class Count:
    """How many tests ended how. A test that could not run at all counts as failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


SUITES = (
    Suite("everything but the bot", (MAIN, "-m", "pytest", "tests", "--ignore=tests/bot")),
    Suite("the bot and what it shares", (BOT, "-m", "pytest", "tests/bot", "tests/wire", "tests/language")),
    Suite("conversation stories", (BOT, "-m", "bot", "test", "--json"), says=True),
)


def main() -> int:
    REPORTS.mkdir(parents=True, exist_ok=True)
    total = Count()
    for number, suite in enumerate(SUITES):
        total += run(suite, REPORTS / f"{number}.xml")
    print(total, flush=True)
    return 1 if total.failed or not total.passed else 0


def run(suite: Suite, report: Path) -> Count:
    """Run one suite. A bad exit code without a failed test (a crash, no test found) counts as one failure."""
    print(f"\n== {suite.name}", flush=True)
    began = time.monotonic()
    code, counted = heard(suite) if suite.says else reported(suite, report)
    if code != 0 and not counted.failed:
        counted += Count(failed=1)
    print(f"== {suite.name}: {counted} in {time.monotonic() - began:.0f} s", flush=True)
    return counted


def reported(suite: Suite, report: Path) -> tuple[int, Count]:
    """Exit code and counts of a command that leaves a report."""
    report.unlink(missing_ok=True)
    code = subprocess.run([*suite.command, f"--junitxml={report}"], cwd=ROOT, check=False).returncode
    return code, count(report) if report.is_file() else Count(failed=1)


def heard(suite: Suite) -> tuple[int, Count]:
    """Exit code and counts of a command that says them in its last line; silence is a failure."""
    last = ""
    with subprocess.Popen(suite.command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            last = line.strip() or last
    try:
        said = json.loads(last)
        return process.returncode, Count(said["passed"], said["failed"], said.get("skipped", 0))
    except (ValueError, KeyError, TypeError):
        return process.returncode, Count(failed=1)


def count(report: Path) -> Count:
    """Count the test cases of a JUnit report."""
    total = Count()
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own runner wrote it
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            total += Count(failed=1)
        elif "skipped" in kinds:
            total += Count(skipped=1)
        else:
            total += Count(passed=1)
    return total


if __name__ == "__main__":
    sys.exit(main())
