"""What to start: the processes of the stack, their commands and what each of them is told. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stack.settings import Settings, port_variable


@dataclass(frozen=True)
class Process:
    """One child: how to start it, where it answers, which folders of a release it reads at its start."""

    name: str
    command: tuple[str, ...]
    folder: Path
    port: int
    environment: Mapping[str, str]
    reads: tuple[str, ...] = field(default=())  # a release with another content of these restarts it

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


# The desk and the actions read a new release by themselves; Rasa reads its model when it starts.
READ_AT_START = {"bot": ("rasa",)}


def plan(settings: Settings, secrets: Mapping[str, str]) -> tuple[Process, ...]:
    """The processes in the order in which they are shown; the sandbox only where it plays ServiceNow."""
    names = [
        name for name in ("sandbox", "actions", "bot", "desk") if name != "sandbox" or settings.with_sandbox
    ]
    environment = told(settings, secrets)
    return tuple(_process(name, settings, environment) for name in names)


def told(settings: Settings, secrets: Mapping[str, str]) -> dict[str, str]:
    """The environment that every process gets: the caller's, with addresses, folders and secrets settled."""
    here = {name: f"http://127.0.0.1:{port}" for name, port in settings.ports.items()}
    ports = {port_variable(name): str(port) for name, port in settings.ports.items()}
    return {
        **settings.variables,
        **secrets,
        **ports,
        "FIRSTLINE_MODE": settings.mode,
        "FIRSTLINE_VAR": str(settings.var),
        "FIRSTLINE_RELEASE": str(settings.release),
        "FIRSTLINE_MODEL": str(settings.model),
        "FIRSTLINE_BOT_URL": here["bot"],
        "FIRSTLINE_ACTIONS_URL": here["actions"],
        "FIRSTLINE_SERVICENOW_URL": settings.servicenow_url or here["sandbox"],
        "PYTHONUNBUFFERED": "1",
    }


def _process(name: str, settings: Settings, environment: Mapping[str, str]) -> Process:
    port, reads = settings.ports[name], READ_AT_START.get(name, ())
    return Process(name, _command(name, port, settings), settings.root, port, environment, reads)


def _command(name: str, port: int, settings: Settings) -> tuple[str, ...]:
    python = settings.root / (".venv-bot" if name == "bot" else ".venv") / "bin" / "python"
    command = (str(python), "-m", name, "--port", str(port))
    return (*command, "--db", str(settings.var / "sandbox.db")) if name == "sandbox" else command
