"""What `up` settles before it starts anything."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from stack import env_file, run_files, secret_store, settings, up
from stack.failure import Failure
from stack.plan import Process, plan


@pytest.fixture
def clean(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("FIRSTLINE_")]:
        monkeypatch.delenv(name)
    return monkeypatch


def test_in_demo_mode_the_sandbox_plays_servicenow(clean, tmp_path):
    chosen = settings.read(tmp_path)
    processes = plan(chosen, {"FIRSTLINE_BOT_SECRET": "s"})
    assert [process.name for process in processes] == ["sandbox", "actions", "bot", "desk"]
    assert {process.environment["FIRSTLINE_SERVICENOW_URL"] for process in processes} == {
        "http://127.0.0.1:8090"
    }
    assert {process.environment["FIRSTLINE_BOT_SECRET"] for process in processes} == {"s"}


def test_a_servicenow_of_ones_own_replaces_the_sandbox(clean, tmp_path):
    clean.setenv("FIRSTLINE_SERVICENOW_URL", "https://example.service-now.com")
    processes = plan(settings.read(tmp_path), {})
    assert [process.name for process in processes] == ["actions", "bot", "desk"]
    assert processes[0].environment["FIRSTLINE_SERVICENOW_URL"] == "https://example.service-now.com"


def test_only_the_bot_runs_on_the_old_python(clean, tmp_path):
    programs = {process.name: process.command[0] for process in plan(settings.read(tmp_path), {})}
    assert programs.pop("bot") == str(tmp_path / ".venv-bot/bin/python")
    assert set(programs.values()) == {str(tmp_path / ".venv/bin/python")}


def test_port_nought_is_replaced_by_one_free_port_that_all_are_told(clean, tmp_path):
    clean.setenv("FIRSTLINE_BOT_PORT", "0")
    bot, desk = plan(settings.read(tmp_path), {})[-2:]
    assert bot.port > 0
    assert desk.environment["FIRSTLINE_BOT_URL"] == bot.url


def test_the_environment_wins_over_the_env_file(clean, tmp_path):
    (tmp_path / ".env").write_text("FIRSTLINE_DESK_PORT=8001\nFIRSTLINE_BOT_PORT=5006\n")
    clean.setenv("FIRSTLINE_DESK_PORT", "8002")
    chosen = settings.read(tmp_path)
    assert (chosen.ports["desk"], chosen.ports["bot"]) == (8002, 5006)


@pytest.mark.parametrize(
    ("name", "value"),
    [("FIRSTLINE_DESK_PORT", "eighty"), ("FIRSTLINE_DESK_PORT", "70000"), ("FIRSTLINE_MODE", "prod")],
)
def test_a_setting_that_makes_no_sense_is_named(clean, tmp_path, name, value):
    clean.setenv(name, value)
    with pytest.raises(Failure, match=name):
        settings.read(tmp_path)


def test_production_needs_a_real_servicenow(clean, tmp_path):
    clean.setenv("FIRSTLINE_MODE", "production")
    with pytest.raises(Failure, match="FIRSTLINE_SERVICENOW_URL"):
        settings.read(tmp_path)


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    made = secret_store.load_or_make(tmp_path, {})
    assert secret_store.load_or_make(tmp_path, {}) == made
    assert len(set(made.values())) == len(secret_store.NAMES)
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600


def test_a_secret_in_the_environment_is_used_and_not_kept(tmp_path):
    given = {"FIRSTLINE_TOKEN_SECRET": "theirs"}
    assert secret_store.load_or_make(tmp_path, given)["FIRSTLINE_TOKEN_SECRET"] == "theirs"
    assert "theirs" not in (tmp_path / "secrets.env").read_text()


def test_an_env_file_may_have_comments_quotes_and_exports():
    text = "# ports\n\nexport A=1\nB = 'two words'\nC=\"3\"\nno pair here\n"
    assert env_file.parse(text) == {"A": "1", "B": "two words", "C": "3"}


def test_a_port_in_use_is_named_with_the_setting_that_changes_it():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Failure, match=f"Port {port}, which desk needs") as refused:
            up.check_ports([Process("desk", (), Path(), port, {})])
    assert "FIRSTLINE_DESK_PORT" in refused.value.remedy


def test_a_process_left_by_a_killed_run_is_ended_and_another_program_with_its_pid_is_not(tmp_path):
    wait = "import sys, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); sys.stdin.read()"
    left = subprocess.Popen([sys.executable, "-c", wait, "--port", "4711"], stdin=subprocess.PIPE)
    other = subprocess.Popen([sys.executable, "-c", wait, "--port", "1"], stdin=subprocess.PIPE)
    states = {
        "bot": {"pid": left.pid, "url": "http://127.0.0.1:4711"},
        "desk": {"pid": other.pid, "url": "http://127.0.0.1:4712"},
    }
    run_files.write_state(tmp_path, states)
    up.wait_for_the_last_run(tmp_path, patience_s=0.1)
    assert left.wait(30) == -9
    assert other.poll() is None
    for one in (left, other):
        one.communicate(b"")


def test_the_last_runs_log_is_kept_beside_the_new_one(tmp_path):
    log = tmp_path / "log" / "bot.log"
    up.keep_last_log(log)
    log.write_text("the run before")
    up.keep_last_log(log)
    assert log.with_suffix(".log.1").read_text() == "the run before"
    assert "the run before" not in log.read_text()


def test_without_a_release_the_remedy_is_to_train(clean, tmp_path):
    with pytest.raises(Failure) as refused:
        up.check_release(settings.read(tmp_path))
    assert "make train" in refused.value.remedy
