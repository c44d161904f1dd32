from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from walks import NOW

from flows import Asked, Ended, NotAnAnswer, Said, engine

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def vpn(shipped):
    return shipped["vpn_problem"]


def begun(flow, text="my vpn keeps dropping", **facts):
    turn = engine.begin(flow, facts, now=NOW, opening=Said(text=text))
    assert isinstance(turn, Asked)
    return turn


def say(flow, turn, text="", **said):
    return engine.read(flow, turn.state, Said(text=text, **said), now=LATER)


def at(flow, *answers, text="my vpn keeps dropping on windows"):
    """The turn after these answers, each typed."""
    turn = begun(flow, text)
    for answer in answers:
        turn = say(flow, turn, answer)
    return turn


def test_a_recognised_device_is_not_asked_for(vpn):
    assert begun(vpn, operating_system="macOS").prompt.step == "internet"
    assert begun(vpn).prompt.step == "device"


def test_the_words_of_a_step_are_those_of_the_device(vpn):
    assert "menu bar" in at(vpn, "yes", text="vpn drops on my mac").prompt.texts[0]
    assert "near the clock" in at(vpn, "yes").prompt.texts[0]


def test_an_answer_is_recorded_with_the_step_it_answered(vpn):
    turn = at(vpn, "yes", "no, still the same")
    assert turn.answered.line == "Use one network only: did not help"
    assert turn.state["tried"] == [
        {"step": "one_network", "title": "Use one network only", "result": "did not help"}
    ]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("yes!", "helped"),
        ("It works now, thanks", "helped"),
        ("no", "did not help"),
        ("zork", None),
        ("nope, same problem", "did not help"),
        ("it is not really working", "did not help"),
        ("I can't find it", "could not be done"),
        ("skip this", "could not be done"),
        ("2", "did not help"),
        ("the first one", "helped"),
        ("no, it works now", "helped"),
        ("it doesn't work", "did not help"),
        ("still doesnt work :(", "did not help"),
    ],
)
def test_words_count_as_the_option_they_mean(vpn, text, result):
    turn = say(vpn, at(vpn, "yes"), text)
    assert (turn.answered.result if not isinstance(turn, NotAnAnswer) else None) == result


def test_a_button_answers_the_step_it_belongs_to(vpn):
    turn = say(vpn, at(vpn, "yes"), "No, not yet", choice="one_network.not_helped")
    assert turn.prompt.step == "awake"


def test_a_payload_is_ready_for_rasa(vpn):
    choice = at(vpn, "yes").prompt.choices[0]
    assert choice.payload == '/choose{"choice":"one_network.helped"}'


def test_a_button_of_an_earlier_step_corrects_that_answer(vpn):
    turn = say(vpn, at(vpn, "yes", "no"), "No", choice="internet.no")
    assert turn.prompt.step == "fix_internet"
    assert turn.state["facts"]["internet"] == "no"


def test_the_same_button_pressed_twice_advances_once(vpn):
    pressed = say(vpn, at(vpn, "yes"), choice="one_network.not_helped")
    assert say(vpn, pressed, choice="one_network.not_helped") == NotAnAnswer("same_flow")


def test_a_button_that_was_never_shown_is_no_answer(vpn):
    for choice in ("home_network.home", "one_network.zork", "zork", "zork.yes"):
        assert say(vpn, at(vpn, "yes"), choice=choice).why == "unclear"


def test_going_back_asks_the_step_before_again_and_forgets_its_answer(vpn):
    turn = say(vpn, at(vpn, "yes"), "go back")
    assert turn.prompt.step == "internet"
    assert "internet" not in turn.state["facts"]
    assert turn.prompt.texts[0] == vpn.lines.went_back


def test_going_back_at_the_first_question_asks_it_again(vpn):
    assert say(vpn, begun(vpn), "back").prompt.step == "device"


@pytest.mark.parametrize("intent", ["talk_to_human", "stop", "start_over", "ticket_status", "how_to"])
def test_what_interrupts_is_no_answer(vpn, intent):
    turn = say(vpn, at(vpn, "yes"), "something else entirely", intent=intent, confidence=0.9)
    assert turn == NotAnAnswer("interrupt")


def test_asking_for_a_person_after_a_no_is_not_taken_as_no(vpn):
    turn = say(vpn, at(vpn, "yes"), "no, let me talk to a person", intent="talk_to_human", confidence=0.8)
    assert turn == NotAnAnswer("interrupt")


def test_another_problem_is_the_other_flow_also_where_free_words_are_taken(vpn):
    turn = at(vpn, "yes", "no", "no", "no", "no")
    assert turn.prompt.free_text
    said = say(vpn, turn, "the printer does not print", intent="printer_problem", confidence=0.8)
    assert said == NotAnAnswer("other_flow")
    unsure = say(vpn, turn, "the printer does not print", intent="printer_problem", confidence=0.4)
    assert isinstance(unsure, Ended)


def test_a_few_words_that_name_no_other_thing_answer_the_question(shipped):
    printer = shipped["printer_problem"]
    turn = engine.begin(printer, {}, now=NOW)
    answered = say(printer, turn, "it says offline", intent="wifi_problem", confidence=0.93)
    assert answered.answered.result == "Missing or offline"
    other = say(
        printer,
        turn,
        "my wifi is offline",
        intent="wifi_problem",
        confidence=0.93,
        entities={"product": "Wi-Fi"},
    )
    assert other == NotAnAnswer("other_flow")


def test_free_words_are_the_answer_and_a_question_is_not(vpn):
    turn = at(vpn, "yes", "no", "no", "no", "no")
    ended = say(vpn, turn, "it says error 809", intent="vpn_problem", confidence=0.9)
    assert "Message on the screen: it says error 809" in ended.ending.details
    assert say(vpn, turn, "how do I see that?", intent="how_to", confidence=0.6).why == "interrupt"
    assert say(vpn, turn, "can I talk to someone", intent="talk_to_human", confidence=0.55).why == "interrupt"


def test_free_words_are_kept_up_to_their_length(vpn):
    ended = say(vpn, at(vpn, "yes", "no", "no", "no", "no"), "x" * 5000)
    assert len(ended.state["facts"]["message"]) == 500


def test_the_symptom_said_again_after_a_step_means_it_did_not_help(vpn):
    turn = say(vpn, at(vpn, "yes"), "the vpn kicked me out again", intent="vpn_problem", confidence=0.9)
    assert turn.answered.result == "did not help"


def test_a_question_about_the_step_is_not_taken_for_its_answer(vpn):
    turn = say(vpn, begun(vpn), "how do I know if it is windows?", intent="how_to", confidence=0.6)
    assert turn == NotAnAnswer("interrupt")


def test_ok_after_please_do_this_does_not_mean_that_it_helped(vpn):
    for text in ("ok", "ok, one moment please", "trying it now"):
        turn = say(vpn, at(vpn, "yes"), text, intent="affirm", confidence=0.9)
        assert turn.prompt.texts == (vpn.lines.no_hurry,)
        assert turn.answered is None
    assert say(vpn, at(vpn, "yes"), "ok, it works", intent="affirm", confidence=0.9).ending.kind == "solved"


def test_where_own_words_are_asked_for_what_sounds_like_waiting_is_the_answer(vpn):
    asked = at(vpn, "yes", "no", "no", "no", "no")
    told = say(vpn, asked, "on the road", intent="wait", confidence=0.9)
    assert told.state["facts"]["message"] == "on the road"
    busy = say(vpn, asked, "hold on, I look it up", intent="wait", confidence=0.9)
    assert busy.prompt.texts == (vpn.lines.no_hurry,)


def test_where_a_choice_is_asked_for_a_place_that_sounds_like_waiting_is_not_told_to_take_its_time(vpn):
    guessed = say(vpn, begun(vpn), "at the store", intent="wait", confidence=0.6)
    assert guessed == NotAnAnswer("unclear", 1)
    sure = say(vpn, begun(vpn), "brb, phone", intent="wait", confidence=0.95)
    assert sure.prompt.texts == (vpn.lines.no_hurry,)


def test_unclear_words_are_counted_until_an_answer(vpn):
    turn = at(vpn, "yes")
    for times in (1, 2):
        assert say(vpn, turn, "hm", intent="nlu_fallback", confidence=0.3) == NotAnAnswer("unclear", times)
        turn = engine.ask_again(vpn, turn.state, now=LATER, how="unclear")
    assert say(vpn, turn, "no").state["unclear"] == 0


def test_solved_said_anywhere_ends_the_flow_as_solved(vpn):
    ended = say(vpn, begun(vpn), "never mind, it came back", intent="solved", confidence=0.9)
    assert ended.ending.kind == "solved"


@pytest.mark.parametrize("words", ["has stopped working", "it is not working at all"])
def test_words_that_say_it_is_broken_solve_nothing_however_they_sound(vpn, words):
    found = say(vpn, begun(vpn), words, intent="solved", confidence=0.9)
    assert not (isinstance(found, Ended) and found.ending.kind == "solved")


def test_coming_back_from_something_else_asks_the_whole_step_again(vpn):
    turn = at(vpn, "yes")
    again = engine.ask_again(vpn, turn.state, now=LATER, how="returned")
    assert again.prompt.texts == ("Back to your VPN.", *turn.prompt.texts)
    assert again.prompt.choices == turn.prompt.choices


def test_hours_later_only_a_button_or_an_exact_answer_counts(vpn):
    turn, tomorrow = at(vpn, "yes"), NOW + timedelta(hours=20)
    vague = Said(text="well it was the same thing I think", intent="not_solved", confidence=0.7)
    assert engine.read(vpn, turn.state, vague, now=tomorrow) == NotAnAnswer("later")
    assert engine.read(vpn, turn.state, Said(text="No"), now=tomorrow).prompt.step == "awake"


def test_a_correction_of_the_device_changes_the_words(vpn):
    turn = say(
        vpn,
        at(vpn, "yes"),
        "wait, it is a mac",
        intent="nlu_fallback",
        entities={"operating_system": "macOS"},
    )
    assert turn.state["facts"]["operating_system"] == "macos"
    assert "menu bar" in " ".join(turn.prompt.texts)


def test_a_step_that_a_new_release_removed_begins_anew_with_what_is_known(vpn):
    turn = at(vpn, "yes", "no")
    gone = {**turn.state, "step": "gone"}
    again = engine.read(vpn, gone, Said(text="no"), now=LATER)
    assert again.prompt.step == "one_network"
    assert again.state["tried"] == turn.state["tried"]


def test_an_ending_says_what_is_known_and_what_was_tried(vpn):
    ended = say(vpn, at(vpn, "yes", "no", "cant do it", "no", "no"), "error 809")
    ending = ended.ending
    assert (ending.kind, ending.queue, ending.rule) == ("incident", "network", "E02-not-solved")
    assert ending.short_description == "VPN connection drops on Windows laptop"
    assert ending.details == (
        "What happens: It drops or reconnects",
        "Device: Windows laptop",
        "Public web pages open: Yes",
        "Message on the screen: error 809",
    )
    assert ending.tried == (
        "Use one network only: did not help",
        "Keep the laptop awake: could not be done",
        "Update the VPN app and restart: did not help",
        "Another network: fails there too",
    )


def test_a_short_description_leaves_out_what_is_unknown(vpn):
    assert engine.give_up(vpn, begun(vpn).state).short_description == "VPN connection drops"
    nothing = engine.begin(vpn, {}, now=NOW)
    assert engine.give_up(vpn, nothing.state).short_description == "VPN problem"


@pytest.mark.parametrize("message", ["word " * 100, "x" * 500])
def test_a_long_fact_is_cut_in_the_heading_and_whole_in_the_details(shipped, message):
    flow = shipped["shared_drive_problem"]
    facts = {name: message.strip() for name in flow.facts}
    ending = engine.give_up(flow, {"facts": facts, "tried": []})
    assert len(ending.short_description) <= 160
    assert any(message.strip() in line for line in ending.details)


def test_leaving_early_gives_what_was_tried_so_far(vpn):
    ending = engine.give_up(vpn, at(vpn, "yes", "no").state)
    assert ending.tried == ("Use one network only: did not help",)
    assert ending.text == ""


def test_a_danger_that_is_denied_does_not_stop_the_flow(vpn):
    assert not isinstance(say(vpn, at(vpn, "yes"), "no, there is no smoke"), Ended)
    assert say(vpn, at(vpn, "yes"), "there is smoke coming out").ending.rule == "E06-danger"


def test_a_question_about_phishing_is_no_danger_and_a_clicked_link_always_is(vpn):
    assert engine.danger(vpn, "how do I report a phishing mail?") is None
    assert engine.danger(vpn, "I got a phishing mail").outcome == "suspicion"
    assert engine.danger(vpn, "what now, I clicked on a link").outcome == "phishing"


def test_the_engine_changes_no_state_it_is_given(vpn):
    turn = at(vpn, "yes")
    before = json.dumps(turn.state)
    say(vpn, turn, "no")
    say(vpn, turn, "go back")
    engine.ask_again(vpn, turn.state, now=LATER, how="unclear")
    assert json.dumps(turn.state) == before


TEXTS = ["yes", "no", "back", "ok", "mac", "it works", "can't", "home", "3", "why?", ""]
INTENTS = [
    "",
    "affirm",
    "deny",
    "solved",
    "not_solved",
    "talk_to_human",
    "how_to",
    "vpn_problem",
    "printer_problem",
    "nlu_fallback",
    "stop",
]
CHOICES = ["", "", "", "internet.yes", "internet.no", "one_network.not_helped", "hotspot.cannot", "x"]
SAID = st.builds(
    Said,
    text=st.one_of(st.sampled_from(TEXTS), st.text(max_size=60)),
    intent=st.sampled_from(INTENTS),
    confidence=st.floats(0, 1),
    choice=st.sampled_from(CHOICES),
    entities=st.dictionaries(
        st.sampled_from(["operating_system", "product"]),
        st.sampled_from(["macOS", "Windows 11", "Linux", ""]),
        max_size=2,
    ),
)


@given(
    name=st.sampled_from(["vpn_problem", "account_locked", "email_problem", "password_reset"]),
    turns=st.lists(SAID, max_size=15),
)
def test_whatever_is_said_the_state_stays_json_and_waits_at_a_question_or_ends(shipped, name, turns):
    flow = shipped[name]
    turn = engine.begin(flow, {}, now=NOW, opening=turns[0] if turns else None)
    for said in turns:
        if isinstance(turn, Ended):
            break
        assert json.loads(json.dumps(turn.state)) == turn.state
        step = flow.step(turn.state["step"])
        assert step.kind in ("ask", "check")
        assert turn.prompt.texts
        following = engine.read(flow, turn.state, said, now=LATER)
        if isinstance(following, NotAnAnswer):
            following = engine.ask_again(flow, turn.state, now=LATER, how="unclear")
        turn = following


@pytest.mark.parametrize("words", ["no idea", "I really don't know", "hm, I'm not sure"])
def test_who_cannot_tell_is_not_asked_again(vpn, words):
    turn = say(vpn, begun(vpn), words.removeprefix("hm, "), intent="nlu_fallback", confidence=0.3)
    assert (turn.ending.kind, turn.ending.text) == ("incident", vpn.lines.unanswered)


def test_a_button_for_the_unsure_is_taken_when_no_answer_is_clear(shipped):
    flow = shipped["account_locked"]
    state = {**begun(flow).state, "step": "message"}
    for _ in range(flow.lines.most_unclear - 1):
        state = engine.ask_again(flow, state, now=LATER, how="unclear").state
    hm = Said("hm", intent="nlu_fallback", confidence=0.3)
    assert engine.read(flow, state, hm, now=LATER).state["path"][-1]["answer"] == "unsure"
