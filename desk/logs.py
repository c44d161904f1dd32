"""Logs as JSON lines of an event and pairs: ids and times, never an employee's words."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from language.redact import redact

# Libraries that print addresses and bodies when they are asked to be chatty.
_QUIET = (
    "httpx2",
    "httpcore",
    "httpcore2",
    "urllib3",
    "requests_oauthlib",
    "oauthlib",
    "pysnow",
    "aiosqlite",
    "sqlalchemy",
)


def configure(level: str = "INFO") -> None:
    """Everything to standard error, one JSON object a line, secrets taken out last."""
    shared = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *shared,
            structlog.processors.format_exc_info,
            _clean,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(
        stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True
    )
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _clean(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {k: redact(v).text if isinstance(v, str) else v for k, v in event.items()}
