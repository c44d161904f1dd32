"""What the desk helps with and what can be requested is reported with everything that is missing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from typer.testing import CliRunner

from authored import read
from desk.__main__ import cli
from desk.coverage import command, reading
from desk.coverage.command import every_item, run
from desk.coverage.guidance import Guidance
from desk.coverage.items import GONE, NEITHER, items
from desk.coverage.report import COMPLETE, GAPS, NOT_ASKED, Covered, Report
from desk.coverage.services import services
from itsm.catalogue import Item
from itsm.errors import Unavailable
from itsm.memory import MemoryCatalogue
from sandbox.started import started
from standards.catalogue import Orderable
from standards.model import Topic

DATA = Path(__file__).parents[2] / "data"
TODAY = date(2026, 12, 1)
LATER = date(2027, 6, 1)
FLOW = Guidance("flow", "vpn_problem", topic="vpn", owner="Network team", review=LATER)
ARTICLE = Guidance("article", "vpn-drops", topic="vpn", owner="Remote team", review=date(2027, 5, 1),
                   title="Stop the VPN from dropping", text="Ask for a USB-C\ncharger.")  # fmt: skip
CHARGER = Item("1", "USB-C charger")
ENTRY = Orderable("charger", "USB-C Charger", "vpn_problem", "request", "nobody")


def vpn(*articles: str) -> Topic:
    return Topic("vpn", "VPN", ("vpn_problem",), "network", "vpn", "network", "vpn", articles)


def service(*guidance: Guidance, lists: tuple[str, ...] = ("vpn-drops",)) -> Covered:
    return services([vpn(*lists)], guidance, TODAY)[0]


def item(*guidance: Guidance, entries: tuple[Orderable, ...] = (ENTRY,)) -> Covered:
    return items([CHARGER], entries, guidance, TODAY)[0]


def test_a_topic_has_its_flow_its_articles_their_owners_and_the_first_review_date():
    found = service(FLOW, ARTICLE)

    assert (found.flows, found.articles) == (("vpn_problem",), ("vpn-drops",))
    assert (found.owners, found.review) == (("Network team", "Remote team"), date(2027, 5, 1))
    assert found.gaps == ()


def test_a_topic_without_flow_and_article_is_a_gap():
    assert service(lists=()).gaps == (NEITHER,)


def test_a_topic_that_lists_an_article_that_is_not_there_is_a_gap():
    assert service(FLOW).gaps == ("article vpn-drops: there is no such article",)


@pytest.mark.parametrize(
    ("lacking", "gap"),
    [
        ({"owner": ""}, "no owner"),
        ({"review": None}, "no review date"),
        ({"review": date(2026, 11, 30)}, "review was due on 2026-11-30"),
        ({"valid_until": date(2026, 11, 30)}, "not valid after 2026-11-30"),
        ({"standing": "a draft"}, "a draft"),
        ({"unreadable": "not UTF-8"}, "cannot be read: not UTF-8"),
    ],
)
def test_what_a_flow_or_an_article_lacks_is_a_gap_of_its_topic(lacking: dict[str, Any], gap: str):
    assert service(replace(FLOW, **lacking), ARTICLE).gaps == (f"flow vpn_problem: {gap}",)
    assert service(FLOW, replace(ARTICLE, **lacking)).gaps == (f"article vpn-drops: {gap}",)


def test_the_day_of_a_review_itself_is_not_too_late():
    assert service(replace(FLOW, review=TODAY), ARTICLE).gaps == ()


def test_an_article_that_no_topic_lists_counts_for_the_topic_it_names_unless_it_is_retired():
    retired = replace(ARTICLE, name="old", standing="retired", retired=True)

    found = services([vpn()], [FLOW, ARTICLE, retired], TODAY)

    assert [(row.articles, row.gaps) for row in found] == [(("vpn-drops",), ())]


def test_a_flow_that_no_topic_leads_to_is_a_gap():
    lonely = replace(FLOW, name="fax_problem", topic="fax")

    found = services([vpn("vpn-drops")], [FLOW, ARTICLE, lonely], TODAY)[-1]

    assert found.gaps == ("flow fax_problem: belongs to no topic",)


def test_an_item_has_the_entries_that_order_it_with_the_flow_its_owner_and_its_review_date():
    found = item(FLOW, ARTICLE)

    assert (found.entries, found.flows, found.articles) == (("charger",), ("vpn_problem",), ())
    assert (found.owners, found.review, found.gaps) == (("Network team",), LATER, ())


def test_what_the_flow_of_an_item_lacks_is_a_gap_of_the_item():
    assert item(replace(FLOW, owner="")).gaps == ("flow vpn_problem: no owner",)


def test_an_item_whose_entry_names_a_flow_that_is_not_there_is_a_gap():
    assert item(ARTICLE).gaps == ("entry charger: there is no flow vpn_problem",)


def test_the_entry_for_anything_else_is_for_every_flow_that_may_end_in_a_request():
    anything = replace(ENTRY, key="anything_else", flow="")
    asking = replace(FLOW, name="access_request", requests=True)

    assert item(FLOW, asking, entries=(anything,)).flows == ("access_request",)
    assert item(FLOW, entries=(anything,)).gaps == ("entry anything_else: no flow ends in a request",)


def test_an_item_that_nothing_orders_is_covered_by_an_article_that_names_it():
    assert item(FLOW, ARTICLE, entries=()).articles == ("vpn-drops",)
    assert item(FLOW, ARTICLE, entries=()).gaps == ()


def test_an_article_that_has_the_item_in_its_title_or_is_in_order_comes_before_one_that_has_not():
    titled = replace(ARTICLE, name="usb-c-charging", title="The USB-C charger is broken")
    draft = replace(titled, standing="a draft")

    assert item(ARTICLE, titled, entries=()).articles == ("usb-c-charging",)
    assert item(ARTICLE, draft, entries=()).articles == ("vpn-drops",)
    assert item(draft, entries=()).gaps == ("article usb-c-charging: a draft",)


def test_a_part_of_a_word_names_no_item():
    chargers = replace(ARTICLE, text="All USB-C chargers fit.")

    assert item(chargers, entries=()).gaps == (NEITHER,)


def test_an_item_that_only_our_catalogue_has_is_gone():
    found = items([CHARGER], [ENTRY, replace(ENTRY, key="fax", item="Fax machine")], [FLOW], TODAY)

    assert [(row.title, row.gone, row.entries, row.gaps) for row in found] == [
        ("USB-C charger", False, ("charger",), ()),
        ("Fax machine", True, ("fax",), (GONE,)),
    ]


def test_the_exit_code_says_complete_gaps_or_not_asked():
    whole, holed = service(FLOW, ARTICLE), service(FLOW)

    assert Report(TODAY, (whole,), (item(FLOW),)).code == COMPLETE
    assert Report(TODAY, (holed,), (item(FLOW),)).code == GAPS
    assert Report(TODAY, (whole,), (item(),)).code == GAPS
    assert Report(TODAY, (holed,), None, "down").code == NOT_ASKED


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("owner:", "# owner:", ["no owner", "changed since it was approved"]),
        ("review: ", "review: 2027-02-31 # ", ["no review date"]),
        ("approval: {person", "approval: # {person", ["approved by nobody"]),
        ("title: ", "title: Your ", ["changed since it was approved"]),
        ("title: ", "title: [", ["cannot be read: not YAML"]),
    ],
)
def test_a_flow_file_that_lacks_something_is_read_and_says_so(tmp_path, old, new, missing):
    _write(tmp_path / "flows", DATA / "flows" / "vpn_problem.yml", old, new)

    (found,) = reading.guidance(tmp_path)

    assert found.name == "vpn_problem"
    _says(found, "flow vpn_problem: ", missing)


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("owner:", "# owner:", ["no owner"]),
        ("review_date:", "# review_date:", ["no review date"]),
        ("state: approved", "state: draft", ["a draft"]),
        ("state: approved", "state: in_review", ["waits for its review"]),
        ("state: approved", "state: retired", ["retired"]),
        ("title: ", "title: Do ", ["changed since it was approved"]),
        ("title: ", "title: [", ["cannot be read: not YAML"]),
    ],
)
def test_an_article_file_that_lacks_something_is_read_and_says_so(tmp_path, old, new, missing):
    _write(tmp_path / "articles", DATA / "articles" / "vpn-drops.md", old, new)

    (found,) = reading.guidance(tmp_path)

    assert (found.name, found.retired) == ("vpn-drops", missing == ["retired"])
    _says(found, "article vpn-drops: ", missing)


async def test_a_list_that_cannot_be_the_whole_one_flags_nothing_as_gone(monkeypatch):
    monkeypatch.setattr(command, "MOST", 2)
    one, two = CHARGER, Item("2", "Mouse")

    assert await every_item(MemoryCatalogue([one])) == (one,)
    with pytest.raises(Unavailable, match="2 items or more"):
        await every_item(MemoryCatalogue([one, two]))
    with pytest.raises(Unavailable, match="no item"):
        await every_item(MemoryCatalogue())


class There:
    """ServiceNow's catalogue, and what an administrator does in it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.auth = ("admin", "admin")
        self._session.trust_env = False

    def call(self, method: str, path: str, **more: Any) -> Any:
        response = self._session.request(method, self.url + path, timeout=10, **more)
        response.raise_for_status()
        return response.json()["result"] if response.content else None

    def names(self) -> list[str]:
        rows = self.call("GET", "/api/now/table/sc_cat_item", params={"sysparm_limit": "100"})
        return sorted(row["name"] for row in rows)

    def switch(self, name: str, active: str) -> None:
        (row,) = self.call("GET", "/api/now/table/sc_cat_item", params={"name": name})
        self.call("PATCH", f"/api/now/table/sc_cat_item/{row['sys_id']}", json={"active": active})


class On:
    """A clock that stands on a day."""

    def __init__(self, day: date) -> None:
        self._now = datetime(day.year, day.month, day.day, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now


@pytest.fixture(scope="module")
def running() -> Iterator[There]:
    with started() as url:
        yield There(url)


@pytest.fixture
def there(running: There, monkeypatch: pytest.MonkeyPatch) -> There:
    monkeypatch.setenv("FIRSTLINE_SERVICENOW_URL", running.url)
    return running


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The shipped standards, with one flow and one article."""
    shutil.copytree(DATA / "standards", tmp_path / "standards")
    _write(tmp_path / "flows", DATA / "flows" / "vpn_problem.yml")
    return tmp_path


async def test_the_shipped_data_covers_every_topic_and_lists_the_forty_items(there, capsys):
    code = await run(DATA, On(TODAY), as_json=True)
    said = json.loads(capsys.readouterr().out.splitlines()[-1])

    assert len(said["items"]) == 40
    assert sorted(row["name"] for row in said["items"]) == there.names()
    assert (len(said["services"]), [gap for gap in said["gaps"] if gap["part"] == "topic"]) == (35, [])
    (mouse,) = [row for row in said["items"] if row["name"] == "Mouse"]
    flow = read(DATA / "flows" / "hardware_request.yml").data
    assert (mouse["entries"], mouse["flows"]) == (["mouse"], ["hardware_request"])
    assert (mouse["owners"], mouse["review"]) == ([flow["owner"]], flow["review"])
    neither = [row for row in said["items"] if NEITHER in row["gaps"]]
    assert [gap["of"] for gap in said["gaps"]] == [row["title"] for row in neither]
    assert not any(row["entries"] or row["articles"] for row in neither)
    assert (said["gone"], said["not_asked"]) == ([], "")
    assert code == (GAPS if neither else COMPLETE)


async def test_an_item_that_servicenow_gave_up_is_flagged_until_it_is_back(there, small, capsys):
    there.switch("Mouse", "false")
    try:
        code = await run(small, On(TODAY), as_json=True)
    finally:
        there.switch("Mouse", "true")
    said = json.loads(capsys.readouterr().out)
    await run(small, On(TODAY), as_json=True)
    back = json.loads(capsys.readouterr().out)

    assert (code, said["gone"], back["gone"]) == (GAPS, ["Mouse"], [])
    assert {"part": "item", "of": "Mouse", "gap": GONE} in said["gaps"]


async def test_a_review_date_that_the_clock_has_passed_is_listed_before_what_is_complete(
    there, small, capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "200")
    (flow,) = reading.guidance(small)

    await run(small, On(flow.review + timedelta(days=1)), as_json=False)

    said = capsys.readouterr().out
    assert f"flow vpn_problem: review was due on {flow.review}" in said
    assert said.index("review was due") < said.index("The services that are supported")
    assert "What can be requested" in said


async def test_a_servicenow_that_does_not_answer_leaves_the_services_and_says_what_is_unknown(
    monkeypatch, small, capsys
):
    monkeypatch.setenv("FIRSTLINE_SERVICENOW_URL", "http://127.0.0.1:9")

    code = await run(small, On(TODAY), as_json=False)
    said = capsys.readouterr()

    assert code == NOT_ASKED
    assert "The services that are supported" in said.out
    assert "What can be requested" not in said.out
    assert "what can be requested, and whether an item is gone, was not checked: ServiceNow" in said.err


async def test_standards_that_are_not_in_order_are_named_with_their_line(there, small, capsys):
    _write(small / "standards", small / "standards" / "topics.yml", "title: VPN\n", "titel: VPN\n")

    assert await run(small, On(TODAY), as_json=True) == NOT_ASKED
    said = capsys.readouterr()
    assert "topics.yml:" in said.err
    assert "topics.yml:" in json.loads(said.out)["not_asked"]


def test_the_command_ends_with_the_code_of_its_report(there, small):
    result = CliRunner().invoke(cli, ["coverage", "--data", str(small), "--json"])

    assert result.exit_code == GAPS
    assert len(json.loads(result.stdout.splitlines()[-1])["items"]) == 40


def _write(folder: Path, source: Path, old: str = "", new: str = "") -> None:
    """A copy of a file, with other words in one place."""
    text = source.read_text(encoding="utf-8")
    assert old in text
    folder.mkdir(exist_ok=True)
    (folder / source.name).write_text(text.replace(old, new, 1), encoding="utf-8")


def _says(found: Guidance, of: str, missing: list[str]) -> None:
    gaps = found.gaps(TODAY)
    assert len(gaps) == len(missing)
    assert all(gap.startswith(of + each) for gap, each in zip(gaps, missing, strict=True))
