"""What the processes say to one another, as JSON; both Pythons read the same files."""

from __future__ import annotations

import copy
import json
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from wire import cards
from wire.convert import Malformed, card_from_json, from_json, to_json
from wire.keys import local_reference, work_key
from wire.turn import TurnReply, TurnRequest

HERE = Path(__file__).parent
CARDS = sorted((HERE / "cards").glob("*.json"))
TURNS = sorted((HERE / "examples").glob("*.json"))


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def into(path):
    return TurnRequest if path.stem.startswith("turn_request") else TurnReply


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_a_card_is_read_and_written_back_the_same(path):
    card = card_from_json(read(path))
    assert card.card == path.stem
    assert to_json(card) == read(path)


def test_every_card_has_an_example():
    assert {path.stem for path in CARDS} == {kind.__name__.lower() for kind in cards.Card.__args__}


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_a_card_without_what_it_needs_is_refused(path):
    kind = type(card_from_json(read(path)))
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    for name in needed:
        less = read(path)
        del less[name]
        with pytest.raises(Malformed, match=name):
            card_from_json(less)


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_a_card_with_an_unknown_field_is_refused(path):
    with pytest.raises(Malformed, match="surprise"):
        card_from_json({**read(path), "surprise": 1})


@pytest.mark.parametrize("path", TURNS, ids=lambda path: path.stem)
def test_a_turn_is_read_and_written_back_the_same(path):
    turn = from_json(read(path), into(path))
    again = to_json(turn)
    assert from_json(again, into(path)) == turn
    assert read(path).items() <= again.items() or path.stem.endswith("_least")


def test_the_card_of_a_message_is_read_as_its_own_kind():
    reply = from_json(read(HERE / "examples/turn_reply.json"), TurnReply)
    assert isinstance(reply.messages[0].card, cards.Step)
    assert reply.messages[1].card is None


def test_what_may_be_left_out_has_a_default():
    request = from_json(read(HERE / "examples/turn_request_least.json"), TurnRequest)
    assert request.context.coverage.open is False
    assert request.context.person.audiences == ["all"]
    assert request.context.returned is None


@pytest.mark.parametrize(
    "change", [{"kind": "shout"}, {"id": 7}, {"context": {}}, {"text": None}, {"more": 1}]
)
def test_a_turn_of_another_shape_is_refused(change):
    data = {**copy.deepcopy(read(HERE / "examples/turn_request_text.json")), **change}
    with pytest.raises(Malformed):
        from_json(data, TurnRequest)


@pytest.mark.parametrize("data", [None, [], "text", 7, {"card": "nonsense"}, {}])
def test_what_is_no_card_is_refused(data):
    with pytest.raises(Malformed):
        card_from_json(data)


def test_the_key_of_a_message_is_the_same_everywhere():
    assert work_key("c-81", 7) == "77e835ba-664c-5439-9e72-be79de5486e5"
    assert work_key("c-81", 7) != work_key("c-81", 8)


def test_a_local_reference_can_be_read_aloud():
    reference = local_reference(work_key("c-81", 7))
    assert reference == "FL-7R3B7H"
    assert not set("01IO") & set(reference[3:])
