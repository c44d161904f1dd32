"""Encoded queries made of checked values: no text can add a condition or run a script."""

from __future__ import annotations

import re

_SYS_ID = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"[A-Z]{2,10}[0-9]{3,20}")
_KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{7,99}")
_FIELD = re.compile(r"[a-z_][a-z0-9_.]*")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff]")


class UnsafeValue(ValueError):
    """A value that would say more in a query than what it is."""


def equal(**values: str) -> str:
    """``field=value^field=value``. Raises UnsafeValue for a value that ServiceNow would read as more."""
    return "^".join(f"{_field(name)}={safe(value)}" for name, value in values.items())


def safe(value: str) -> str:
    """The value as it is, where a query may hold it."""
    if not value or "^" in value or _UNPRINTABLE.search(value):
        raise UnsafeValue("no ^, no line break, no control character, not empty")
    if value.strip() != value or "javascript:" in value.lower():
        raise UnsafeValue("no space around it, no script")
    if value.upper() == "NULL":
        raise UnsafeValue("NULL asks for what is empty")
    return value


def is_sys_id(text: str) -> bool:
    return _SYS_ID.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Looks like ``INC0010001``."""
    return _NUMBER.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """A correlation id of ours: letters, digits and hyphens."""
    return _KEY.fullmatch(text) is not None


def _field(name: str) -> str:
    if _FIELD.fullmatch(name) is None:
        raise UnsafeValue("no such field")
    return name
