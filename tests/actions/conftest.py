"""A release made of the real standards and lexicon, and of two small flows that tests may rely on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from employee import Conversation, KnowsLittle

import flows
import standards
from actions.release import Release, Shelf
from itsm.memory import MemoryTickets
from language.encoder import Encoder
from language.lexicon import Lexicon

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def flow_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("flows")
    for path in (ROOT / "data/flows/common.yml", *(Path(__file__).parent / "flows").glob("*.yml")):
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="session")
def shipped() -> standards.Standards:
    """Reading and checking every file takes seconds: once is enough, nobody changes them."""
    return standards.load(ROOT / "data/standards")


@pytest.fixture
def knowledge() -> KnowsLittle:
    return KnowsLittle()


@pytest.fixture
def release(flow_folder, knowledge, shipped) -> Release:
    return Release(
        flows=flows.load(flow_folder),
        standards=shipped,
        lexicon=Lexicon.load(ROOT / "data/lexicon"),
        knowledge=knowledge,
    )


@pytest.fixture
def shelf(release, tmp_path) -> Shelf:
    return Shelf(tmp_path, lambda _: release)


@pytest.fixture
def tickets() -> MemoryTickets:
    return MemoryTickets()


@pytest.fixture
def anna(shelf, tickets) -> Conversation:
    """Anna, signed in, writing from Rome."""
    return Conversation.of_everything(shelf, tickets)


@pytest.fixture(scope="session")
def model() -> Encoder:
    """The encoder that is served."""
    return Encoder.load(ROOT / "var/model")
