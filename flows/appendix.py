"""The parts of the procedures manual that are no flow: escalation, coverage hours, priorities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authored import Invalid, fingerprint, read


@dataclass(frozen=True)
class Part:
    """One approved file of the standards; ``said`` is its content, ``person`` and ``date`` its approval."""

    said: Mapping[str, Any]
    person: str
    date: str


@dataclass(frozen=True)
class Appendix:
    """None stands for a part that is not there, or that nobody approved as it stands."""

    escalation: Part | None = None
    coverage: Part | None = None
    priority: Part | None = None
    queues: Part | None = None


def appendix_beside(folder: Path) -> Appendix:
    """The standards beside a folder of flows; a broken file counts as missing: its own check says so."""
    standards = folder.parent / "standards"
    given = _data(standards / "approvals.yml").get("approvals", {})
    return Appendix(**{name: _part(standards, name, given) for name in Appendix.__dataclass_fields__})


def _part(standards: Path, name: str, given: Mapping[str, Mapping[str, str]]) -> Part | None:
    said, approval = _data(standards / f"{name}.yml"), given.get(name)
    if not said or not approval or approval["hash"] != fingerprint(said):
        return None
    return Part(said, approval["person"], approval["date"])


def _data(path: Path) -> Mapping[str, Any]:
    try:
        data = read(path).data
    except Invalid:
        return {}
    return data if isinstance(data, dict) else {}
