"""The desk's standards: data/standards -> topics, queues, coverage, priority, escalation, words.

    standards.load(folder) -> Standards        raises standards.Invalid (problems: file, line, remedy)
    standards.check(folder) -> tuple[Problem, ...]
"""
