"""The desk's standards: data/standards -> topics, queues, coverage, priority, escalation, words.

    standards.load(folder) -> Standards        raises standards.Invalid (problems: file, line, remedy)
    standards.load_approved(folder)            the same; a file that nobody approved is a problem too
    standards.check(folder), standards.check_approved(folder) -> tuple[Problem, ...]
"""

from authored import Invalid, Problem
from standards.load import check, check_approved, load, load_approved
from standards.model import Choice, Queue, Rule, Standards, Status, Timers, Topic

__all__ = ["Choice", "Invalid", "Problem", "Queue", "Rule", "Standards", "Status", "Timers", "Topic",
           "check", "check_approved", "load", "load_approved"]
