"""The knowledge interface: who finds what, and what reading leaves behind."""

from __future__ import annotations

BASE = "/api/sn_km_api/knowledge/articles"


def test_words_find_the_article_that_has_them_in_its_title(api):
    result = api(
        "GET", BASE, params={"query": "vpn drops", "limit": 3, "fields": "number,kb_category"}
    ).json()
    first = result["result"]["articles"][0]

    assert first["title"] == "The VPN drops every few minutes"
    assert first["id"].startswith("kb_knowledge:")
    assert first["fields"]["kb_category"]["display_value"] == "Network"
    assert "<" not in first["snippet"]


def test_only_published_articles_are_found_and_pages_follow_one_another(api):
    first = api("GET", BASE, params={"limit": 20}).json()["result"]
    second = api("GET", BASE, params={"limit": 20, "offset": 20}).json()["result"]
    titles = [each["title"] for each in first["articles"] + second["articles"]]

    assert first["meta"]["count"] == len(titles) == len(set(titles)) == 26
    assert "Working with the new ERP" not in titles


def test_a_filter_and_a_base_narrow_the_search(api):
    filtered = api("GET", BASE, params={"filter": "kb_category.label=Printing"}).json()["result"]

    assert filtered["meta"]["count"] == 3
    assert api("GET", BASE, params={"kb": "0" * 32}).json()["result"]["articles"] == []


def test_reading_an_article_may_count_as_a_view(api):
    row = api.one("kb_knowledge", "short_description=Office Wi-Fi")
    read = api("GET", f"{BASE}/{row['sys_id']}?update_view=true&search_id=abc").json()["result"]
    by_number = api("GET", f"{BASE}/{row['number']}").json()["result"]
    again = api.one("kb_knowledge", "short_description=Office Wi-Fi")

    assert read["content"] == by_number["content"] == row["text"]
    assert int(again["sys_view_count"]) == int(row["sys_view_count"]) + 1
    assert len(api.rows("kb_use", f"article={row['sys_id']}^search_id=abc")) == 1


def test_a_retired_article_is_not_there(api):
    retired = api.one("kb_knowledge", "workflow_state=retired")

    assert api("GET", f"{BASE}/{retired['sys_id']}").status_code == 404


def test_feedback_is_counted_and_rated(api):
    row = api.one("kb_knowledge", "short_description=Blank pages")
    api.create("kb_feedback", article=row["sys_id"], useful="yes", rating="5", comments="Helped")
    again = api.one("kb_knowledge", "short_description=Blank pages")

    assert int(again["helpful_count"]) == int(row["helpful_count"]) + 1
    assert 3 <= float(again["rating"]) <= 5


def test_publishing_dates_an_article_and_gives_it_a_whole_version(api):
    draft = api.create("kb_knowledge", short_description="New", text="<p>x</p>")
    published = api.change("kb_knowledge", draft["sys_id"], workflow_state="published")

    assert (draft["workflow_state"], draft["version"]) == ("draft", "0.01")
    assert (published["version"], bool(published["published"])) == ("1.0", True)


def test_most_viewed_come_in_that_order(api):
    articles = api("GET", f"{BASE}/most_viewed?limit=5").json()["result"]["articles"]
    scores = [each["score"] for each in articles]

    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 5
