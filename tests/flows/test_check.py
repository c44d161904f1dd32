"""A broken copy of a shipped flow names file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

import flows


def change(folder: Path, old: str, new: str, name: str = "vpn_problem.yml") -> int:
    """Replace a text once and return the line where it was."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def found(folder: Path, message: str) -> flows.Problem:
    problems = [problem for problem in flows.check(folder) if message in problem.message]
    assert problems, [str(problem) for problem in flows.check(folder)]
    return problems[0]


@pytest.mark.parametrize(("old", "new", "message", "remedy"), [
    ("owner: Network team\n", "", "no 'owner'", "the team that keeps it right"),
    ("title: your VPN", "titel: your VPN", "'titel' is no key here", "did you mean 'title'?"),
    ("topic: vpn", "topic: vnp", "'vnp' is no topic", "data/standards/topics.yml"),
    ("flow: vpn_problem", "flow: vpn", "flow 'vpn' is in a file of another name", "vpn.yml"),
    ("date: 2026-11-16", "date: 2026-11-36", "'2026-11-36' is no date", "2027-05-17"),
    ("review: 2027-05-17", "review: 2026-01-01", "the review date is not after the approval", "a later day"),
    ("danger: [heat", "danger: [heet", "'heet' is no danger", "heat"),
    ("    kind: incident", "    kind: incidnt", "'incidnt' is not allowed", "incident"),
])
def test_a_mistake_in_the_head_of_a_flow_is_found(folder, old, new, message, remedy):
    change(folder, old, new)
    problem = found(folder, message)
    assert Path(problem.file).name == "vpn_problem.yml"
    assert problem.line >= 1
    assert remedy in problem.remedy


@pytest.mark.parametrize(("old", "new", "message", "remedy"), [
    ("    next: update\n\n  # It does not", "\n  # It does not", "step 'awake' is a dead end", "add 'next'"),
    ("    question: Does it stay connected?\n    article: vpn-drops\n    next: awake",
     "    question: Does it stay connected?\n    article: vpn-drops\n    next: awakened",
     "step 'one_network' leads to 'awakened', which does not exist", "a step or an outcome"),
    ("    next: hotspot", "    next: one_network", "step 'hotspot' is never reached", "lead to it"),
    ("    collect: internet\n", "", "step 'internet' asks and forgets", "collect"),
    ("  internet: Public web pages open\n", "", "the fact 'internet' has no title", "under 'facts'"),
    ("    title: Keep the laptop awake\n", "", "step 'awake' has no title", "in a ticket"),
    ("      other: |-\n        Low Power", "      ios: |-\n        Low Power",
     "no words for operating_system android", "add them, or 'other'"),
    ("      windows: |-\n        Two networks", "      win: |-\n        Two networks",
     "'win' is no value of 'operating_system'", "windows, macos"),
    ("words: [windows,", "words: [mac,", "'mac' counts as 'windows' and as 'macos'",
     "leave it in one option"),
    ("        A laptop that goes to sleep", f"        {'Click and wait. ' * 25}\n        A laptop",
     "a phone shows 500", "split it into two steps"),
    ("        A laptop that goes to sleep", "        1. Look\n" * 17 + "        A laptop that goes to sleep",
     "lines, a phone shows 16", "split it into two steps"),
    ("First the internet under the VPN.", "First, obviously, the internet.",
     "'obviously' can sound like blame", "say it without"),
    ("1. Disconnect the VPN.", "1. Please type here your password.",
     "asks for a secret", "never ask for one"),
    ('[ on {operating_system}]"\n      no_con', '[ on {system}]"\n      no_con',
     "'system' is no fact of this flow", "operating_system"),
    ("    rule: E02-not-solved", "    rule: E77-none", "'E77-none' is no escalation rule", "escalation.yml"),
    ("    queue: network", "    queue: netwrk", "'netwrk' is no queue", "queues.yml"),
    ("    collect: internet", "    collect: internet\n    check: Look",
     "must say, ask, check or branch", "one of these"),
    ('      - use: "yes"\n        words: [it opens', '      - use: "yess"\n        words: [it opens',
     "no known 'use'", "helped"),
])
def test_a_mistake_in_a_step_or_an_outcome_is_found(folder, old, new, message, remedy):
    change(folder, old, new)
    problem = found(folder, message)
    assert Path(problem.file).name == "vpn_problem.yml"
    assert problem.line > 20
    assert remedy in problem.remedy


def test_a_problem_names_the_line_of_its_step(folder):
    line = change(folder, "  - id: awake\n    title: Keep the laptop awake\n", "  - id: awake\n")
    assert found(folder, "step 'awake' has no title").line == line


def test_a_circle_without_a_way_out_is_found(folder):
    text = (folder / "vpn_problem.yml").read_text(encoding="utf-8")
    text = text.replace("free_text: {next: incident}", "free_text: {next: other_network_message}")
    (folder / "vpn_problem.yml").write_text(text, encoding="utf-8")
    circle = found(folder, "step 'other_network_message' goes round in a circle")
    assert circle.remedy.startswith("let one option")
    assert found(folder, "outcome 'incident' is never reached")


def test_a_question_that_would_never_be_asked_is_found(folder):
    change(folder, "    collect: unexpected", "    collect: own_tries", "account_locked.yml")
    assert "is not asked when 'own_tries'" in found(folder, "step 'who_else'").message


def test_an_article_that_does_not_exist_is_found_where_there_are_articles(folder):
    articles = folder.parent / "articles"
    articles.mkdir()
    (articles / "a.md").write_text("---\nid: vpn-connect\n---\n", encoding="utf-8")
    assert found(folder, "'vpn-drops' is no article").remedy.startswith("add it to data/articles")


def test_what_all_flows_share_is_checked_too(folder):
    change(folder, "rule: E06-danger", "rule: E66-danger", "common.yml")
    problem = found(folder, "'E66-danger' is no escalation rule")
    assert Path(problem.file).name == "common.yml"


def test_a_file_that_is_not_yaml_is_one_problem_and_nothing_is_loaded(folder):
    change(folder, "steps:", "steps: [", "wifi_problem.yml")
    assert "not YAML" in found(folder, "not YAML").message
    with pytest.raises(flows.Invalid):
        flows.load(folder)


def test_a_missing_common_file_is_a_problem(folder):
    (folder / "common.yml").unlink()
    assert found(folder, "the file is missing").remedy


def test_flows_load_without_their_neighbours_as_in_a_release(folder):
    for path in (folder.parent / "standards").iterdir():
        path.unlink()
    assert set(flows.load(folder)) > {"vpn_problem", "wifi_problem"}
