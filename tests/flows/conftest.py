from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import flows

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def shipped() -> dict[str, flows.Flow]:
    return flows.load(DATA / "flows")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped flows, beside the standards they name, to break."""
    shutil.copytree(DATA / "standards", tmp_path / "standards")
    return Path(shutil.copytree(DATA / "flows", tmp_path / "flows"))
