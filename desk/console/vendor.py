"""Which files of node_modules the console serves, under which name. Nothing else there is reachable."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VENDOR: Mapping[str, str] = MappingProxyType(
    {
        "htmx.js": "htmx.org/dist/htmx.min.js",
        "htmx-sse.js": "htmx-ext-sse/dist/sse.min.js",
    }
)
