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


MILAN = "0293890cde2a5237b8dab59dd659d0e0"
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
    ("caller_idLIKEgiulia", "a"),
    ("caller_idSTARTSWITHBea", "b"),
    ("impact!=1", "bg"),
    ("impact=01", "a"),
    ("due_date!=2026-01-02 03:04:05", "ab"),
    ("due_date<2027-01-01", "g"),
    ("due_dateISEMPTY^impact!=2", "a"),
    ("due_dateDATEPARTFriday@javascript:gs.datePart('dayofweek','friday','EE')", "g"),
    ("due_dateDATEPARTJanuary@javascript:gs.datePart('month','january','EE')", "g"),
    ("due_dateDATEPARTQ1@javascript:gs.datePart('quarter','1','NE')", ""),
    ("due_date=javascript:gs.dateGenerate('2026-01-01','19:04:05')", "g"),
    ("opened_atMORETHANdue_date@day@after@30", "g"),
    ("opened_atLESSTHANdue_date@day@after@30", ""),
    ("opened_atRELATIVEEE@day@ago@0", "abg"),
    ("opened_atRELATIVEEE@month@ago@1", ""),
    ("opened_atBETWEENjavascript:gs.hoursAgo(1)@javascript:gs.minutesAgo(-5)", "abg"),
    ("opened_atONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()", "abg"),
    ("opened_atNOTONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()", ""),
    ("opened_at>=javascript:gs.beginningOfLast7Days()", "abg"),
    ("opened_at>=javascript:gs.beginningOfThisQuarter()^opened_at<=javascript:gs.endOfThisYear()", "abg"),
    ("opened_at>javascript:gs.beginningOfNextYear()", ""),
    ("caller_id.locationIN_HIERARCHY{milan}", "ab"),
    ("sys_class_nameINSTANCEOFtask", "abg"),
    ("sys_class_nameINSTANCEOFproblem", ""),
    ("impactANYTHING", "abg"),
    ("categoryEMPTYSTRING", ""),
    ("sys_created_by=javascript:gs.getUserName()", "abg"),
    ("RLQUERYtask_sla.task,>=2^active=true^ENDRLQUERY", "abg"),
    ("RLQUERYtask_sla.task,=0^ENDRLQUERY", ""),
    ("RLQUERYtask_sla.task,>0^sla.nameLIKEPriority 1 res^ENDRLQUERY^category=network", "a"),
    ("RLQUERYnowhere.task,=0^ENDRLQUERY", "abg"),
    ("comments_and_work_notesISEMPTY", "abg"),
    ("sys_domain=global", "abg"),
    ("caller_id=NULL", "g"),
    ("caller_id!=NULL", "ab"),
    ("active=1", "abg"),
    ("active!=1", ""),
    ("activeIN1,true", "abg"),
    ("opened_atRELATIVEGE@dayofweek@ago@1", "abg"),
    ("opened_atRELATIVELT@dayofweek@ago@1", ""),
    ("short_description='; DROP TABLE incident; --", ""),
]


@pytest.mark.parametrize(("encoded", "expected"), CASES)
def test_a_query_selects(api, marked, encoded, expected):
    mark, _ = marked
    rows = api.rows("incident", f"correlation_display={mark}^{encoded.format(mark=mark, milan=MILAN)}")

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
    assert isinstance(parse(text), Query)


@given(
    st.lists(st.sampled_from(["a", "impact", "=", "^", "OR", "NQ", "LIKE", "IN", "javascript:", "@", "1"]))
)
def test_no_mixture_of_its_parts_breaks_the_reader(parts):
    assert isinstance(parse("".join(parts)), Query)


def test_a_join_selects_by_rows_of_another_table(api, marked):
    mark, made = marked
    query = f"JOINincident.sys_id=task_sla.task!task.correlation_display={mark}^sla.nameLIKEPriority 5"
    rows = api.rows("incident", query)

    assert [row["sys_id"] for row in rows] == [made["Gamma INfra"]["sys_id"]]


def test_capitals_count_when_the_instance_is_set_so(another):
    api = another()
    api.made(short_description="Alpha Beta")
    api.property("sandbox.query.case_sensitive", "true")

    assert api.rows("incident", "short_description=alpha beta") == []
    assert api.rows("incident", "short_descriptionLIKEbeta") == []
    assert len(api.rows("incident", "short_description=Alpha Beta")) == 1


def test_capitals_are_no_difference_in_any_alphabet(api):
    made = api.made(short_description="ÜBERPRÜFUNG der Ölpumpe", description="Ψηφιακή υπογραφή")
    for query in (
        "short_descriptionLIKEüberprüfung", "short_description=überprüfung der ölpumpe",
        "short_descriptionSTARTSWITHüber", "short_descriptionENDSWITHÖLPUMPE", "descriptionLIKEΨΗΦΙΑΚΉ",
        "short_descriptionINnichts,überprüfung DER ölpumpe", "123TEXTQUERY321=ölpumpe",
    ):  # fmt: skip
        found = api.rows("incident", f"sys_id={made['sys_id']}^{query}")
        assert [row["sys_id"] for row in found] == [made["sys_id"]], query
    assert api.rows("incident", f"sys_id={made['sys_id']}^short_description!=ÜBERPRÜFUNG DER ÖLPUMPE") == []


def test_the_prefix_of_a_lists_search_box_is_no_part_of_the_query(api, marked):
    rows = api.rows("incident", f"GOTOcorrelation_display={marked[0]}")

    assert len(rows) == 3


def test_days_begin_where_the_account_lives(frozen):
    """At 08:00 UTC it is midnight in Los Angeles, where the administrator's day begins."""
    frozen("POST", "/sandbox/clock", json={"now": "2026-11-20T09:00:00Z", "frozen": True})
    early = frozen.create("cmdb_ci_outage", short_description="early", begin="2026-11-20 07:59:59")
    late = frozen.create("cmdb_ci_outage", short_description="late", begin="2026-11-20 08:00:00")
    today = frozen.rows(
        "cmdb_ci_outage", "begin>=javascript:gs.beginningOfToday()^short_descriptionINearly,late"
    )

    assert early["sys_id"] != late["sys_id"]
    assert [row["short_description"] for row in today] == ["late"]
