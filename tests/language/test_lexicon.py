"""Names found in text, and vague words made concrete."""

from pathlib import Path

import pytest

from authored import Invalid
from language.lexicon import Entity, Lexicon

SHIPPED = Path(__file__).parents[2] / "data" / "lexicon"


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon.load(SHIPPED)


def written(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_vague_phrase_becomes_the_product_it_means(lexicon):
    said = "The thing for the home internet keeps dropping"
    assert lexicon.concrete(said) == "The VPN client keeps dropping"


def test_concrete_words_stay_as_they_were_typed(lexicon):
    assert lexicon.concrete("my vpn keeps dropping") == "my vpn keeps dropping"


def test_an_entity_says_where_it_stands(lexicon):
    assert lexicon.entities("my Global Protect is slow")[0] == Entity(
        "product", "VPN client", "Global Protect", 3, 17
    )


def test_the_longest_phrase_wins(lexicon):
    found = [entity.value for entity in lexicon.entities("windows 11 and outlook calendar")]
    assert found == ["Windows 11", "calendar"]


def test_part_of_a_word_is_not_found(lexicon):
    assert lexicon.entities("unteamsed machinery") == ()


def test_entities_of_several_kinds_come_in_order(lexicon):
    said = "error 809 on my thinkpad, win 11, vpn"
    found = [(entity.kind, entity.value) for entity in lexicon.entities(said)]
    assert found == [
        ("error_code", "809"), ("device", "laptop"), ("operating_system", "Windows 11"),
        ("product", "VPN client"),
    ]


def test_a_phrase_with_two_meanings_is_refused_with_file_and_line(tmp_path):
    folder = written(
        tmp_path,
        a="kind: product\nwords:\n  - name: Outlook\n    says: [mail]\n  - name: Gmail\n    says: [mail]\n",
    )
    with pytest.raises(Invalid) as refused:
        Lexicon.load(folder)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("a.yml", 6)
    assert "'mail' means 'Outlook' and 'Gmail'" in problem.message


def test_a_file_of_another_shape_is_refused_with_file_and_line(tmp_path):
    with pytest.raises(Invalid) as refused:
        Lexicon.load(written(tmp_path, b="kind: product\nwords:\n  - names: Outlook\n"))
    assert refused.value.problems[0].file == "b.yml"
    assert refused.value.problems[0].line == 3


def test_an_empty_folder_knows_nothing(tmp_path):
    assert Lexicon.load(tmp_path).entities("outlook on windows 11") == ()


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("what about inc 0012345", "ticket_number", "INC0012345"),
        ("the sticker says LF-004512", "asset_tag", "LF-004512"),
        ("it shows http 403 again", "error_code", "403"),
        ("STOP: critical_process_died", "error_code", "CRITICAL_PROCESS_DIED"),
        ("nobody on the 3rd floor can print", "place", "3rd floor"),
        ("since this morning it is dead", "since_when", "since this morning"),
        ("broken for about two days now", "since_when", "for about two days now"),
        ("three colleagues have the same", "person_count", "3"),
        ("the whole team is stuck", "person_count", "many"),
        ("it is only me", "person_count", "one"),
    ],
)
def test_what_no_list_can_hold_is_found_by_its_shape(lexicon, said, kind, value):
    assert (kind, value) in [(each.kind, each.value) for each in lexicon.entities(said)]


def test_a_pattern_that_is_no_regular_expression_is_refused_with_file_and_line(tmp_path):
    with pytest.raises(Invalid) as refused:
        Lexicon.load(written(tmp_path, c="kind: place\npatterns:\n  - match: 'floor ('\n"))
    assert (refused.value.problems[0].file, refused.value.problems[0].line) == ("c.yml", 3)
