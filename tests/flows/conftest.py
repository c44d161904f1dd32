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
    """A copy of some shipped flows, beside the standards they name, to break. Reading all takes seconds."""
    shutil.copytree(DATA / "standards", tmp_path / "standards")
    copy = tmp_path / "flows"
    copy.mkdir()
    for name in ("common", "vpn_problem", "wifi_problem", "account_locked"):
        shutil.copy(DATA / "flows" / f"{name}.yml", copy)
    return copy
