"""Rasa 3.6.21, tamed: every place where we reach into it, each with its reason and its figure.

``before_import()`` runs when the package is imported, ``after_import()`` when bot.engine is. A test for each
seam fails when Rasa changes under it (tests/bot/test_tame.py).
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import warnings
from typing import Any

from bot import standins

ACTION_SECONDS = 9.0  # what the desk waits for a turn; Rasa itself would wait 300 s

def before_import() -> None:
    """Seam A: put stand-ins where Rasa would import what nobody uses, and turn telemetry off."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", module="matplotlib")
    standins.put()
    _plain_distutils()


def _plain_distutils() -> None:
    """Seam E. Sanic asks distutils for one function and setuptools' stand-in brings itself along: 6 MB."""
    shim = sys.modules.get("_distutils_hack")
    if shim is not None:
        shim.remove_shim()


def after_import() -> None:
    """Install the other seams. Safe to call again."""
    import rasa.core.agent
    from rasa.core.actions.action import RemoteAction
    from rasa.core.policies.memoization import MemoizationPolicy
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.utils.endpoints import EndpointConfig

    from bot.action_call import kept_session, short_call
    from bot.loud import LoudProcessor
    from bot.quick_rules import by_intent_only, quick

    components = sys.modules["rasa.engine.recipes.default_components"].DEFAULT_COMPONENTS
    components[:] = [RulePolicy, MemoizationPolicy]
    rasa.core.agent.MessageProcessor = LoudProcessor  # where Agent.load_model looks it up
    RemoteAction._validate_action_result = compiled_check()
    RemoteAction._action_call_format = short_call  # seam F
    EndpointConfig.session = kept_session  # seam G
    if not hasattr(RulePolicy._get_possible_keys, "__wrapped__"):  # seam H
        RulePolicy._get_possible_keys = quick(RulePolicy._get_possible_keys)
        RulePolicy._find_action_from_rules = by_intent_only(RulePolicy._find_action_from_rules)


def compiled_check() -> Any:
    """Seam B. Rasa re-checks the schema itself with every reply; see bot.reply_check."""
    from rasa.core.actions.action import RemoteAction

    from bot.reply_check import reply_check

    check = reply_check(RemoteAction.action_response_format_spec())

    def _validate_action_result(self: Any, result: dict[str, Any]) -> bool:
        check(result)
        return True

    return _validate_action_result


def honest_store(agent: Any) -> None:
    """Seam C. Behind a failing database Rasa goes on from an empty tracker in memory: the person's answer is
    lost and they are asked again. Without the wrapper the turn fails and may be repeated."""
    store = agent.tracker_store
    inner = getattr(store, "_tracker_store", store)
    agent.tracker_store = inner
    if agent.processor:
        agent.processor.tracker_store = inner


def quiet_logs(level: int = logging.WARNING) -> None:
    """Seam D. Logs on stderr, none with what people wrote: structlog's default prints each message."""
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    logging.basicConfig(
        stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True,
    )
    configure_logging_and_warnings(level)
    configure_structlog(level)
    warnings.filterwarnings("ignore", category=DeprecationWarning)  # Rasa's own set-up undoes it
    for name in ("rasa.core.processor", "rasa.core.actions.action", "rasa.core.tracker_store"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # they log requests, trackers and SQL parameters
    logging.getLogger("rasa.shared").setLevel(logging.ERROR)


async def in_time(awaited: Any) -> Any:
    """Await an action for as long as the desk waits for the turn."""
    return await asyncio.wait_for(awaited, ACTION_SECONDS)
