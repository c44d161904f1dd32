"""The name of an intent as one of its lines."""

from __future__ import annotations

import numpy as np
import pytest

from bot.intent_names import named
from bot.intents import learn
from bot.parameters import Parameters
from language.tokens import Tokens


@pytest.mark.parametrize(
    ("label", "spoken"),
    [("card_arrival", "card arrival"), ("BookFlight", "book flight"), ("alarm/set-up", "alarm set up"),
     ("wifi_problem", "wifi problem"), ("verlorenes_Gerät", "verlorenes gerät")],
)
def test_a_name_is_read_as_somebody_would_write_it(label, spoken):
    assert named([label, label]) == ([spoken], [label])


def test_a_number_and_the_label_of_strangers_say_nothing():
    assert named(["17", "oos", "_", "greet"]) == (["greet"], ["greet"])


def test_who_writes_an_intents_name_is_understood_though_no_line_says_it():
    chance, corners = np.random.default_rng(5), np.eye(16, dtype=np.float32)
    labels = ["vpn_problem"] * 8 + ["mail_rule"] * 8
    names, own = named(labels)
    elsewhere = corners[[3, 2]]  # where "mail rule" and "vpn problem" lie, and no line does
    rows = np.concatenate([np.repeat(corners[:2], 8, axis=0), elsewhere]) + chance.normal(0, 0.05, (18, 16))
    tokens = Tokens(rows.astype(np.float32), np.ones(18, dtype=np.int64))
    model = learn(["tunnel", "send"] * 8 + names, tokens, labels + own, Parameters())
    read = model.read(["vpn problem"], Tokens(corners[[2]], np.ones(1, dtype=np.int64)))
    assert model.names[read.logs[0].argmax()] == "vpn_problem"
    assert read.at_home[0] > model.threshold
