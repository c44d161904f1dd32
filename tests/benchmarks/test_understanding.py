"""Turns until understood, other bots' lines under our names, and a target beside its figure."""

from __future__ import annotations

import pytest

from benchmarks import helpdesk_bots
from benchmarks.evaluation import beside
from benchmarks.measures import Measure, Wanted
from benchmarks.turns_until_understood import measured, turns
from stack.heard import Heard

OWN = frozenset({"vpn", "wifi", "printer"})


def line(label: str, **ranking: float) -> Heard:
    first, confidence = next(iter(ranking.items()))
    return Heard("x", label, first, confidence, tuple(ranking.items()))


@pytest.mark.parametrize(
    ("heard", "cost"),
    [
        (line("vpn", vpn=0.9, wifi=0.05), 1),
        (line("vpn", wifi=0.9, vpn=0.05), 3),
        (line("vpn", wifi=0.39, vpn=0.3), 2),  # asked about: both are likely, neither is sure
        (line("printer", wifi=0.39, vpn=0.3), 3),  # asked, but the right one is not among them
        (line("vpn", vpn=0.45, wifi=0.4), 2),  # right, but not clear of the second
        (line("vpn", vpn=0.3, greet=0.2), 3),  # nothing to choose between
        (line("vpn", nlu_fallback=0.6, vpn=0.3, wifi=0.2), 2),
        (line("vpn", nlu_fallback=0.9, vpn=0.3, wifi=0.2), 3),  # too strange to be asked about
        (line("out_of_scope", nlu_fallback=0.9, vpn=0.3, wifi=0.2), 1),
        (line("out_of_scope", nlu_fallback=0.6, vpn=0.3, wifi=0.2), 2),
        (line("out_of_scope", vpn=0.9, wifi=0.2), 3),
    ],
)
def test_a_line_costs_one_turn_two_or_three(heard: Heard, cost: int) -> None:
    assert turns(heard, OWN) == cost


def test_the_mean_of_turns_stands_beside_its_parts() -> None:
    asked, missed = line("vpn", wifi=0.39, vpn=0.3), line("vpn", wifi=0.9)
    lines = [line("vpn", vpn=0.9), asked, missed, line("wifi", wifi=0.9)]
    assert measured(lines, OWN) == {"turns": 1.75, "at_once": 0.5, "asked": 0.25, "missed": 0.25}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("greet_smalltalk", ("greet",)),
        ("KnowledgeShow", ("how_to", "information_request")),
        ("mood_angry", ("frustrated", "out_of_scope", "nlu_fallback")),
        ("mood_bored", ("out_of_scope", "nlu_fallback")),
        ("inform", ()),
        ("need_new_router_fixing_internet", ()),
    ],
)
def test_another_bots_intent_has_its_names_here(theirs: str, ours: tuple[str, ...]) -> None:
    assert helpdesk_bots.right_ones(theirs) == ours


def test_an_intent_that_nobody_mapped_is_no_silent_zero() -> None:
    with pytest.raises(KeyError):
        helpdesk_bots.right_ones("something_new")


def test_lines_that_are_left_out_are_not_asked() -> None:
    rows = [{"text": "hi", "intent": "greet"}, {"text": "1234", "intent": "inform"}]
    assert list(helpdesk_bots.asked(rows)) == [{"text": "hi", "theirs": "greet"}]


def test_either_right_intent_counts_and_intents_weigh_the_same_in_the_macro_share() -> None:
    heard = [
        {"theirs": "KnowledgeShow", "intent": "how_to"},
        {"theirs": "KnowledgeShow", "intent": "information_request"},
        {"theirs": "KnowledgeShow", "intent": "greet"},
        {"theirs": "mood_sad", "intent": "nlu_fallback"},
    ]
    found = helpdesk_bots.measured(heard)
    assert (found["right"], found["lines"]) == (0.75, 4)
    assert found["macro_right"] == pytest.approx((2 / 3 + 1) / 2, abs=1e-4)


def test_every_mapped_intent_is_one_of_ours() -> None:
    from benchmarks.held_out import training_rows

    known = {row["label"] for row in training_rows()} | {"out_of_scope", "nlu_fallback"}
    assert {name for ours in helpdesk_bots.OURS.values() for name in ours} <= known


@pytest.mark.parametrize(
    ("wanted", "value", "said"),
    [
        (Wanted("turns", 1.3, at_least=False), 1.2, "<= 1.3 [green]met[/]"),
        (Wanted("turns", 1.3, at_least=False), 1.4, "<= 1.3 [red]missed[/]"),
        (Wanted("turns", 0.85), 0.85, ">= 0.85 [green]met[/]"),
        (Wanted("other", 0.85), 0.5, ""),
        (None, 0.5, ""),
        (Wanted("turns", 0.85), None, ""),
    ],
)
def test_a_figure_with_a_target_says_whether_it_is_met(
    wanted: Wanted | None, value: float | None, said: str
) -> None:
    assert beside(Measure("m", wanted=wanted), "turns", value) == said
