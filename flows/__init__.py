"""Approved troubleshooting flows: files -> checked values -> an engine; the manual from the same files.

    flows.load(folder) -> dict[str, Flow]      raises flows.Invalid (problems: file, line, remedy)
    flows.load_approved(folder)                the same; a text that nobody approved is a problem too
    flows.check(folder), flows.check_approved(folder) -> tuple[Problem, ...]
    flows.engine.begin / read / ask_again / back / give_up / restate
"""

from authored import Invalid, Problem
from flows import engine
from flows.load import check, check_approved, load, load_approved
from flows.model import Flow
from flows.turns import Asked, Choice, Ended, Ending, NotAnAnswer, Prompt, Said, State, Tried

__all__ = ["Asked", "Choice", "Ended", "Ending", "Flow", "Invalid", "NotAnAnswer", "Problem", "Prompt",
           "Said", "State", "Tried", "check", "check_approved", "engine", "load", "load_approved"]
