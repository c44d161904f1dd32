"""The command line: what is read from outside, and one clear line for everything that cannot be done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile

import pytest
from bot_fixtures import ROOT

from bot import near_lines
from bot.__main__ import main

FIGURES = [
    "accuracy_in_scope", "accuracy_all", "macro_f1", "mcc", "oos_recall", "oos_precision", "oos_auroc",
    "in_scope_refused", "train_s", "ms_p50",
]
SUBJECTS = {
    "vpn": "the vpn {}", "printer": "my printer {}", "mail": "outlook mail {}",
}
HAPPENINGS = [
    "does not work", "is broken again", "stopped today", "is very slow", "shows an error", "is offline",
    "fails at home", "asks for a password", "hangs", "needs help",
]
ROWS = [
    {"text": subject.format(happening), "label": label}
    for label, subject in SUBJECTS.items() for happening in HAPPENINGS
]
STRANGE = [{"text": text, "label": "oos"} for text in ("what is for lunch", "sing me a song")]


def written(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def train(tmp_path):
    return written(tmp_path / "train.jsonl", ROWS)


def test_evaluate_prints_the_promised_figures(train, tmp_path, capsys):
    tested = written(tmp_path / "test.jsonl", [*ROWS[::5], *STRANGE])
    assert main(["evaluate", "--train", train, "--test", tested, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert sorted(figures) == sorted(FIGURES)
    assert figures["accuracy_in_scope"] > 0.9
    assert figures["oos_recall"] is not None
    assert figures["ms_p50"] > 0


def test_evaluate_names_each_figure_for_people(train, capsys):
    assert main(["evaluate", "--train", train, "--test", train]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told] == [*FIGURES[:8], "ms_p50", "train_s"]
    assert "None" in next(line for line in told if "oos_recall" in line)  # nothing strange was asked


@pytest.mark.parametrize("row", ["{", "[]", '{"text": "x"}', '{"label": "vpn"}', "7"])
def test_a_malformed_row_is_named_by_file_and_line(train, tmp_path, capsys, row):
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps(ROWS[0]) + "\n" + row + "\n", encoding="utf-8")
    for files in ((str(bad), train), (train, str(bad))):
        assert main(["evaluate", "--train", files[0], "--test", files[1], "--json"]) == 1
        told = capsys.readouterr()
        assert f"{bad}:2: not a row of" in told.err
        assert told.out == ""


def test_rows_of_one_intent_alone_are_refused(tmp_path, capsys):
    alone = written(tmp_path / "one.jsonl", ROWS[:10])
    assert main(["evaluate", "--train", alone, "--test", alone]) == 1
    assert "at least two intents" in capsys.readouterr().err


def test_a_missing_file_is_named(train, tmp_path, capsys):
    assert main(["evaluate", "--train", train, "--test", str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl: No such file" in capsys.readouterr().err


def test_parse_shows_the_ranking(tiny_model, capsys):
    assert main(["parse", "--model", str(tiny_model), "my vpn is down again"]) == 0
    text, meant, ranking, entities, title, *near = capsys.readouterr().out.splitlines()
    assert text == "my vpn is down again"
    assert meant.split()[0] == "vpn_problem"
    assert "out of scope 0." in meant
    assert ranking.strip().startswith("vpn_problem ")
    assert "printer_problem" in ranking
    assert "product=" in entities
    assert title.strip() == "nearest training lines:"
    assert [line.split()[1] for line in near] == ["vpn_problem"] * 3


def test_parse_writes_a_file_that_keeps_what_came_with_each_line(tiny_model, tmp_path, capsys):
    asked = written(tmp_path / "asked.jsonl", [{"text": "hello", "label": "greet"}])
    out = tmp_path / "heard.jsonl"
    assert main(["parse", "--model", str(tiny_model), "--file", asked, "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""
    (row,) = map(json.loads, out.read_text().splitlines())
    assert (row["label"], row["intent"]) == ("greet", "greet")
    assert row["near"][0]["intent"] == "greet"
    assert list(tmp_path.glob(".heard*")) == []


def test_a_training_line_is_its_own_nearest(tiny_model, tmp_path):
    """The lines in the model stand in the order of its vectors: each finds itself, with its own intent."""
    kept = near_lines.read(tiny_model)
    asked = written(tmp_path / "asked.jsonl", [{"text": text} for text in kept.texts])
    out = tmp_path / "heard.jsonl"
    assert main(["parse", "--model", str(tiny_model), "--file", asked, "--out", str(out)]) == 0
    nearest = [json.loads(line)["near"][0] for line in out.read_text().splitlines()]
    found = [(one["text"], one["intent"]) for one in nearest]
    assert found == list(zip(kept.texts, kept.intents, strict=True))
    assert min(one["cosine"] for one in nearest) > 0.99


def test_a_model_without_training_lines_is_still_read(tiny_model, tmp_path, capsys):
    old = tmp_path / "old.tar.gz"
    with tarfile.open(tiny_model) as source, tarfile.open(old, "w:gz") as target:
        for member in source.getmembers():
            if not member.name.endswith(near_lines.LINES):
                target.addfile(member, source.extractfile(member) if member.isfile() else None)
    assert main(["parse", "--model", str(old), "hello"]) == 0
    told = capsys.readouterr()
    assert "keeps no training lines: train again" in told.err
    assert "not kept in this model" in told.out



def test_parse_writes_one_object_per_row(tiny_model, tmp_path, capsys):
    asked = written(tmp_path / "asked.jsonl", [{"text": "hello"}, {"text": "paper jam in the printer"}])
    assert main(["parse", "--model", str(tiny_model), "--file", asked, "--json"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["text"], first["intent"]) == ("hello", "greet")
    assert second["ranking"][0]["intent"] == "printer_problem"
    confidences = [row["confidence"] for row in second["ranking"]]
    assert confidences == sorted(confidences, reverse=True)


def test_parse_without_a_text_says_what_it_wants(capsys):
    assert main(["parse"]) == 1
    assert "give a text, or --file" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["parse", "hello"], ["shell"]])
def test_a_missing_release_is_a_clear_message(command, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FIRSTLINE_RELEASE", str(tmp_path / "none"))
    monkeypatch.setenv("FIRSTLINE_BOT_SECRET", "b")
    monkeypatch.setenv("FIRSTLINE_ACTIONS_SECRET", "a")
    assert main(command) == 1
    told = capsys.readouterr()
    assert told.err.strip().endswith("none/rasa/model.tar.gz is missing: train and release first")
    assert told.out == ""


@pytest.mark.parametrize("command", ["serve", "shell"])
def test_a_missing_secret_is_named(command, monkeypatch, capsys):
    monkeypatch.setenv("FIRSTLINE_BOT_SECRET", "b")
    monkeypatch.delenv("FIRSTLINE_ACTIONS_SECRET", raising=False)
    assert main([command]) == 1
    assert "FIRSTLINE_ACTIONS_SECRET is not set" in capsys.readouterr().err


def test_the_shell_answers_a_line_and_ends_with_its_input(tiny_model, tmp_path):
    told = {
        **os.environ, "FIRSTLINE_BOT_SECRET": "b", "FIRSTLINE_ACTIONS_SECRET": "a",
        "FIRSTLINE_TRACKER_DB": str(tmp_path / "tracker.db"),
    }
    command = [sys.executable, "-m", "bot", "shell", "--model", str(tiny_model)]
    done = subprocess.run(command, cwd=ROOT, env=told, input="hello\n", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Hello. How can I help?" in done.stdout
    assert "(greet " in done.stdout
