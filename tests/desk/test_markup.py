"""Formatted words reach a browser only through desk.markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from desk.markup import escape, render


def test_lists_bold_and_links_are_kept() -> None:
    html = render("Open **Settings**:\n\n1. Choose *Wi-Fi*\n2. See [the guide](https://kb.example/wifi)")
    assert "<strong>Settings</strong>" in html
    assert "<ol>" in html
    assert "<em>Wi-Fi</em>" in html
    assert 'href="https://kb.example/wifi"' in html
    assert 'target="_blank"' in html
    assert 'rel="noopener noreferrer"' in html


class Tags(HTMLParser):
    """What a browser would make of it: the tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {name: value or "" for name, value in attrs}))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "[press](JaVaScRiPt:alert(1))",
        "[press](data:text/html;base64,PHNjcmlwdD4=)",
        "[press](vbscript:x)",
        "![picture](https://spy.example/pixel.gif)",
        "<a href='javascript:alert(1)'>x</a>",
        '[x](https://a.example "t" onclick="y")',
    ],
)
def test_no_markdown_makes_anything_that_runs_or_loads(hostile: str) -> None:
    made = Tags()
    made.feed(render(hostile))
    assert {tag for tag, _ in made.seen} <= {"p", "a"}
    for _, attributes in made.seen:
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "https://").startswith("https://")


def test_a_heading_stays_below_the_pages_own() -> None:
    assert render("# Reset your password") == "<h3>Reset your password</h3>"


def test_a_single_line_break_is_shown() -> None:
    assert render("one\ntwo") == "<p>one<br>\ntwo</p>"


def test_typed_words_are_escaped_and_keep_their_lines() -> None:
    assert escape("<b>hi</b> & bye\nnow") == "&lt;b&gt;hi&lt;/b&gt; &amp; bye<br>now"


def test_an_empty_text_is_empty() -> None:
    assert render("") == ""
    assert escape("") == ""
