"""Which ports, folders and modes the stack runs with: the environment, with .env behind it."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stack import env_file
from stack.failure import Failure

PORTS = {"sandbox": 8090, "actions": 5055, "bot": 5005, "desk": 8000}


@dataclass(frozen=True)
class Settings:
    """`variables` is the whole environment that the processes are started with, before ours are added."""

    root: Path
    var: Path
    release: Path
    model: Path
    mode: str
    servicenow_url: str  # empty: the sandbox is started and used
    ports: Mapping[str, int]
    variables: Mapping[str, str]

    @property
    def with_sandbox(self) -> bool:
        return not self.servicenow_url


def read(root: Path) -> Settings:
    """The settings of this machine. Raises Failure for a port that is no port or an unknown mode."""
    variables = variables_of(root)
    var = Path(variables.get("FIRSTLINE_VAR") or root / "var").absolute()
    mode = variables.get("FIRSTLINE_MODE") or "demo"
    if mode not in ("demo", "production"):
        raise Failure(f"FIRSTLINE_MODE is {mode!r}.", "Set it to demo or production.")
    url = variables.get("FIRSTLINE_SERVICENOW_URL", "")
    if mode == "production" and not url:
        raise Failure(
            "FIRSTLINE_SERVICENOW_URL is not set.", "In production mode it names your ServiceNow instance."
        )
    return Settings(
        root=root,
        var=var,
        release=Path(variables.get("FIRSTLINE_RELEASE") or var / "releases" / "current").absolute(),
        model=Path(variables.get("FIRSTLINE_MODEL") or var / "model").absolute(),
        mode=mode,
        servicenow_url=url,
        ports={name: _port(name, default, variables) for name, default in PORTS.items()},
        variables=variables,
    )


def variables_of(root: Path) -> dict[str, str]:
    """The environment, with the project's .env behind it."""
    return {**env_file.read(root / ".env"), **os.environ}


def port_variable(name: str) -> str:
    """The variable that sets a process's port."""
    return f"FIRSTLINE_{name.upper()}_PORT"


def _port(name: str, default: int, variables: Mapping[str, str]) -> int:
    value = variables.get(port_variable(name)) or str(default)
    if not value.isdecimal() or int(value) > 65535:
        raise Failure(
            f"{port_variable(name)} is {value!r}.",
            "Set it to a port between 1 and 65535, or 0 for a free one.",
        )
    return int(value) or free_port()


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
