"""What waits for the encoder is encoded together, and each gets its own."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest

from bot.ahead import Ahead
from language.tokens import Tokens


class Slow:
    """An encoder that works on when told to; a text's vector is its length."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, texts):
        self.calls.append(list(texts))
        self.begun.set()
        self.go.wait(5)
        if "bad" in texts:
            raise ValueError("bad")
        return Tokens.of([np.full((len(text), 2), len(text), dtype=np.float32) for text in texts], 2)


async def test_texts_that_come_meanwhile_are_encoded_in_one_go_and_each_gets_its_own():
    encoder = Slow()
    ahead = Ahead(encoder)
    first = asyncio.create_task(ahead.tokens(["a"]))
    await asyncio.to_thread(encoder.begun.wait, 5)
    others = [asyncio.create_task(ahead.tokens(texts)) for texts in (["bb", "ccc"], ["dddd"])]
    await asyncio.sleep(0)
    encoder.go.set()
    assert (await first).lengths.tolist() == [1]
    assert [(await other).lengths.tolist() for other in others] == [[2, 3], [4]]
    assert encoder.calls == [["a"], ["bb", "ccc", "dddd"]]


async def test_a_cancelled_turn_and_a_failing_encoder_leave_the_next_turn_alone():
    encoder = Slow()
    ahead = Ahead(encoder)
    gone = asyncio.create_task(ahead.tokens(["a"]))
    await asyncio.to_thread(encoder.begun.wait, 5)
    gone.cancel()
    broken = asyncio.create_task(ahead.tokens(["bad"]))
    await asyncio.sleep(0)
    encoder.go.set()
    with pytest.raises(ValueError, match="bad"):
        await broken
    assert (await ahead.tokens(["ok"])).lengths.tolist() == [2]


async def test_a_message_encoded_ahead_is_read_as_it_would_be_otherwise(agent):
    from rasa.core.channels.channel import UserMessage

    from bot.engine import featurizer_of

    text = "  my vpn keeps dropping and also the printer is jammed "
    plain = await agent.processor.parse_message(UserMessage(text))
    featurizer = featurizer_of(agent)
    await featurizer.look_ahead(text)
    assert len(featurizer._found) == 1
    ahead = await agent.processor.parse_message(UserMessage(text))
    assert not featurizer._found, "it was used"
    assert ahead["intent"]["name"] == plain["intent"]["name"]
    assert ahead["intent"]["confidence"] == pytest.approx(plain["intent"]["confidence"], abs=1e-4)
