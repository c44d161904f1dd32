"""The story by HTTP through every process: fragments, a flow, an answer, an incident."""

from __future__ import annotations

import re

from tests.story.conftest import Opens, incidents, somebody
from tests.story.people import walk_to_the_draft
from tests.story.processes import Processes


async def test_three_fragments_get_one_answer(stack: Processes, opens: Opens) -> None:
    ana = await opens(stack)
    for fragment in ("hi", "outlook", "isnt working"):
        await ana.write(fragment)
    await ana.hears("mail|Outlook")
    replies = [line for line in ana.seen if line["kind"] == "reply"]
    first_seq = min(line["seq"] for line in replies)
    assert all(line["seq"] < first_seq for line in ana.seen if line["kind"] == "message")


async def test_a_vpn_problem_is_restated_and_walked_through_to_solved(stack: Processes, opens: Opens) -> None:
    ana = await opens(stack)
    await ana.write("my vpn keeps dropping")
    await ana.hears("VPN connection drops")
    assert "Windows laptop" in await ana.is_asked()
    await ana.write("its a windows laptop")
    assert await ana.is_asked() == ["Yes", "No"]
    await ana.press("Yes")
    assert "Yes, it works now" in await ana.is_asked()
    await ana.press("Yes, it works now")
    await ana.hears("How was the help")
    assert "Very good" in ana.titles()


async def test_how_to_share_a_calendar_is_quoted_with_title_and_version(
    stack: Processes, opens: Opens
) -> None:
    ana = await opens(stack)
    await ana.write("how do I share my calendar?")
    titles = await ana.is_asked()
    cards = [line["card"] for line in ana.seen if line["card"]]
    assert cards[0]["card"] == "answer"
    assert cards[0]["article"] == "share-calendar"
    assert cards[0]["version"]
    assert any("yes" in title.lower() for title in titles)


async def test_a_question_no_article_covers_gets_an_honest_answer_and_next_steps(
    stack: Processes, opens: Opens
) -> None:
    ana = await opens(stack)
    await ana.write("what is the best recipe for lasagne with spinach?")
    titles = await ana.is_asked()
    assert not [line for line in ana.seen if line["card"] and line["card"]["card"] == "answer"]
    assert len(titles) >= 2


async def test_an_unsolved_problem_is_filed_whole_and_only_its_owner_reads_it(
    stack: Processes, opens: Opens
) -> None:
    ana = await opens(stack, 1)
    await walk_to_the_draft(ana)
    await ana.press("Yes, file it")
    told = await ana.hears(r"INC\d{7}")
    number = re.search(r"INC\d{7}", told["text"]).group()  # type: ignore[union-attr]
    (row,) = await incidents(stack, number=number)
    person = await somebody(stack, 1)
    assert row["caller_id"] == person["id"]
    assert row["contact_type"] == "chat"
    assert row["category"] == "network"
    assert {row["impact"], row["urgency"]} <= {"1", "2", "3"}
    assert row["assignment_group"]
    assert row["correlation_id"]
    assert "VPN" in row["short_description"]
    assert "my vpn keeps dropping" in row["description"]
    await ana.write("what's the status of my ticket?")
    await ana.hears(number)
    ben = await opens(stack, 2)
    await ben.write(f"what's the status of {number}?")
    await ben.hears(".", 10)
    assert not any("VPN" in words for words in ben.words())
