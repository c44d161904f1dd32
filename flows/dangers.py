"""Who listens for danger before a flow begins: all flows would hear the same few dangers again and again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flows.model import Danger, Flow


def listeners(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    """The flows that know a danger which none before them knows, each with those dangers only.

    Asked in this order they find what all flows would find, the first one first.
    """
    heard: list[Danger] = []
    found: list[Flow] = []
    for flow in flows:
        new = tuple(each for each in flow.dangers if each not in heard)
        heard.extend(new)
        if new:
            found.append(replace(flow, dangers=new))
    return tuple(found)
