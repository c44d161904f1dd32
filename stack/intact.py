"""Whether the approved texts in a release are still those that were checked when it was made."""

from __future__ import annotations

from pathlib import Path

from stack import content
from stack import release as releases
from stack.failure import Failure

APPROVED = ("flows", "standards")


def must_be_intact(folder: Path) -> None:
    """Raises Failure when a flow or a standard in the release was edited, added or removed since."""
    manifest = releases.read_manifest(folder)
    made = manifest.files if manifest else {}
    before = {path: own for path, own in made.items() if path.split("/")[0] in APPROVED}
    now = content.listing(folder, *(folder / name for name in APPROVED))
    if edited := sorted(releases.differing(before, now)):
        raise Failure(
            f"Release {folder.name} was edited after it was made: {', '.join(edited)}.",
            f"What runs keeps its own. Remove {folder}, edit data/, then: make train, make release",
        )
