"""Settings: the defaults reach the practice server and nothing else."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from itsm.servicenow import ServiceNowSettings


def made(**more):
    return ServiceNowSettings.model_validate(more)


def test_the_way_in_follows_from_what_is_given():
    assert made().way_in == "basic"
    assert made(client_id="x").way_in == "client_credentials"
    assert made(client_id="x", api_key="k").way_in == "api_key"
    assert made(client_id="x", auth="password").way_in == "password"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://acme.service-now.com", "https"),
        ("https://acme.service-now.com", "practice server's password"),
        ("https://acme.service-now.com/api", "without a path"),
        ("acme.service-now.com", "without a path"),
    ],
)
def test_a_real_instance_needs_https_and_an_account_of_its_own(url, why):
    with pytest.raises(ValidationError, match=why):
        made(url=url)


def test_a_real_instance_with_an_account_of_its_own_is_fine():
    assert (
        made(url="https://acme.service-now.com", user="firstline", password="s3cret").host
        == "acme.service-now.com"
    )


def test_secrets_are_not_shown():
    assert "hunter2" not in repr(made(password="hunter2", api_key="hunter2", client_secret="hunter2"))


def test_variables_are_read(monkeypatch):
    monkeypatch.setenv("FIRSTLINE_SERVICENOW_URL", "https://acme.service-now.com")
    monkeypatch.setenv("FIRSTLINE_SERVICENOW_API_KEY", "k")
    monkeypatch.setenv("FIRSTLINE_SERVICENOW_OWN_IDS", "false")

    settings = ServiceNowSettings()

    assert (settings.url, settings.way_in, settings.own_ids) == (
        "https://acme.service-now.com",
        "api_key",
        False,
    )
