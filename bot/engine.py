"""Rasa, loaded the tamed way: import this module, not rasa's own starters."""

from __future__ import annotations

import os
from pathlib import Path

from rasa.core.agent import Agent, load_agent
from rasa.core.utils import AvailableEndpoints

from bot import tame
from bot.featurizer import SentenceFeaturizer
from bot.settings import Settings, for_rasa

tame.after_import()


class NoModel(RuntimeError):
    """There is no model to load, or it cannot be loaded; the text says what to do."""


def model_file(release: Path) -> Path:
    """The model of a release. Raises NoModel."""
    path = release / "rasa" / "model.tar.gz"
    if not path.is_file():
        raise NoModel(f"{path} is missing: train and release first")
    return path


def release_name(release: Path) -> str:
    """The hash that names a release: the folder ``current`` points to."""
    return release.resolve().name if release.exists() else ""


async def loaded(found: Settings, model: Path, *, endpoints: str | None = "endpoints.yml") -> Agent:
    """An agent with this model. Raises NoModel."""
    os.environ.update(for_rasa(found))
    found.tracker_db.parent.mkdir(parents=True, exist_ok=True)
    agent = await load_agent(str(model), endpoints=AvailableEndpoints.read_endpoints(endpoints))
    if not agent.is_ready():
        raise NoModel(f"{model} cannot be loaded: train again")
    tame.honest_store(agent)
    return agent


def featurizer_of(agent: Agent) -> SentenceFeaturizer:
    """The agent's own encoder. Raises NoModel for a model of another pipeline."""
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    found = [node._component for node in nodes if isinstance(node._component, SentenceFeaturizer)]
    if not found:
        raise NoModel("the model has no SentenceFeaturizer: train again")
    return found[0]
