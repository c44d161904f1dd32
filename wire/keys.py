"""Keys that make a write to an outside system happen once, whoever sends it."""

from __future__ import annotations

import uuid

_NAMESPACE = uuid.UUID("6f1f0f6e-5d0b-5c55-9d50-4a4f0a7e9b11")
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def work_key(conversation: str, seq: int) -> str:
    """The correlation id of the work that message ``seq`` confirmed; the same for action and outbox."""
    return str(uuid.uuid5(_NAMESPACE, f"{conversation}:{seq}"))


def problem_key(ticket: str) -> str:
    """The key of the problem that is proposed with the ticket of this key."""
    return str(uuid.uuid5(_NAMESPACE, f"problem:{ticket}"))


def local_reference(key: str) -> str:
    """Six characters a person can read aloud, said until the ticket's number is known: ``FL-7K3Q2M``."""
    number = uuid.UUID(key).int
    letters = []
    for _ in range(6):
        number, rest = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return "FL-" + "".join(letters)
