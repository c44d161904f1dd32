"""Back-off: how long a child that died waits."""

import pytest

from stack.life import Life, State


def deaths(count: int) -> Life:
    life = Life()
    for second in range(count):
        life = life.started(second).died(second)
    return life


@pytest.mark.parametrize(
    ("count", "pause"), [(1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 30.0), (500, 30.0)]
)
def test_the_pause_doubles_from_half_a_second_to_half_a_minute(count, pause):
    assert deaths(count).pause == pause


def test_a_child_that_was_ready_for_a_minute_starts_over_with_the_first_pause():
    life = deaths(5).started(10).ready(11).died(71)
    assert (life.pause, life.failures, life.restarts) == (0.5, 1, 6)


def test_a_child_that_was_ready_for_less_than_a_minute_goes_on_where_it_was():
    assert deaths(2).started(10).ready(11).died(70).pause == 2.0


def test_a_minute_of_starting_is_no_recovery():
    assert deaths(2).started(10).died(200).pause == 2.0


def test_a_child_that_was_asked_to_end_starts_again_at_once():
    life = deaths(3).started(10).ready(11).asked_to_end(12)
    assert (life.state, life.pause) == (State.WAITING, 0.0)
