"""Lines that other help desks' bots were taught, asked of ours: is each understood as what it is here?"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.held_out import ROOT, rows

_REFUSED = ("out_of_scope", "nlu_fallback")
_UNHAPPY = ("frustrated", *_REFUSED)
OURS: Mapping[str, tuple[str, ...]] = {
    "greet": ("greet",),
    "greet_smalltalk": ("greet",),
    "goodbye": ("goodbye",),
    "goodbyes_smalltalk": ("goodbye",),
    "thank": ("thank",),
    "help": ("help",),
    "bot_challenge": ("bot_challenge",),
    "affirm": ("affirm",),
    "affirm_smalltalk": ("affirm",),
    "deny": ("deny",),
    "deny_smalltalk": ("deny",),
    "human_handoff": ("talk_to_human",),
    "trigger_handoff": ("talk_to_human",),
    "password_reset": ("password_reset",),
    "(dialog turn: password reset)": ("password_reset",),
    "problem_email": ("email_problem",),
    "incident_status": ("ticket_status",),
    "TicketShow": ("ticket_status",),
    "open_incident": ("ticket_create",),
    "TicketCreate": ("ticket_create",),
    "TicketUpdate": ("ticket_update",),
    "TicketClose": ("ticket_cancel",),
    "KnowledgeShow": ("how_to", "information_request"),
    "internet_is_slow_fixing_internet": ("internet_slow",),
    "no_wifi_fixing_internet": ("wifi_problem",),
    "no_internet_fixing_internet": ("internet_slow",),
    "mood_angry": _UNHAPPY,
    "mood_unhappy": _UNHAPPY,
    "out_of_scope": _REFUSED,
}
"""Their intent and which of ours are right."""
MOODS = "mood_"
"""The other moods belong to no intent of a help desk."""
LEFT_OUT = frozenset({"inform", "need_new_router_fixing_internet"})
"""Fragments that mean nothing by themselves, and a wish that only a provider's bot can grant."""


def right_ones(theirs: str) -> tuple[str, ...]:
    """Which of our intents are right; empty for one that is left out. Raises KeyError for an unknown one."""
    if theirs in LEFT_OUT:
        return ()
    return _REFUSED if theirs.startswith(MOODS) and theirs not in OURS else OURS[theirs]


def asked(found: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Rows for `bot parse`: the lines that count, under their own intent's name."""
    for row in found:
        if right_ones(row["intent"]):
            yield {"text": row["text"], "theirs": row["intent"]}


def measured(heard: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """``right`` is the share of lines, ``macro_right`` the mean of their intents' shares (in ``intents``)."""
    judged: dict[str, list[bool]] = defaultdict(list)
    for row in heard:
        judged[row["theirs"]].append(row["intent"] in right_ones(row["theirs"]))
    shares = {name: round(sum(each) / len(each), 4) for name, each in sorted(judged.items())}
    right = sum(sum(each) for each in judged.values())
    return {
        "right": round(right / max(1, len(heard)), 4),
        "macro_right": round(sum(shares.values()) / max(1, len(shares)), 4),
        "lines": len(heard),
        "intents": shares,
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.helpdesk_bots", description=__doc__)
    parser.add_argument("--rows", type=Path, required=True, help='lines of {"text","intent"}')
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="what each line was understood as")
    options = parser.parse_args(arguments)
    questions = options.out.with_suffix(".asked.jsonl")
    questions.write_text("".join(json.dumps(row) + "\n" for row in asked(rows(options.rows))), "utf-8")
    bot = (str(ROOT / ".venv-bot" / "bin" / "python"), "-m", "bot", "parse")
    files = ("--model", str(options.model), "--file", str(questions), "--out", str(options.out))
    code = subprocess.run([*bot, *files], cwd=ROOT, check=False).returncode
    if code == 0:
        print(json.dumps(measured(list(rows(options.out)))))
    return code


if __name__ == "__main__":
    sys.exit(main())
