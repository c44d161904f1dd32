"""Lines of a conversation's stream, as tests write them."""

from __future__ import annotations

from typing import Any


def employee(text: str) -> dict[str, Any]:
    return line("message", "employee", text)


def bot(text: str, card: dict[str, Any] | None = None, *titles: str) -> dict[str, Any]:
    return line("reply", "bot", text, card, *titles)


def desk(text: str, *titles: str, kind: str = "notice") -> dict[str, Any]:
    return line(kind, "desk", text, None, *titles)


def line(
    kind: str, role: str, text: str, card: dict[str, Any] | None = None, *titles: str
) -> dict[str, Any]:
    """A button's id is its title with a number sign before it."""
    buttons = [{"id": f"#{title}", "title": title} for title in titles]
    return {"kind": kind, "from": {"role": role, "name": ""}, "text": text, "card": card, "buttons": buttons}


def step(name: str, *choices: str) -> dict[str, Any]:
    return {"card": "step", "flow": "vpn_problem", "step": name, "result": "", "choices": list(choices)}


ANSWER = {"card": "answer", "article": "share-calendar", "version": "1"}
DRAFT = {"card": "work", "state": "proposed", "number": ""}
FILED = {"card": "work", "state": "done", "number": "INC0000001"}
HELPED = {"card": "feedback", "article": "share-calendar", "helped": True}
