"""Who may do what, how often, and with which kind of sign-in."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

CLIENT = {"client_id": "demo", "client_secret": "demo"}
BACK = "http://127.0.0.1:9/back"


def granted(api, **form) -> requests.Response:
    return requests.post(f"{api.url}/oauth_token.do", data=form, timeout=5)


def test_an_account_without_the_role_may_not_change_people_or_settings(integration):
    person = integration.one("sys_user", "user_name=giulia.marchetti")
    answers = [
        integration("PATCH", f"/api/now/table/sys_user/{person['sys_id']}", json={"vip": "true"}),
        integration("DELETE", f"/api/now/table/sys_user/{person['sys_id']}"),
        integration("POST", "/api/now/table/sys_properties", json={"name": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert answers[0].json()["error"]["detail"] == "ACL Exception Update Failed due to security constraints"


def test_what_may_not_be_read_is_silently_empty(integration):
    assert integration.rows("oauth_entity") == []
    assert integration("GET", "/api/now/table/oauth_entity").headers["X-Total-Count"] == "0"


def test_a_rule_for_a_field_hides_it_and_keeps_it_from_being_written(api, integration):
    rule = api.create("sys_security_acl", name="incident.business_impact", operation="write", roles="admin")
    hide = api.create("sys_security_acl", name="incident.cause", operation="read", roles="admin")
    row = integration.create("incident", business_impact="huge", cause="x", short_description="y")
    for each in (rule, hide):
        api("DELETE", f"/api/now/table/sys_security_acl/{each['sys_id']}")

    assert row["business_impact"] == ""
    assert "cause" not in row
    assert row["short_description"] == "y"


def test_the_rule_of_a_user_counts_calls_and_says_when_to_come_back(api, integration):
    user = api.one("sys_user", "user_name=integration")
    limit = {"name": "few", "user": user["sys_id"], "limit": "2", "resource": "/api/now/table/problem"}
    rule = api.create("sys_rate_limit_rules", **limit)
    path = "/api/now/table/problem?sysparm_limit=1"
    try:
        statuses = [integration("GET", path).status_code for _ in range(3)]
        limited = integration("GET", path)
        api.property("sandbox.rate_limit.headers", "false")
        bare = integration("GET", path)
    finally:
        api.property("sandbox.rate_limit.headers", "true")
        api("DELETE", f"/api/now/table/sys_rate_limit_rules/{rule['sys_id']}")

    assert statuses == [200, 200, 429]
    assert 0 < int(limited.headers["Retry-After"]) <= 3600
    assert (limited.headers["X-RateLimit-Limit"], limited.headers["X-RateLimit-Rule"]) == (
        "2",
        rule["sys_id"],
    )
    assert limited.json()["error"]["detail"] == "Rate limit of 2 requests per hour for Table API exceeded"
    assert "Retry-After" not in bare.headers
    assert integration("GET", path).status_code == 200


def test_basic_sign_in_and_the_password_grant_can_be_switched_off(another):
    api = another()
    key = {"x-sn-apikey": "demo-api-key"}
    api.property("glide.oauth.inbound.ropc.grant_type.disabled", "true")
    refused = granted(api, grant_type="password", username="admin", password="admin", **CLIENT)
    api.property("sandbox.auth.basic.enabled", "false")

    assert refused.status_code == 401
    assert api("GET", "/api/now/table/incident").status_code == 401
    by_key = requests.get(f"{api.url}/api/now/table/incident?sysparm_limit=1", headers=key, timeout=5)
    assert by_key.status_code == 200


def test_a_code_is_exchanged_once_by_whoever_has_the_verifier(api):
    verifier = "v" * 50
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    asked = {"response_type": "code", "client_id": "demo", "redirect_uri": BACK, "state": "s1"}
    sent = api("GET", "/oauth_auth.do", params={**asked, "code_challenge": challenge}, allow_redirects=False)
    back = parse_qs(urlsplit(sent.headers["Location"]).query)
    form = {"grant_type": "authorization_code", "code": back["code"][0], "redirect_uri": BACK, **CLIENT}

    assert back["state"] == ["s1"]
    assert granted(api, **form, code_verifier="wrong").status_code == 401
    assert granted(api, **form, code_verifier=verifier).status_code == 401
    again = api("GET", "/oauth_auth.do", params={**asked, "code_challenge": challenge}, allow_redirects=False)
    form["code"] = parse_qs(urlsplit(again.headers["Location"]).query)["code"][0]
    token = granted(api, **form, code_verifier=verifier).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    path = f"{api.url}/api/now/table/incident?sysparm_limit=1"
    assert requests.get(path, headers=headers, timeout=5).status_code == 200


@pytest.mark.parametrize(
    "change", [{"client_id": "x"}, {"response_type": "token"}, {"redirect_uri": "https://evil.example/"}]
)
def test_a_code_goes_to_nobody_unknown(api, change):
    asked = {"response_type": "code", "client_id": "demo", "redirect_uri": BACK, **change}

    assert api("GET", "/oauth_auth.do", params=asked, allow_redirects=False).status_code == 400


def test_the_form_asks_who_it_is(api):
    asked = {"response_type": "code", "client_id": "demo", "redirect_uri": BACK}
    form = {"user_name": "integration", "user_password": "integration"}
    page = requests.get(f"{api.url}/oauth_auth.do", params=asked, timeout=5)
    sent = requests.post(
        f"{api.url}/oauth_auth.do", params=asked, data=form, allow_redirects=False, timeout=5
    )

    assert "Password" in page.text
    assert sent.headers["Location"].startswith(BACK)


def test_client_credentials_bring_no_refresh_token(api):
    assert "refresh_token" not in granted(api, grant_type="client_credentials", **CLIENT).json()


def test_a_read_only_server_answers_reads_and_refuses_writes(another):
    api = another("--read-only")
    answer = api("POST", "/api/now/table/incident", json={})

    assert len(api.rows("incident", limit=3)) == 3
    assert (answer.status_code, answer.json()["error"]["detail"]) == (403, "This instance is read-only")
