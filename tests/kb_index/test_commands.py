"""The commands from outside: exit codes, one JSON object on the last line, errors on stderr."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kb_index import cli
from kb_index.background import everyday
from tests.kb_index.conftest import WordEncoder
from tests.kb_index.texts import GOOD, changed

ROWS = [
    {
        "id": "vpn/drops",
        "title": "VPN drops",
        "text": "The tunnel ends.\n## Cure\n1. Restart the tunnel client.",
    },
    {"id": "ink", "title": "Printer ink", "text": "Replace the toner cartridge of the printer."},
]
QUERIES = [
    {"id": "1", "text": "tunnel client restart", "relevant": ["vpn/drops"]},
    {"id": "2", "text": "toner cartridge", "relevant": ["ink"]},
    {"id": "3", "text": everyday()[0], "relevant": []},
]


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(cli, "_encoder", lambda **_: WordEncoder())
    return lambda *words: CliRunner().invoke(cli.app, [str(word) for word in words])


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "share-calendar.md").write_text(GOOD)
    return folder


def last(result):
    return json.loads(result.stdout.splitlines()[-1])


def lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_check_names_file_line_and_remedy_and_fails(run, articles):
    (articles / "share-calendar.md").write_text(changed("owner: Collaboration team\n", ""))
    result = run("check", "--articles", articles, "--today", "2026-06-01")
    assert result.exit_code == 1
    assert f"{articles}/share-calendar.md:1: no 'owner'; add a line 'owner: ...'" in result.stderr


def test_check_of_good_articles_counts_them(run, articles):
    result = run("check", "--articles", articles, "--today", "2026-06-01", "--json")
    assert (result.exit_code, last(result)) == (
        0,
        {"articles": 1, "approved": 0, "problems": 0, "reminders": 0},
    )


def test_approve_build_ask_in_a_row(run, articles, tmp_path):
    assert (
        run(
            "approve", "share-calendar", "--by", "Ada", "--on", "2026-05-01", "--articles", articles
        ).exit_code
        == 0
    )
    built = run("build", "--articles", articles, "--index", tmp_path / "index", "--json")
    assert (built.exit_code, last(built)["articles"], last(built)["fresh"]) == (0, 1, True)
    asked = run(
        "ask", "how do I share my calendar", "--index", tmp_path / "index", "--today", "2026-06-01", "--json"
    )
    assert last(asked)["covered"] is True
    assert last(asked)["best"]["heading"] == "Windows"
    words = run("ask", "how do I share my calendar", "--index", tmp_path / "index", "--today", "2026-06-01")
    assert words.stdout.startswith("Share your calendar: Outlook (share-calendar, version 1.0): Windows")


def test_a_malformed_article_builds_nothing_and_the_old_index_stays(run, articles, tmp_path):
    run("approve", "share-calendar", "--by", "Ada", "--on", "2026-05-01", "--articles", articles)
    run("build", "--articles", articles, "--index", tmp_path / "index")
    before = (tmp_path / "index" / "manifest.json").read_text()
    (articles / "broken.md").write_text("---\nid: [\n---\n")
    result = run("build", "--articles", articles, "--index", tmp_path / "index")
    assert result.exit_code == 1
    assert "broken.md:" in result.stderr
    assert (tmp_path / "index" / "manifest.json").read_text() == before


def test_asking_without_an_index_says_what_to_do(run, tmp_path):
    result = run("ask", "hello", "--index", tmp_path)
    assert result.exit_code == 2
    assert "run: python -m kb_index build" in result.stderr


def test_approving_what_is_not_there_lists_what_is(run, articles):
    result = run("approve", "nothing", "--by", "Ada", "--articles", articles)
    assert result.exit_code == 2
    assert "no article 'nothing'; known: share-calendar" in result.stderr


def test_evaluate_prints_every_figure_on_the_last_line(run, tmp_path):
    corpus, queries = lines(tmp_path / "c.jsonl", ROWS), lines(tmp_path / "q.jsonl", QUERIES)
    result = run("evaluate", "--corpus", corpus, "--queries", queries, "--json")
    figures = last(result)
    assert result.exit_code == 0
    assert {
        k: figures[k] for k in ("hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10", "refused", "queries")
    } == {
        "hit@1": 1.0,
        "hit@3": 1.0,
        "hit@5": 1.0,
        "mrr@10": 1.0,
        "ndcg@10": 1.0,
        "refused": 1.0,
        "queries": 3,
    }
    assert figures["passages_s"] > 0
    assert figures["ms_p50"] > 0


@pytest.mark.parametrize(
    ("row", "message"),
    [("{", ":1: not JSON"), ('{"text": "x"}', ":1: no 'relevant'"), ("[]", ":1: no 'text'")],
)
def test_a_malformed_row_is_named_with_its_line(run, tmp_path, row, message):
    queries = tmp_path / "q.jsonl"
    queries.write_text(row)
    result = run("evaluate", "--corpus", lines(tmp_path / "c.jsonl", ROWS), "--queries", queries)
    assert result.exit_code == 1
    assert message in result.stderr
