"""The desk's standards: data/standards -> topics, queues, coverage, priority, escalation, words.

    standards.load(folder) -> Standards        raises standards.Invalid (problems: file, line, remedy)
    standards.check(folder) -> tuple[Problem, ...]
"""

from authored import Invalid, Problem
from standards.load import check, load
from standards.model import Choice, Queue, Rule, Standards, Status, Timers, Topic

__all__ = ["Choice", "Invalid", "Problem", "Queue", "Rule", "Standards", "Status", "Timers", "Topic",
           "check", "load"]
