"""The stock Rasa beside ours: `rasa run` with its REST channel, calling the same action server."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2 as httpx

from benchmarks.processes import BOT, Processes, free_port
from benchmarks.training import STOCK, quiet
from wire.convert import to_json
from wire.turn import Person, TurnContext


def serve(processes: Processes, model: str) -> str:
    """Start it; its URL. Raises Failure."""
    port = free_port()
    files = ("--endpoints", str(STOCK / "endpoints.yml"), "--credentials", str(STOCK / "credentials.yml"))
    where = ("--interface", "127.0.0.1", "--port", str(port))
    processes.environment.update(quiet())
    command = (str(BOT), "-m", "rasa", "run", "--model", model, *files, *where)
    return processes.start_and_ask("stock", command, f"http://127.0.0.1:{port}")


async def turn(http: httpx.AsyncClient, sender: str, text: str, metadata: Mapping[str, Any]) -> float | None:
    """Milliseconds until the REST channel has answered; None for an answer without words."""
    body = {"sender": sender, "message": text, "metadata": metadata}
    began = time.perf_counter()
    answer = await http.post("/webhooks/rest/webhook", json=body)
    took = (time.perf_counter() - began) * 1000
    return took if answer.is_success and any(said.get("text") for said in answer.json()) else None


def context(sender: str, seq: int, person: Mapping[str, str]) -> dict[str, Any]:
    """What our desk sends along, so that the actions do the same work for both."""
    known = Person(person["sys_id"], person["name"], person["user_name"], verified=True)
    return to_json(TurnContext(sender, seq, "web", known, datetime.now(UTC).isoformat()))
