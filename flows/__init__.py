"""Approved troubleshooting flows: files -> checked values -> an engine; the manual from the same files.

    flows.load(folder) -> dict[str, Flow]      raises flows.Invalid (problems: file, line, remedy)
    flows.check(folder) -> tuple[Problem, ...]
    flows.engine.begin / read / ask_again / back / give_up / restate
"""

from authored import Invalid, Problem
from flows import engine
from flows.load import check, load
from flows.model import Flow
from flows.turns import Asked, Choice, Ended, Ending, NotAnAnswer, Prompt, Said, State, Tried

__all__ = ["Asked", "Choice", "Ended", "Ending", "Flow", "Invalid", "NotAnAnswer", "Problem", "Prompt",
           "Said", "State", "Tried", "check", "engine", "load"]
