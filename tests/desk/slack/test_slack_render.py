"""Events as Slack shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from desk.channels.slack.mrkdwn import link, mrkdwn
from desk.channels.slack.render import render, split
from desk.core.events import Event

ANSWER = {
    "card": "answer", "article": "KB1", "version": "1.2", "title": "Share a calendar", "heading": "Outlook",
    "passage": "Open **Calendar**.\nChoose Share.", "score": 0.9, "link": "https://kb.example/KB1",
}  # fmt: skip
TICKET = {
    "number": "INC0010001",
    "state": "in_progress",
    "short_description": "VPN <drops>",
    "last_comment": "",
}


def event(text: str = "", *, role: str = "bot", kind: str = "reply", name: str = "", **data: Any) -> Event:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    return Event(1, "c1", 3, kind, now, role, "", name, {"text": text, **data})  # type: ignore[arg-type]


def words(blocks: list[dict[str, Any]]) -> list[str]:
    shown = [b["text"]["text"] for b in blocks if b["type"] == "section"]
    return shown + [e["text"] for b in blocks if b["type"] == "context" for e in b["elements"]]


def buttons(n: int, title: str = "b") -> list[dict[str, str]]:
    return [{"id": f"id{i}", "title": f"{title}{i}"} for i in range(n)]


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("**bold** and *it* and ~~no~~", "*bold* and _it_ and ~no~"),
        ("# Head\n\ntext", "*Head*\n\ntext"),
        ("- a\n- b\n  - c", "• a\n• b\n    • c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> q\n> r", "> q\n> r"),
        ("`a<b`", "`a&lt;b`"),
        ("```\nx < 1\n```", "```\nx &lt; 1\n```"),
        ("[page](https://a.example/?a=1&b=2)", "<https://a.example/?a=1&amp;b=2|page>"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("a\nb", "a\nb"),
        ("| a | b |\n|---|---|\n| c | d |", "a | b\nc | d"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("<!channel> <@U01> &lt;!here&gt;", "&lt;!channel&gt; &lt;@U01&gt; &lt;!here&gt;"),
    ],
)
def test_our_markdown_in_slacks_markup(markdown: str, shown: str) -> None:
    assert mrkdwn(markdown) == shown


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "!channel", "@U01", ""])
def test_an_address_that_may_not_be_opened_is_no_link(address: str) -> None:
    assert link(address, "here") == "here"


def test_a_link_cannot_be_broken_out_of() -> None:
    made = link("https://a.example/|x><!channel>", "la|bel> <!here>")
    assert made.count("<") == made.count(">") == 1
    assert made.count("|") == 1


def test_an_event_without_words_is_not_posted() -> None:
    assert render(event(kind="status", role="desk")) is None


def test_an_answer_quotes_the_passage_and_cites_its_article() -> None:
    post = render(event("Our guide may help.", card=ANSWER))
    assert post is not None
    assert words(post.blocks) == [
        "Our guide may help.",
        "> Open *Calendar*.\n> Choose Share.",
        "_<https://kb.example/KB1|Share a calendar>_ · 1.2",
    ]


def test_a_quotation_that_the_words_hold_already_is_not_said_twice() -> None:
    said = "Our guide says:\n\n> Open **Calendar**.\n> Choose Share.\n\nFrom “Share a calendar”, version 1.2."
    post = render(event(said, card={**ANSWER, "link": ""}))
    assert post is not None
    assert len(words(post.blocks)) == 1


def test_tickets_are_listed_and_are_for_the_person_alone() -> None:
    post = render(event("These are yours:", card={"card": "tickets", "items": [TICKET]}))
    assert post is not None
    assert post.private
    assert words(post.blocks)[1] == "*INC0010001* · in_progress\nVPN &lt;drops&gt;"


def test_thirty_buttons_make_two_rows_of_opaque_ids() -> None:
    post = render(event("Which?", buttons=buttons(30)))
    assert post is not None
    rows = [b["elements"] for b in post.blocks if b["type"] == "actions"]
    assert [len(row) for row in rows] == [25, 5]
    assert rows[1][4]["value"] == "id29"
    assert len({e["action_id"] for row in rows for e in row}) == 30


def test_a_long_title_is_cut_at_75_letters() -> None:
    post = render(event("Which?", buttons=buttons(1, "x" * 100)))
    assert post is not None
    title = post.blocks[-1]["elements"][0]["text"]["text"]
    assert len(title) == 75
    assert title.endswith("…")


def test_after_a_choice_the_buttons_are_gone_and_the_choice_is_shown() -> None:
    post = render(event("Which?", buttons=buttons(3, "<b>")), chosen="id1")
    assert post is not None
    assert not [b for b in post.blocks if b["type"] == "actions"]
    assert words(post.blocks) == ["Which?", "✓ *&lt;b&gt;1*"]


def test_an_agent_is_named() -> None:
    post = render(event("Hello", role="agent", kind="agent_message", name="Lee <Chan>"))
    assert post is not None
    assert "*Lee &lt;Chan&gt;*" in words(post.blocks)


@pytest.mark.parametrize("text", ["word " * 5000, "line\n" * 5000, "x" * 20_000, "&" * 9000, "a<b " * 4000])
def test_long_words_are_cut_into_sections_and_none_is_lost(text: str) -> None:
    whole = mrkdwn(text)
    parts = split(whole, 2900)
    assert all(0 < len(part) <= 2900 for part in parts)
    assert "".join(parts).replace("\n", "") == whole.replace("\n", "")
    assert all(part.count("&") == part.count(";") for part in parts)
