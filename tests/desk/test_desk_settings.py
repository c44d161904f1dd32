"""Commands typed by hand find the settings that the processes run with."""

from __future__ import annotations

import pytest

from desk.__main__ import _settings


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_SECRET", "TOKEN_SECRET", "LEADS", "DATABASE_URL", "VAR"):
        monkeypatch.delenv(f"FIRSTLINE_{name}", raising=False)
    (tmp_path / "var").mkdir()
    kept = f"FIRSTLINE_BOT_SECRET={'b' * 20}\nFIRSTLINE_TOKEN_SECRET={'t' * 40}\n"
    (tmp_path / "var" / "secrets.env").write_text(kept)
    return tmp_path


def test_secrets_are_read_from_where_they_are_kept(folder):
    assert _settings().token_secret.get_secret_value() == "t" * 40


def test_the_env_file_here_counts_and_the_environment_counts_more(folder, monkeypatch):
    (folder / ".env").write_text('FIRSTLINE_LEADS=["lee"]\nFIRSTLINE_MESSAGES_PER_MINUTE=7\n')
    monkeypatch.setenv("FIRSTLINE_MESSAGES_PER_MINUTE", "9")
    settings = _settings()
    assert (settings.leads, settings.messages_per_minute) == (["lee"], 9)


def test_without_secrets_it_is_said_which_are_missing(folder):
    (folder / "var" / "secrets.env").unlink()
    with pytest.raises(SystemExit, match="FIRSTLINE_BOT_SECRET"):
        _settings()
