"""What is taken for what: the figures and the page an author reads them on."""

from html.parser import HTMLParser

import pytest

from stack import confusion, confusion_page
from stack.heard import Heard, Near


def line(text, label, intent, cosine=0.5):
    return Heard(text, label, intent, 0.9, (), (Near(f"near {text}", intent, cosine),))


LINES = [
    line("a", "vpn", "vpn"), line("b", "vpn", "wifi"), line("c", "vpn", "wifi"), line("d", "wifi", "wifi"),
    line("e", "out_of_scope", "nlu_fallback"), line("f", "wifi", "nlu_fallback"),
    line("g", "mail", "mail", 0.89),
]  # fmt: skip


def test_recall_and_precision_of_each_intent():
    found = {one.name: one for one in confusion.intents(LINES)}
    assert found["vpn"].recall == pytest.approx(1 / 3)
    assert found["vpn"].precision == 1.0
    assert found["vpn"].f1 == pytest.approx(0.5)
    assert found["wifi"].precision == pytest.approx(1 / 3)
    assert found["out_of_scope"].precision == pytest.approx(0.5)


def test_an_intent_that_nothing_was_taken_for_has_no_precision():
    (only,) = confusion.intents([line("a", "vpn", "wifi")])
    assert (only.precision, only.f1) == (None, 0.0)


def test_macro_f1_is_what_scikit_learn_says():
    """0.5 (vpn), 0.4 (wifi), 1 (mail), 2/3 (out of scope)."""
    assert confusion.macro_f1(confusion.intents(LINES)) == pytest.approx((0.5 + 0.4 + 1 + 2 / 3) / 4)
    assert confusion.macro_f1(()) == 0.0


def test_the_commonest_confusion_comes_first_with_its_lines():
    first, second = confusion.pairs(LINES)
    assert (first.meant, first.taken_for) == ("vpn", "wifi")
    assert [one.text for one in first.lines] == ["b", "c"]
    assert (second.meant, second.taken_for) == ("wifi", "out_of_scope")


def test_the_map_holds_only_intents_that_are_confused():
    found = confusion.matrix(LINES)
    assert found.names == ("vpn", "wifi", "out_of_scope")
    assert found.rows == ((1, 2, 0), (0, 1, 1), (0, 0, 1))


def test_the_map_stays_readable_when_everything_is_confused():
    lines = [line(str(n), f"intent{n:02}", f"intent{n + 1:02}") for n in range(80)]
    assert len(confusion.matrix(lines, most=32).names) == 32


def test_the_bins_of_closeness_hold_every_line_once():
    bins = confusion.closeness([line("a", "x", "x", cosine) for cosine in (0.02, 0.5, 0.899, 0.9, 1.0)])
    assert sum(one.count for one in bins) == 5
    assert sum(one.share for one in bins) == pytest.approx(1)
    assert sum(one.count for one in bins if one.start >= 0.9) == 2
    assert confusion.closest(LINES) == 0.89


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_needs_no_script_and_fetches_nothing():
    tags = Tags()
    tags.feed(confusion_page.page(LINES, "Release r1"))
    assert tags.open == []
    names = {tag for tag, _ in tags.seen}
    assert not names & {"script", "img", "link", "iframe"}
    targets = {attrs["id"] for _, attrs in tags.seen if "id" in attrs}
    links = {attrs["href"] for tag, attrs in tags.seen if tag == "a"}
    assert {link.removeprefix("#") for link in links} <= targets


def test_the_page_shows_lines_with_their_nearest_training_line_and_escapes_them():
    told = confusion_page.page([line("<b>my vpn</b>", "vpn", "wifi")], "r1")
    assert "&lt;b&gt;my vpn&lt;/b&gt;" in told
    assert "near &lt;b&gt;" in told
    assert "<b>my vpn" not in told


@pytest.mark.parametrize("lines", [[], [Heard("a", "vpn", "vpn", 1.0)]])
def test_with_nothing_confused_and_nothing_near_there_is_still_a_page(lines):
    assert "Nothing was confused" in confusion_page.page(lines, "r1")


def test_a_line_too_close_to_a_training_line_is_marked():
    assert "not below 0.9" in confusion_page.page([line("a", "vpn", "vpn", 0.93)], "r1")
