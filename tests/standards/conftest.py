from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SHIPPED = Path(__file__).parents[2] / "data" / "standards"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped standards to break."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "standards"))
