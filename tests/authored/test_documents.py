from pathlib import Path

import pytest

from authored import Invalid, read, shape

SCHEMA = {
    "type": "object",
    "required": ["owner", "steps"],
    "additionalProperties": False,
    "properties": {
        "owner": {"type": "string", "description": "the team that keeps it right"},
        "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
    },
    "$defs": {
        "step": {"type": "object", "properties": {"kind": {"enum": ["ask", "say"]}},
                 "additionalProperties": False},
    },
}


def document(folder: Path, text: str):
    (folder / "a.yml").write_text(text, encoding="utf-8")
    return read(folder / "a.yml")


def test_a_missing_key_is_named_with_what_it_means(tmp_path):
    [problem] = shape(document(tmp_path, "steps: []\n"), SCHEMA)
    assert str(problem) == "a.yml:1: no 'owner'; add 'owner:' (the team that keeps it right)"


def test_a_misspelt_key_is_found_on_its_line_with_the_key_that_was_meant(tmp_path):
    [problem] = shape(document(tmp_path, "owner: Network\nsteps:\n  - kind: ask\n  - knd: say\n"), SCHEMA)
    assert (problem.line, problem.message) == (4, "'knd' is no key here")
    assert problem.remedy == "did you mean 'kind'?"


def test_a_value_that_is_not_allowed_is_found_on_its_line(tmp_path):
    [problem] = shape(document(tmp_path, "owner: Network\nsteps:\n  - kind: ask\n  - kind: sing\n"), SCHEMA)
    assert (problem.line, problem.remedy) == (4, "use one of: ask, say")


def test_a_value_of_the_wrong_kind_says_what_to_write(tmp_path):
    [problem] = shape(document(tmp_path, "owner: [a]\nsteps: []\n"), SCHEMA)
    assert (problem.line, problem.remedy) == (1, "write text")


def test_yes_and_no_stay_words_and_a_date_is_its_text(tmp_path):
    assert document(tmp_path, "words: [yes, no]\nday: 2026-12-25\n").data == {"words": ["yes", "no"],
                                                                           "day": "2026-12-25"}


@pytest.mark.parametrize(("text", "line", "part"), [
    ("a: 1\nb: [1, 2\nc: 3\n", 3, "not YAML"),
    ("a: 1\nb: 2\na: 3\n", 3, "duplicate key"),
    ("a:\n\t- b\n", 2, "not YAML"),
])
def test_what_is_not_yaml_names_the_line(tmp_path, text, line, part):
    with pytest.raises(Invalid) as caught:
        document(tmp_path, text)
    [problem] = caught.value.problems
    assert problem.line == line
    assert part in problem.message


def test_a_missing_file_and_a_file_in_another_encoding_are_problems_too(tmp_path):
    (tmp_path / "latin.yml").write_bytes("caf\xe9: 1".encode("latin-1"))
    for name, message in (("none.yml", "the file is missing"), ("latin.yml", "not UTF-8 text")):
        with pytest.raises(Invalid) as caught:
            read(tmp_path / name)
        assert caught.value.problems[0].message == message
