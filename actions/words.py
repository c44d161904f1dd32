"""Words of domain.yml that are needed as a value: in a ticket, in a summary, inside a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Words:
    """The responses of domain.yml. The first variation counts: what is filed should not vary."""

    responses: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def __call__(self, response: str, **values: object) -> str:
        """The response's text with the values in it. Raises KeyError for an unknown response or value."""
        text = str(self.responses[response][0]["text"])
        return text.format_map(values).strip()
