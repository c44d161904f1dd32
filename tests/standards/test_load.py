from pathlib import Path

import pytest

import standards
from standards.__main__ import main

SHIPPED = Path(__file__).parents[2] / "data" / "standards"


def change(folder: Path, name: str, old: str, new: str) -> int:
    """Replace a text once and return the line where it was."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_standards_have_no_problems():
    assert standards.check(SHIPPED) == ()


def test_every_intent_has_a_topic_and_what_no_topic_claims_is_general():
    loaded = standards.load(SHIPPED)
    assert loaded.topic_of("vpn_problem").name == "vpn"
    assert loaded.topic_of("nlu_fallback").name == "general"


def test_an_answer_about_the_vpn_goes_to_the_network_group():
    loaded = standards.load(SHIPPED)
    vpn = loaded.topic("vpn")
    assert (vpn.category, vpn.subcategory, loaded.queue(vpn.queue).group) == (
        "network",
        "vpn",
        "Network Operations",
    )


@pytest.mark.parametrize(("impact", "urgency", "priority"), [
    (1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 2), (2, 2, 3), (2, 3, 4), (3, 1, 3), (3, 2, 4), (3, 3, 5),
])
def test_priority_follows_the_servicenow_table(impact, urgency, priority):
    assert standards.load(SHIPPED).priority(impact, urgency) == priority


def test_a_rule_about_a_topic_wins_over_the_general_one(folder):
    with (folder / "escalation.yml").open("a", encoding="utf-8") as file:
        file.write("  - {id: E30-wifi-person, trigger: asked_for_person, topic: wifi, reason: Wi-Fi, "
                   "priority: 1, queue: hardware}\n")
    loaded = standards.load(folder)
    assert loaded.rule_for("asked_for_person", "wifi").id == "E30-wifi-person"
    assert loaded.rule_for("asked_for_person", "vpn").id == "E01-asked-for-person"
    assert loaded.queue_for(loaded.rule_for("asked_for_person", "wifi"), "wifi").name == "hardware"
    assert loaded.queue_for(loaded.rule_for("asked_for_person", "vpn"), "vpn").name == "network"


def test_every_trigger_has_a_rule_and_each_next_rule_is_known():
    loaded = standards.load(SHIPPED)
    for rule in loaded.escalation:
        assert loaded.rule_for(rule.trigger).trigger == rule.trigger
        assert not rule.next or loaded.rule(rule.next)


def test_a_wording_is_filled_in_and_a_missing_value_is_an_error():
    loaded = standards.load(SHIPPED)
    assert loaded.wording("ticket_number", reference="FL-7K3Q2M", number="INC0010001") == (
        "Your ticket FL-7K3Q2M now has its number: INC0010001.")
    with pytest.raises(KeyError):
        loaded.wording("ticket_number", reference="FL-7K3Q2M")


def test_a_rating_offers_five_choices_best_first():
    assert [choice.id for choice in standards.load(SHIPPED).survey()] == ["5", "4", "3", "2", "1"]


@pytest.mark.parametrize(("file", "old", "new", "message", "remedy"), [
    ("topics.yml", "queue: network", "queue: netwrk", "'netwrk' is no queue", "add it to queues.yml"),
    ("topics.yml", "skill: vpn", "skill: cooking", "'cooking' is no skill of its queue", "vpn, wifi"),
    ("topics.yml", "intents: [wifi_problem]", "intents: [vpn_problem]",
     "intent 'vpn_problem' is also in topic 'vpn'", "leave it in one topic"),
    ("topics.yml", "subcategory: vpn", "subcategory: tunnel",
     "'tunnel' is no subcategory of 'network'", "vpn"),
    ("topics.yml", "category: software", "category: softwear",
     "'softwear' is no ServiceNow category", "software"),
    ("topics.yml", "title: Printing", "titel: Printing", "'titel' is no key here", "did you mean 'title'?"),
    ("queues.yml", "calendar: milan_office", "calendar: rome", "'rome' is no calendar", "coverage.yml"),
    ("queues.yml", "default: service_desk", "default: desk", "'desk' is no queue", "service_desk"),
    ("escalation.yml", "next: E20-nobody-accepted", "next: E99-none", "'E99-none' is no rule", "this file"),
    ("escalation.yml", "trigger: complaint", "trigger: complain", "'complain' is not allowed", "complaint"),
    ("escalation.yml", "id: E02-not-solved", "id: E01-asked-for-person",
     "rule id 'E01-asked-for-person' is used twice", "an id of its own"),
    ("coverage.yml", "time_zone: Europe/Rome", "time_zone: Europe/Roma",
     "'Europe/Roma' is no time zone", "Europe/Rome"),
    ("coverage.yml", '"07:00-12:30", "13:30-19:00"', '"07:00-13:40", "13:30-19:00"',
     "the hours overlap or are out of order", "morning to night"),
    ("coverage.yml", '"13:30-18:00"', '"13:30-28:00"', "'13:30-28:00' is no span of time", "07:00-12:30"),
    ("coverage.yml", "2026-12-25:", "2026-13-25:", "'2026-13-25' is no date", "2026-12-25"),
    ("priority.yml", "urgency_2: 2", "urgency_2: 4",
     "impact 1, urgency 2 comes after a lesser case", "downwards"),
    ("timers.yml", "lease_s: 60", "lease_s: soon", "'soon' is not a whole number", "write a whole number"),
    ("wording.yml", "{reference} now has", "{refrence} now has",
     "{refrence} is not known here", "number, reference"),
    ("tips.yml", "  vpn:", "  vnp:", "'vnp' is no topic", "topics.yml"),
    ("tips.yml", "lead:", "led:", "'led' is no key here", "did you mean 'lead'?"),
    ("history.yml", "[inquiry]", "[inquiries]", "'inquiries' is no ServiceNow category", "inquiry"),
    ("history.yml", "alike: 0.60", "alike: 60", "60 is greater than the maximum of 1", "mend"),
    ("history.yml", "wait_s: 2", "wait_s: 20", "20 is greater than the maximum of 2", "never kept longer"),
    ("wording.yml", "queued_next:", "queued_nxt:",
     "'queued_nxt' is a wording that nobody says", "mend its name"),
])
def test_a_broken_standard_names_file_line_and_remedy(folder, file, old, new, message, remedy):
    line = change(folder, file, old, new)
    found = [problem for problem in standards.check(folder) if message in problem.message]
    assert [(Path(problem.file).name, problem.line) for problem in found[:1]] == [(file, line)]
    assert remedy in found[0].remedy


def test_a_missing_file_and_a_missing_wording_are_problems(folder):
    change(folder, "wording.yml", "  bot_back:", "  bot_gone:")
    assert "no wording 'bot_back'" in [problem.message for problem in standards.check(folder)]
    (folder / "timers.yml").unlink()
    [problem] = standards.check(folder)
    assert (Path(problem.file).name, problem.message) == ("timers.yml", "the file is missing")


def test_standards_of_an_older_release_without_tips_are_read_all_the_same(folder):
    (folder / "tips.yml").unlink()
    assert standards.load(folder).tips.about("vpn") == ""


def test_standards_of_an_older_release_without_history_have_the_usual_values(folder):
    shipped = standards.load(folder).history
    (folder / "history.yml").unlink()
    assert standards.load(folder).history == shipped


def test_an_article_that_does_not_exist_is_found_where_there_are_articles(folder):
    articles = folder.parent / "articles"
    articles.mkdir()
    (articles / "a.md").write_text("---\nid: vpn-connect\n---\n", encoding="utf-8")
    missing = [problem for problem in standards.check(folder) if "is no article" in problem.message]
    assert missing
    assert all("'vpn-connect'" not in problem.message for problem in missing)


def test_broken_standards_are_refused_whole(folder):
    change(folder, "topics.yml", "queue: network", "queue: netwrk")
    with pytest.raises(standards.Invalid) as caught:
        standards.load(folder)
    assert "topics.yml" in str(caught.value)


def test_the_command_prints_problems_and_fails(folder, capsys):
    assert main(["check", str(folder)]) == 0
    line = change(folder, "topics.yml", "queue: network", "queue: netwrk")
    assert main(["check", str(folder)]) == 1
    assert f"topics.yml:{line}: 'netwrk' is no queue; add it to queues.yml" in capsys.readouterr().err


@pytest.mark.parametrize(("known", "urgency"), [
    ({"urgency": "can wait"}, 3), ({"urgency": "can wait", "vip": "yes"}, 3), ({}, 2),
    ({"urgency": "work stopped"}, 1),
])  # fmt: skip
def test_who_says_that_it_can_wait_is_believed(known, urgency):
    assert standards.load(SHIPPED).raised(3, 2, known)[1] == urgency


def test_a_whole_site_counts_as_much_as_the_company():
    assert standards.load(SHIPPED).raised(3, 2, {"person_count": "site"}) == (1, 2)
