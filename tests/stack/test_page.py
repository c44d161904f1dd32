"""The page that an author reads after training: the bad news first, and never more than a screen or two."""

from stack import page
from stack.heard import Heard
from stack.page import Account, Measured
from stack.story_results import StoryResults


def line(text, label, intent):
    return Heard(text, label, intent, 0.9)


def measured(name, lines=(), failed=None, names=("greeting", "vpn")):
    return Measured(name, tuple(lines), StoryResults(tuple(names), failed or {}))


def lines_of(candidate, current=None, **more):
    return page.page(Account(candidate, current, **more))


def test_a_story_that_passed_before_and_fails_now_stands_at_the_top():
    now = measured("new", failed={"vpn": "turn 2: outcome: expected solved, found None"})
    told = lines_of(now, measured("old"))
    assert told[2] == "!!! 1 TEST STORIES THAT PASSED NOW FAIL !!!"
    assert "passed before, fails now: vpn" in told[3]
    assert "turn 2: outcome" in told[4]
    assert "Test stories: 1 of 2 pass (before: 2 of 2)" in told


def test_a_story_that_fails_still_or_is_new_is_no_loss():
    failed = {"vpn": "turn 1: intent", "fresh": "turn 1: intent"}
    now = measured("new", failed=failed, names=("greeting", "vpn", "fresh"))
    told = "\n".join(lines_of(now, measured("old", failed={"vpn": "turn 1: intent"})))
    assert "!!!" not in told
    assert "fails still: vpn" in told
    assert "fails, and is new: fresh" in told


def test_a_mended_story_is_told():
    told = "\n".join(lines_of(measured("new"), measured("old", failed={"vpn": "turn 1: intent"})))
    assert "failed before, passes now: vpn" in told


def test_lost_lines_come_before_won_ones_with_what_they_became():
    before = [line("a lost line", "vpn", "vpn"), line("a won line", "vpn", "mail")]
    now = [line("a lost line", "vpn", "wifi"), line("a won line", "vpn", "vpn")]
    told = lines_of(measured("new", now), measured("old", before))
    text = "\n".join(told)
    assert "50.0 % understood (before: 50.0 %), +0 of 2: 1 lost, 1 won" in text
    assert text.index("a lost line") < text.index("a won line")
    assert "      vpn: was vpn, is wifi" in told
    assert "      vpn: was mail, is vpn" in told


def test_each_intent_that_changed_has_a_line_and_no_other():
    before = [line("a", "vpn", "vpn"), line("b", "mail", "mail")]
    now = [line("a", "vpn", "x"), line("b", "mail", "mail")]
    told = lines_of(measured("new", now), measured("old", before))
    (changed,) = [one for one in told if " -> " in one]
    assert changed.split() == ["vpn", "1", "->", "0", "of", "1", "-1"]


def test_without_a_release_before_it_the_weakest_intents_are_named():
    now = [line("a", "vpn", "vpn"), line("b", "mail", "vpn")]
    told = "\n".join(lines_of(measured("new", now)))
    assert "against none before it" in told
    assert "50.0 % understood (1 of 2); nothing to compare with" in told
    assert "mail" in told
    assert "  vpn" not in told


def test_a_part_that_could_not_be_measured_says_why():
    why = "this checkout has no tests/held_out"
    now = Measured("new", why_no_lines=why, why_no_stories="no tests/stories")
    told = lines_of(now, measured("old"))
    assert "Held-out lines: not asked, this checkout has no tests/held_out" in told
    assert "Test stories: not played, no tests/stories" in told


def test_it_ends_with_how_long_each_step_took():
    took = (("checks", 8.2), ("model", 21.0))
    told = lines_of(measured("new"), seconds=took, sources=["changed: config.yml"])
    assert told[-1] == "Made in 29 s (checks 8 s, model 21 s)"
    assert "  changed: config.yml" in told


def test_a_terminal_is_shown_at_most_sixty_lines_and_how_many_are_left():
    lines = [str(n) for n in range(200)]
    shown = page.shortened(lines)
    assert len(shown) == page.LONGEST
    assert shown[:2] == ["0", "1"]
    assert shown[-2:] == ["... 141 more lines", "199"]
    assert page.shortened(lines[:60]) == lines[:60]


def test_no_line_is_wider_than_a_terminal():
    before, now = [line("word " * 100, "vpn", "vpn")], [line("word " * 100, "vpn", "x" * 200)]
    assert max(map(len, lines_of(measured("new", now), measured("old", before)))) <= page.WIDTH
