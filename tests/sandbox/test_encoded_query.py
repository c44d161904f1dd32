"""Encoded queries: what they select, and what is dropped from them."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.query import Query, Term, parse


@pytest.fixture(scope="module")
def marked(server) -> tuple[str, dict[str, dict]]:
    """Three incidents of one mark, by short description."""
    import requests

    mark = uuid.uuid4().hex[:12]
    made = {}
    for short, more in {
        "alpha one": {"impact": "1", "urgency": "1", "caller_id": "giulia.marchetti", "category": "network"},
        "beta two": {"impact": "2", "urgency": "2", "caller_id": "beatrice.colombo", "category": "hardware"},
        "Gamma INfra": {
            "impact": "3",
            "urgency": "3",
            "category": "software",
            "due_date": "2026-01-02 03:04:05",
        },
    }.items():
        body = {"short_description": short, "correlation_display": mark, **more}
        answer = requests.post(
            f"{server}/api/now/table/incident", json=body, auth=("admin", "admin"), timeout=5
        )
        made[short] = answer.json()["result"]
    return mark, made


CASES = [
    ("short_description=alpha one", "a"),
    ("short_description=ALPHA ONE", "a"),
    ("short_description!=alpha one", "bg"),
    ("short_descriptionLIKEA", "abg"),
    ("short_description*two", "b"),
    ("short_descriptionNOT LIKEtwo", "ag"),
    ("short_description!*two", "ag"),
    ("short_descriptionSTARTSWITHal", "a"),
    ("short_descriptionENDSWITHtwo", "b"),
    ("short_description%two", "b"),
    ("short_description=Gamma INfra", "g"),
    ("impactIN1,3", "ag"),
    ("impactNOT IN1,3", "b"),
    ("priority<3", "a"),
    ("priority>=3", "bg"),
    ("priorityBETWEEN2@4", "b"),
    ("caller_idISEMPTY", "g"),
    ("caller_idISNOTEMPTY", "ab"),
    ("caller_id.name=Giulia Marchetti", "a"),
    ("caller_id.location.name=Milan", "ab"),
    ("caller_id.vip=true", "b"),
    ("caller_id.manager.name=Paolo Ferri", "a"),
    ("category=network^ORcategory=hardware", "ab"),
    ("category=network^ORcategory=hardware^impact=2", "b"),
    ("impact=1^NQcorrelation_display={mark}^impact=3", "ag"),
    ("due_date>2026-01-01", "g"),
    ("due_dateON2026-01-02@2026-01-02 00:00:00@2026-01-02 23:59:59", "g"),
    ("opened_at>=javascript:gs.beginningOfToday()", "abg"),
    ("opened_at<javascript:gs.daysAgo(1)", ""),
    ("opened_atRELATIVEGE@hour@ago@1", "abg"),
    ("opened_by=javascript:gs.getUserID()", "abg"),
    ("opened_byDYNAMIC90d1921e5f510100a9ad2572f2b477fe", "abg"),
    ("impactSAMEASurgency", "abg"),
    ("impactGT_FIELDstate", "bg"),
    ("123TEXTQUERY321=beta", "b"),
    ("no_such_field=x", "abg"),
    ("no_such_field=x^impact=1", "a"),
    ("caller_id.no_such=x", "abg"),
    ("opened_at>javascript:gs.exec('rm')", "abg"),
    ("not a term at all", "abg"),
    ("impact=1^EQ", "a"),
    ("short_description='; DROP TABLE incident; --", ""),
]


@pytest.mark.parametrize(("encoded", "expected"), CASES)
def test_a_query_selects(api, marked, encoded, expected):
    mark, _ = marked
    rows = api.rows("incident", f"correlation_display={mark}^{encoded.format(mark=mark)}")

    assert "".join(sorted(row["short_description"][0].lower() for row in rows)) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("ORDERBYpriority", "abg"),
        ("ORDERBYDESCpriority", "gba"),
        ("ORDERBYcaller_id", "gba"),
        ("ORDERBYno_such^ORDERBYDESCnumber", "gba"),
    ],
)
def test_a_query_orders(api, marked, order, expected):
    rows = api.rows("incident", f"correlation_display={marked[0]}^{order}")

    assert "".join(row["short_description"][0].lower() for row in rows) == expected


def test_invalid_queries_return_nothing_when_the_instance_is_set_so(api, marked):
    (strict,) = api.rows("sys_properties", "name=glide.invalid_query.returns_no_rows")
    path = f"/api/now/table/sys_properties/{strict['sys_id']}"
    api("PATCH", path, json={"value": "true"})
    try:
        assert api.rows("incident", "no_such_field=x") == []
        assert len(api.rows("incident", f"correlation_display={marked[0]}")) == 3
    finally:
        api("PATCH", path, json={"value": "false"})


def test_terms_groups_and_orders_are_told_apart():
    assert parse("a=1^ORb>=2^c.dISEMPTY^NQe=x^y=INz^ORDERBYDESCf^ORDERBYg") == Query(
        groups=(
            ((Term("a", "=", "1"), Term("b", ">=", "2")), (Term("c.d", "ISEMPTY", ""),)),
            ((Term("e", "=", "x"),), (Term("y", "=", "INz"),)),
        ),
        order=(("f", True), ("g", False)),
    )


@given(st.text())
def test_no_text_breaks_the_reader(text):
    parse(text)


@given(
    st.lists(st.sampled_from(["a", "impact", "=", "^", "OR", "NQ", "LIKE", "IN", "javascript:", "@", "1"]))
)
def test_no_mixture_of_its_parts_breaks_the_reader(parts):
    parse("".join(parts))
