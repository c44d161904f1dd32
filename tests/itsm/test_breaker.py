"""Nobody waits for a system that has not answered five times in a row."""

from __future__ import annotations

from itsm.breaker import TRIPS_AFTER, Breaker


def failed(times: int, *, at: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(times):
        breaker.failed(at)
    return breaker


def test_a_few_failures_stop_nobody():
    assert failed(TRIPS_AFTER - 1).wait(0.0, patience_s=4) == 0.0


def test_after_five_failures_in_a_row_one_may_ask_when_the_time_is_over():
    breaker = failed(TRIPS_AFTER)

    assert breaker.wait(1.0, patience_s=4) == 4.0
    assert breaker.wait(5.0, patience_s=4) == 0.0
    assert breaker.wait(5.0, patience_s=4) == 4.0, "one asks, the others wait for its answer"


def test_an_answer_lets_everybody_ask_again():
    breaker = failed(TRIPS_AFTER)
    breaker.wait(5.0, patience_s=4)
    breaker.answered()

    assert [breaker.wait(5.0, patience_s=4) for _ in range(3)] == [0.0, 0.0, 0.0]


def test_silence_again_and_again_doubles_the_wait_up_to_a_minute():
    waits = []
    breaker = failed(TRIPS_AFTER)
    for _ in range(6):
        waits.append(breaker.wait(0.0, patience_s=4))
        breaker.failed(0.0)

    assert waits == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]


def test_a_probe_that_never_reports_is_forgotten():
    breaker = failed(TRIPS_AFTER)
    breaker.wait(5.0, patience_s=4)

    assert breaker.wait(9.1, patience_s=4) == 0.0
