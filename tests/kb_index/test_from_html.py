"""HTML of other systems as the Markdown of articles."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb_index.from_html import MAX_CHARACTERS, NotConverted, to_markdown
from kb_index.passages import passages
from kb_index.to_html import to_html

PAGE = """<html><head><title>x</title><style>p{}</style></head><body onload="x()">
<h1>VPN&nbsp;drops</h1><p>You <b>need </b>the VPN.<br>Always.</p>
<h2>Windows <b>11</b></h2>
<ol><li>Open <strong>Settings</strong>.<ul><li>Then <em>Network</em></li></ul></li>
<li><p>Select <a href="https://vpn.example/a(b)">the <b>VPN</b></a></p></li></ol>
<table><tr><th>Office</th><th>Gateway</th></tr><tr><td><p>Milan</p></td><td>mil-1</td></tr></table>
<pre>ping mil-1\n\tdone</pre>
<p><img src="a.png" alt="The settings page"><img src="b.png"><a href="javascript:alert(1)">here</a></p>
<script>alert(1)</script><form><input value="x"></form></body></html>"""


def test_a_page_becomes_headings_steps_links_and_code_and_nothing_that_runs():
    found = to_markdown(PAGE)
    assert found.markdown == (
        "## VPN drops\nYou **need** the VPN.\nAlways.\n\n## Windows 11\n"
        "1. Open **Settings**.\n   - Then *Network*\n2. Select [the **VPN**](https://vpn.example/a%28b%29)\n\n"
        "- Office – Gateway\n- Milan – mil-1\n\n```\nping mil-1\n    done\n```\n\n"
        "(picture: The settings page) here"
    )
    assert found.pictures == 2


def test_its_steps_are_a_passage_with_steps():
    assert [passage.has_steps for passage in passages(to_markdown(PAGE).markdown)][:2] == [False, True]


def test_steps_typed_as_a_paragraph_are_a_list():
    typed = "<p>1. Open it<br>2. Close it</p><p>• one<br>• two</p><p># no heading</p>"
    assert to_markdown(typed).markdown == "1. Open it\n2. Close it\n\n- one\n- two\n\n\\# no heading"


@given(st.text("ab1*_`[]()<>#+-.!\\&;|~:/ '\"\u00e9\u4f60", max_size=60))
def test_what_looks_like_markdown_is_shown_as_the_letters_it_is(words):
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = MarkdownIt("commonmark").render(to_markdown(f"<h2>x</h2><p>see {escaped}</p>").markdown)
    text = re.sub(r"<[^>]+>", "", shown.split("</h2>")[1])
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, letter)
    assert text.split() == f"see {words}".split()


@pytest.mark.parametrize("name", ["vpn-drops", "map-shared-drive", "phishing-mail", "mfa-new-phone"])
def test_an_article_of_ours_comes_back_from_html_as_it_was(name):
    from pathlib import Path

    body = (Path(__file__).parents[2] / "data" / "articles" / f"{name}.md").read_text(encoding="utf-8")
    body = body.split("\n---\n", 1)[1].strip()
    back = to_markdown(to_html(body)).markdown
    assert MarkdownIt("commonmark").render(back) == MarkdownIt("commonmark").render(body)


@pytest.mark.parametrize(
    "html", ["<div>" * 200_000, "<ul><li>" * 100_000, "<b><i><a>" * 50_000, "<table><tr><td>" * 30_000,
             "<div/>" * 150_000, "x" * (MAX_CHARACTERS + 1), "<blockquote>" * 101 + "</blockquote>" * 101]
)  # fmt: skip
def test_a_page_that_no_person_wrote_is_refused_at_once(html):
    start = time.monotonic()
    with pytest.raises(NotConverted):
        to_markdown(html)
    assert time.monotonic() - start < 5


PIECES = [
    "<ol>", "</ol>", "<li>", "<p>", "</p>", "<b>", "</b>", "<pre>", "</pre>", "<table>", "<td>", "</tr>",
    "<h2>", "</h2>", "<a href='https://x.example'>", "</a>", "<br>", "word", "<code>",
    "</code>", "<!--", "-->", "<",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)))
def test_whatever_is_left_open_or_out_of_place_something_is_made_of_it_without_html(pieces):
    made = to_markdown("".join(pieces)).markdown
    tokens = MarkdownIt("commonmark").parse(made)
    inline = [child.type for token in tokens for child in token.children or []]
    assert "html_block" not in [token.type for token in tokens]
    assert "html_inline" not in inline
