"""A tiny bot, trained once, and actions whose answers a test decides. Only where Rasa is installed."""

from __future__ import annotations

import importlib.util

if importlib.util.find_spec("rasa") is None:
    collect_ignore_glob = ["test_*.py"]
else:
    from bot_fixtures import *  # noqa: F403
