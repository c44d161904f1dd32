"""The doctor reads, says what is missing and what an administrator does about it, and writes nothing."""

from __future__ import annotations

import json

import pytest

from itsm.__main__ import main


@pytest.fixture
def told(practice, monkeypatch):
    def tell(**more: str) -> None:
        for name, value in {"url": practice.url, **more}.items():
            monkeypatch.setenv(f"FIRSTLINE_SERVICENOW_{name.upper()}", value)

    return tell


@pytest.mark.parametrize("command", ["doctor", "migrate-check"])
def test_a_healthy_instance_is_read_and_not_written(practice, told, capsys, command):
    told()
    practice.call("DELETE", "/sandbox/requests")

    assert main([command, "--json"]) == 0

    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {finding["verdict"] for finding in said["findings"]} <= {"ok", "warning"}
    assert len(said["findings"]) > 15
    assert {ask["method"] for ask in practice.asked()} == {"GET"}


def test_the_instance_is_the_one_that_the_env_file_here_names(practice, tmp_path, monkeypatch, capsys):
    (tmp_path / ".env").write_text(f"FIRSTLINE_MODE=production\nFIRSTLINE_SERVICENOW_URL={practice.url}\n")
    monkeypatch.chdir(tmp_path)

    assert main(["doctor"]) == 0

    assert practice.url.removeprefix("http://") in capsys.readouterr().out


def test_an_account_without_admin_is_told_not_to_choose_ids(told, capsys):
    told(user="integration", password="integration")

    assert main(["doctor"]) == 0

    assert "FIRSTLINE_SERVICENOW_OWN_IDS=false" in capsys.readouterr().out


def test_a_wrong_secret_is_named_and_asked_for_once(practice, told, capsys):
    told(password="wrong-secret")
    practice.call("DELETE", "/sandbox/requests")

    assert main(["doctor"]) == 1

    out = capsys.readouterr().out
    assert "MISSING" in out
    assert "not locked" in out
    assert "wrong-secret" not in out
    assert len(practice.asked()) == 1


def test_an_account_that_may_not_call_hears_which_role_it_needs(told, capsys):
    told(user="no.roles", password="no.roles")

    assert main(["doctor"]) == 1

    assert "role itil" in capsys.readouterr().out


def test_a_list_without_a_state_is_missing(practice, told, capsys):
    told()
    query = {"sysparm_query": "name=incident^element=state^value=8"}
    choice = practice.call("GET", "/api/now/table/sys_choice", params=query)[0]["sys_id"]
    practice.call("PATCH", f"/api/now/table/sys_choice/{choice}", json={"inactive": "true"})
    try:
        assert main(["doctor"]) == 1
        assert "canceled" in capsys.readouterr().out
    finally:
        practice.call("PATCH", f"/api/now/table/sys_choice/{choice}", json={"inactive": "false"})


def test_settings_that_cannot_be_used_are_said_in_one_line(told, capsys):
    told(url="http://acme.service-now.com")

    assert main(["doctor"]) == 2

    assert "only a server on this machine" in capsys.readouterr().err
