"""What `python -m authored` says about the files that Rasa is taught from."""

import pytest

from authored.__main__ import LARGEST, check, main

DOMAIN = """
intents: [vpn_problem, wifi_problem, {affirm: {use_entities: []}}]
actions: [action_answer]
forms: {flow: {required_slots: [step]}}
responses: {utter_hello: [{text: Hello}]}
"""
NLU = """
nlu:
- intent: vpn_problem
  examples: |
    - my [VPN](product) keeps dropping
    - no tunnel
- intent: wifi_problem
  examples: |
    - no wireless
"""
STORY = """
stories:
- story: a drop
  steps:
  - intent: vpn_problem
  - action: action_answer
  - or: [{intent: affirm}, {intent: wifi_problem}]
  - action: flow
  - active_loop: flow
  - active_loop: null
  - action: utter_hello
  - action: action_listen
"""


@pytest.fixture
def write(tmp_path):
    """Write the good files, then one more; the problems as text."""

    def problems(path: str | None = None, content: str | bytes = "") -> list[str]:
        files = {"domain.yml": DOMAIN, "data/nlu/network.yml": NLU, "data/stories/vpn.yml": STORY}
        for name, text in ({**files, path: content} if path else files).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return [str(problem) for problem in check(tmp_path)]

    return problems


def test_good_files_have_no_problems(write):
    assert write() == []


@pytest.mark.parametrize(
    ("path", "content", "problem"),
    [
        (
            "data/nlu/more.yml",
            "nlu:\n- intent: printer\n  examples: |\n    - jam\n",
            "data/nlu/more.yml:2: intent 'printer' is not in domain.yml; add it to 'intents' in domain.yml",
        ),
        (
            "data/nlu/more.yml",
            "nlu:\n- intent: vpn_problem\n  examples: |\n    - new\n    - My VPN keeps dropping!\n",
            "data/nlu/network.yml:5: 'my [VPN](product) keeps dropping' stands at data/nlu/more.yml:5",
        ),
        (
            "data/nlu/more.yml",
            "nlu:\n- intent: vpn_problem\n  examples: |\n\n    - No  wireless\n",
            "data/nlu/network.yml:9: 'no wireless' is an example of vpn_problem at data/nlu/more.yml:5",
        ),
        (
            "data/nlu/more.yml",
            "nlu:\n- intent: vpn_problem\n  examples: |\n    - \n",
            "data/nlu/more.yml:3: intent 'vpn_problem' has no examples",
        ),
        (
            "data/nlu/more.yml",
            "nlu:\n- intent: vpn_problem\n  examples: |\n    - one\n    two\n",
            "data/nlu/more.yml:5: 'two' is no example",
        ),
        (
            "data/nlu/more.yml",
            "nlu:\n- intent: vpn_problem\n  examples: |\n    - C:\\Users is on the tunnel\n",
            "data/nlu/more.yml:4: '- C:\\Users is on the tunnel' has a \\u or \\U",
        ),
        (
            "data/nlu/more.yml",
            "nlu:\n- examples: |\n    - one\n",
            "data/nlu/more.yml:2: an entry without any of",
        ),
        ("data/nlu/more.yml", "nlu:\n- intent: vpn\n   examples: x\n", "data/nlu/more.yml:3: not YAML"),
        ("data/nlu/more.yml", "nlu:\n- intent: a\n  intent: b\n", "data/nlu/more.yml:3: not YAML"),
        (
            "data/nlu/more.yml",
            "nlu:\n- intent: affirm\n  examples: |\n    - a\tb\n",
            "data/nlu/more.yml:4: a tab",
        ),
        ("data/nlu/more.yml", b"nlu: \xff", "data/nlu/more.yml:1: not UTF-8 text"),
        ("data/nlu/more.yml", b"x" * (LARGEST + 1), "data/nlu/more.yml:1: larger than 5 MB"),
        (
            "data/stories/more.yml",
            "rules:\n- rule: a\n  steps:\n  - intent: vpn_problm\n  - action: utter_helo\n",
            "data/stories/more.yml:4: 'vpn_problm' is not an intent of domain.yml; did you mean 'vpn",
        ),
        (
            "data/stories/more.yml",
            "rules:\n- rule: a\n  steps:\n  - or:\n    - intent: affirm\n    - intent: afirm\n",
            "data/stories/more.yml:6: 'afirm' is not an intent",
        ),
        (
            "data/stories/more.yml",
            "stories:\n- story: a drop\n  steps:\n  - intent: affirm\n",
            "story 'a drop' stands at data/stories/more.yml:2 already",
        ),
        (
            "data/stories/more.yml",
            "stories:\n- story: b\n",
            "data/stories/more.yml:2: a story without steps",
        ),
        (
            "data/flows/vpn.yml",
            "name: vpn\nresponses: []\n",
            "data/flows/vpn.yml:2: the top-level key 'responses' belongs to Rasa",
        ),
        ("domain.yml", "intents: [", "domain.yml:1: not YAML"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_remedy(write, path, content, problem):
    problems = write(path, content)
    assert any(problem in found for found in problems), problems


def test_the_command_prints_problems_and_fails(write, tmp_path, capsys):
    write()
    assert main(["--root", str(tmp_path)]) == 0
    (tmp_path / "data/nlu/more.yml").write_text("nlu:\n- intent: printer\n  examples: |\n    - jam\n")
    assert main(["--root", str(tmp_path)]) == 1
    assert "more.yml:2:" in capsys.readouterr().err
