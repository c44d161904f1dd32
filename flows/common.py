"""The check of common.yml: what all flows share."""

from __future__ import annotations

from collections.abc import Iterator

from authored import Document, Problem
from flows.known import Known


def common_problems(document: Document, known: Known) -> Iterator[Problem]:
    data = document.data
    for key, name in data["check_options"].items():
        if name not in data["options"]:
            yield document.problem(("check_options", key), f"'{name}' is no shared option",
                                   "add it under 'options'")
    for name, danger in data["dangers"].items():
        at = ("dangers", name)
        if known.rules is not None and danger["rule"] not in known.rules:
            yield document.problem((*at, "rule"), f"'{danger['rule']}' is no escalation rule",
                                   "use an id of data/standards/escalation.yml")
        if known.queues is not None and danger.get("queue", "") not in (*known.queues, ""):
            yield document.problem((*at, "queue"), f"'{danger['queue']}' is no queue",
                                   "use a name of data/standards/queues.yml")
