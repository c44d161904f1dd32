"""What the intent model is told in config.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.adapter_training import Schooling


@dataclass(frozen=True)
class Parameters:
    """See config.yml for what each means."""

    starts: int = 3
    width: int = 128
    passes: int = 4
    least_steps: int = 150
    rate: float = 0.002
    dropped: float = 0.1
    sharpness: float = 15.0
    sparse_c: float = 20.0
    sparse_passes: int = 5
    sparse_weight: float = 0.5
    nearest_weight: float = 10.0
    neighbours: int = 5
    neighbours_weight: float = 5.0
    stranger_weight: float = 8.0
    folds: int = 4
    enough_held_out: int = 2000
    refused_in_scope: float = 0.025
    refused_blind: float = 0.08

    def schooling(self) -> Schooling:
        return Schooling(
            width=self.width, passes=self.passes, least_steps=self.least_steps, rate=self.rate,
            dropped=self.dropped, sharpness=self.sharpness,
        )


def parameters(config: Mapping[str, Any]) -> Parameters:
    """Of a configuration, or of a model that was made with other ones: what is not known is left out."""
    names = {each.name for each in fields(Parameters)}
    return Parameters(**{name: value for name, value in config.items() if name in names})
