"""Which files of node_modules the desk serves, under which name. Nothing else of that folder is reachable."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Name in the URL -> path below node_modules. The minimal bundle has no Markdown and no cards of its own:
# the desk renders and sanitises words, and static/render.js draws the cards.
VENDOR: Mapping[str, str] = MappingProxyType({"webchat.js": "botframework-webchat/dist/webchat-minimal.js"})
