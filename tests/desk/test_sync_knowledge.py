"""Articles kept the same here and in a practice ServiceNow, over HTTP."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from desk.core.events import NewEvent
from desk.knowledge.command import CONFLICTS, FINE, STOPPED, Wishes, sync
from desk.knowledge.kept import Busy, kept
from desk.store import log
from kb_index import library
from kb_index.approve import approve
from kb_index.article import State
from kb_index.entry import contents
from sandbox.started import started

ARTICLES = Path(__file__).parents[2] / "data" / "articles"
PASSWORD = "KB0010001"
PUBLISHED = 28


class There:
    """The knowledge base in ServiceNow, and what somebody does in it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.auth = ("admin", "admin")
        self._session.trust_env = False

    def call(self, method: str, path: str, **more: Any) -> Any:
        response = self._session.request(method, self.url + path, timeout=10, **more)
        response.raise_for_status()
        return response.json()["result"] if response.content else None

    def fault(self, kind: str, method: str, table: str, **more: object) -> None:
        match = {"method": method, "table": table}
        self.call("POST", "/sandbox/faults", json={"fault": kind, "match": match, **more})

    def rows(self, table: str, **query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call(
            "GET", f"/api/now/table/{table}", params={**query, "sysparm_limit": "500"}
        )
        return found

    def article(self, number: str) -> dict[str, Any]:
        return self.rows("kb_knowledge", number=number)[0]

    def change(self, number: str, **values: str) -> None:
        self.call("PATCH", f"/api/now/table/kb_knowledge/{self.article(number)['sys_id']}", json=values)

    def writes(self) -> list[dict[str, Any]]:
        asked = self.call("GET", "/sandbox/requests")
        return [ask for ask in asked if ask["method"] != "GET" and ask["path"].startswith("/api/")]

    def forget(self) -> None:
        self.call("DELETE", "/sandbox/requests")


class Here:
    """This side: two folders, and runs that say what they did."""

    def __init__(self, settings: Any, there: There) -> None:
        self.settings, self.there = settings, there
        self.articles = settings.var / "articles"
        self.review = settings.var / "knowledge" / "review"
        self.articles.mkdir()
        shutil.copy(ARTICLES / "vpn-drops.md", self.articles)
        self.said: list[str] = []

    async def run(self, **wishes: Any) -> Any:
        self.said = []
        given = {"articles": self.articles, "review": self.review, "page": 10, **wishes}
        return await sync(self.settings, Wishes(**given), self.said.append)

    def words(self, name: str, old: str, new: str, folder: Path | None = None) -> None:
        path = (folder or self.articles) / f"{name}.md"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def approve(self, name: str) -> None:
        approve(self.articles / f"{name}.md", by="Ada", on=date(2026, 11, 26))

    def sent_as(self) -> str:
        """The number vpn-drops has there."""
        with kept(self.settings.var / "knowledge" / "sync.db") as state:
            return next(n for n, agreed in state.agreed().items() if agreed.article == "vpn-drops")


@pytest.fixture
def there(monkeypatch):
    with started() as url:
        monkeypatch.setenv("FIRSTLINE_SERVICENOW_URL", url)
        yield There(url)


@pytest.fixture
def here(settings, there):
    return Here(settings, there)


async def test_what_comes_is_clean_markdown_in_review_and_nobody_is_answered_from_it(here, there):
    sys_id = there.article(PASSWORD)["sys_id"]
    about = {"table_name": "kb_knowledge", "table_sys_id": sys_id, "file_name": "screens.pdf"}
    there.call("POST", "/api/now/attachment/file", params=about, data=b"%PDF",
               headers={"Content-Type": "application/pdf"})  # fmt: skip
    there.change(PASSWORD, text="<h2>At home</h2><ol><li>Open <b>Settings</b><script>x</script></li></ol>")

    result = await here.run()

    assert result.code == FINE
    assert result.counts["pulled new"] == PUBLISHED
    text = (here.review / "kb0010001.md").read_text(encoding="utf-8")
    assert "\n## At home\n1. Open **Settings**\n" in text
    assert "# attached there: screens.pdf" in text
    read = library.load(here.review)
    assert len(read.articles) == PUBLISHED
    assert {article.state for article in read.articles} == {State.IN_REVIEW, State.DRAFT}
    assert contents(read.articles).entries == ()


async def test_what_only_some_may_read_there_is_nobodys_here_until_an_author_says_whose(here, there):
    there.change(PASSWORD, can_read_user_criteria="e" * 32)
    await here.run()
    read = {article.id: article for article in library.load(here.review).articles}
    assert read["kb0010001"].audience == ("restricted",)


async def test_a_second_run_writes_nothing_on_either_side(here, there):
    await here.run()
    files = {path: path.stat().st_mtime_ns for path in here.review.iterdir()}
    there.forget()

    result = await here.run()

    assert there.writes() == []
    assert {path: path.stat().st_mtime_ns for path in here.review.iterdir()} == files
    assert set(result.counts) <= {"unchanged"}


async def test_only_what_changed_there_comes_again_and_keeps_what_the_author_added(here, there):
    await here.run()
    here.words("kb0010001", "source:", "asked_as:\n  - new password please\nsource:", here.review)
    there.change(PASSWORD, text="<p>Ask your manager.</p>")

    result = await here.run()

    assert result.counts["pulled changed"] == 1
    changed = {a.id: a for a in library.load(here.review).articles}["kb0010001"]
    assert (changed.body.strip(), changed.asked_as) == ("Ask your manager.", ("new password please",))


async def test_only_approved_words_are_sent_and_each_change_of_them_once(here, there):
    await here.run()
    number = here.sent_as()
    assert there.article(number)["short_description"] == "Stop Larkfield VPN from dropping"
    assert "<h2>Make the VPN steady</h2>" in there.article(number)["text"]

    here.words("vpn-drops", "Restart the computer.", "Restart your computer.")
    await here.run()
    assert "Restart the computer." in there.article(number)["text"]

    here.approve("vpn-drops")
    result = await here.run()
    assert result.counts["pushed changed"] == 1
    assert "Restart your computer." in there.article(number)["text"]
    assert len(there.rows("kb_knowledge", short_description="Stop Larkfield VPN from dropping")) == 1


async def _changed_on_both_sides(here: Here, there: There) -> str:
    await here.run()
    number = here.sent_as()
    there.change(number, text="<p>Buy a better router.</p>")
    here.words("vpn-drops", "Restart the computer.", "Restart your computer.")
    here.approve("vpn-drops")
    return number


async def test_a_change_on_both_sides_is_shown_and_neither_is_overwritten(here, there):
    number = await _changed_on_both_sides(here, there)

    for _ in range(2):  # the second run has nothing new to read, and still says so
        result = await here.run()
        assert result.code == CONFLICTS
        assert "+Buy a better router." in result.conflicts[number]
        assert "-5. Restart your computer." in result.conflicts[number]

    assert there.article(number)["text"] == "<p>Buy a better router.</p>"
    assert "Restart your computer." in (here.articles / "vpn-drops.md").read_text(encoding="utf-8")
    assert not (here.review / "vpn-drops.md").exists()


async def test_a_conflict_is_settled_for_our_words(here, there):
    number = await _changed_on_both_sides(here, there)
    result = await here.run(keep_ours=(number,))
    assert (result.code, result.counts["pushed changed"]) == (FINE, 1)
    assert "Restart your computer." in there.article(number)["text"]


async def test_a_conflict_is_settled_for_their_words_which_wait_beside_the_approved_article(here, there):
    number = await _changed_on_both_sides(here, there)
    approved = (here.articles / "vpn-drops.md").read_text(encoding="utf-8")

    result = await here.run(take_theirs=(number,))

    assert result.code == FINE
    assert (here.articles / "vpn-drops.md").read_text(encoding="utf-8") == approved
    (waits,) = (a for a in library.load(here.review).articles if a.id == "vpn-drops")
    assert (waits.state, waits.approval) == (State.DRAFT, None)
    assert waits.body.strip() == "Buy a better router."
    assert there.article(number)["text"] == "<p>Buy a better router.</p>"


async def test_an_edited_copy_in_review_is_not_written_over_by_a_later_change_there(here, there):
    await here.run()
    number = here.sent_as()
    there.change(number, text="<p>First.</p>")
    await here.run()
    here.words("vpn-drops", "First.", "First, in better words.", here.review)
    there.change(number, text="<p>Second.</p>")

    result = await here.run()

    assert result.code == CONFLICTS
    assert "First, in better words." in (here.review / "vpn-drops.md").read_text(encoding="utf-8")


async def test_what_is_retired_there_is_retired_in_review_and_reported_where_it_is_answered_from(here, there):
    await here.run()
    number = here.sent_as()
    for retired in (number, PASSWORD):
        there.change(retired, workflow_state="retired")

    result = await here.run()

    assert "still answered from here" in result.refused[number]
    read = {a.id: a for a in library.load(here.review).articles}
    assert read["kb0010001"].state is State.RETIRED


async def test_a_rate_limit_is_waited_for(here, there):
    there.fault("429", "GET", "kb_knowledge", seconds=1)
    result = await here.run()
    assert (result.code, result.counts["pulled new"], result.waited) == (FINE, PUBLISHED, 1)
    assert "rate limit" in here.said[0]


async def test_an_article_whose_answer_was_lost_is_there_once(here, there):
    there.fault("commit_then_drop", "POST", "kb_knowledge")
    result = await here.run()
    assert (result.code, result.counts["pushed new"]) == (FINE, 1)
    assert len(there.rows("kb_knowledge", short_description="Stop Larkfield VPN from dropping")) == 1


async def test_a_page_no_person_wrote_is_refused_by_number_and_the_others_come(here, there):
    there.change(PASSWORD, text="<div>" * 500 + "deep")
    result = await here.run()
    assert "nested" in result.refused[PASSWORD]
    assert result.counts["pulled new"] == PUBLISHED - 1


def test_a_run_that_is_killed_goes_on_where_it_was(here, there, settings, tmp_path):
    there.fault("commit_then_delay", "GET", "sys_attachment", seconds=0.3, times=100)
    secrets = {"FIRSTLINE_BOT_SECRET": "s" * 20, "FIRSTLINE_TOKEN_SECRET": "t" * 40}
    environment = {**os.environ, **secrets, "FIRSTLINE_VAR": str(settings.var)}
    command = [sys.executable, "-m", "desk", "sync-knowledge", "--articles", str(here.articles)]
    command += ["--page", "5"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as run:
        end = time.monotonic() + 60
        while len(list(here.review.glob("*.md"))) < 7 and time.monotonic() < end:
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
    before = len(list(here.review.glob("kb*.md")))
    there.call("DELETE", "/sandbox/faults")

    result = asyncio.run(here.run())

    assert 7 <= before < PUBLISHED
    assert result.counts["pulled new"] == PUBLISHED - before
    assert len(library.load(here.review).articles) == PUBLISHED
    assert [path for path in here.review.iterdir() if path.suffix != ".md"] == []
    assert len(there.rows("kb_knowledge", short_description="Stop Larkfield VPN from dropping")) == 1


async def test_a_servicenow_that_is_down_stops_the_run_and_nothing_is_lost(here, there, monkeypatch):
    await here.run()
    there.change(PASSWORD, text="<p>Ask your manager.</p>")
    there.fault("401", "GET", "kb_knowledge", times=20)
    monkeypatch.setattr("desk.knowledge.patience.LONGEST_S", 0.0)

    stopped = await here.run()
    there.call("DELETE", "/sandbox/faults")
    result = await here.run()

    assert (stopped.code, result.counts["pulled changed"]) == (STOPPED, 1)
    assert "sign-in" in stopped.stopped


async def test_two_runs_at_once_are_refused(here, there, settings):
    with kept(settings.var / "knowledge" / "sync.db"), pytest.raises(Busy):
        await here.run()


async def test_who_was_given_an_article_and_whether_it_helped_is_told_once(lab, here, there):
    giulia = there.rows("sys_user", user_name="giulia.marchetti")[0]["sys_id"]
    conversation = await lab.open({"id": giulia, "name": "Giulia", "verified": True})
    about = {"article": "vpn-drops", "version": "1.0", "heading": "Make the VPN steady"}
    said = [NewEvent("answer", "bot", about), NewEvent("feedback", "bot", {**about, "helped": False}),
            NewEvent("answer", "bot", {**about, "article": "only-here"})]  # fmt: skip
    async with lab.parts.desk.db.write() as connection:
        await log.append(connection, conversation, said, datetime.now(UTC))

    first, second = await here.run(), await here.run()

    assert first.said == {"used": 1, "feedback": 1, "of articles that are only here": 1}
    assert second.said == {}
    article = there.article(here.sent_as())["sys_id"]
    (use,) = [row for row in there.rows("kb_use", article=article) if row["session_id"]]
    (judged,) = [row for row in there.rows("kb_feedback", article=article) if row["session_id"]]
    assert (use["used"], use["user"]["value"]) == ("true", giulia)
    assert (judged["useful"], judged["user"]["value"]) == ("no", giulia)
