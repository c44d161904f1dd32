"""What changed in a file since it was approved, shown against the approved text.

The approved text is found among the releases on this machine: a release holds approved text only, and
``git`` is not there at run time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

from authored.approvals import Governed, Vouched, fingerprint
from authored.documents import read
from authored.problems import Invalid

_NOTHING = "(no release on this machine has an approved text of this file: read all of it)"


def report(texts: Iterable[Governed], releases: Path, command: str) -> Iterator[str]:
    """For each text that waits for approval: the problem, then the change, line by line."""
    for text in texts:
        if not text.approved:
            yield str(text.problem(command))
            yield from change(text, releases)
            yield ""


def change(text: Governed, releases: Path) -> Iterator[str]:
    """A unified diff from the approved text to the one that waits."""
    before, label = _approved_copy(text, releases)
    if before is None:
        yield _NOTHING
        return
    lines = list(unified_diff(
        before.read_text(encoding="utf-8").splitlines(), text.path.read_text(encoding="utf-8").splitlines(),
        fromfile=label, tofile=text.file, lineterm="",
    ))  # fmt: skip
    yield from lines or ["(no change against the current release)"]


def _approved_copy(text: Governed, releases: Path) -> tuple[Path | None, str]:
    """The copy of the text that was approved, or else the one that the current release says."""
    inside = Path(text.path.parent.name) / text.path.name
    if text.vouched:
        for copy in sorted(releases.glob(f"*/{inside}")):
            if _says(copy) == text.vouched.hash:
                return copy, _label(text.vouched)
    current = releases / "current" / inside
    return (current if current.is_file() else None), "as the current release says it"


def _says(copy: Path) -> str:
    try:
        return fingerprint(read(copy).data)
    except Invalid:
        return ""


def _label(vouched: Vouched) -> str:
    return f"as {vouched.person} approved it on {vouched.date}"
