"""Approved troubleshooting flows: files -> checked values -> an engine; the manual from the same files.

    flows.load(folder) -> dict[str, Flow]      raises flows.Invalid (problems with file, line, remedy)
    flows.check(folder) -> tuple[Problem, ...]
    flows.engine.begin / read / ask_again / back / give_up / restate
"""
