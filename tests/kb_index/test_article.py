"""Who may be answered from what, on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.article import State, reachable
from tests.kb_index.conftest import TODAY, about, approved

ARTICLE = approved(about("vpn", "vpn tunnel"))
ALL = {"all"}


def test_an_approved_article_for_everybody_is_reachable():
    assert reachable(ARTICLE, audiences=ALL, today=TODAY)
    assert reachable(ARTICLE, audiences=(), today=TODAY)


@pytest.mark.parametrize("state", [s for s in State if s is not State.APPROVED])
def test_no_other_state_is_reachable(state):
    assert not reachable(replace(ARTICLE, state=state), audiences=ALL, today=TODAY)


@pytest.mark.parametrize(
    "changed",
    [{"body": ARTICLE.body + " And more."}, {"title": "Other"}, {"audience": ("IT",)}, {"version": "2"}],
    ids=["text", "title", "audience", "version"],
)
def test_what_was_changed_since_approval_is_unreachable(changed):
    assert not reachable(replace(ARTICLE, **changed), audiences={"all", "IT"}, today=TODAY)


def test_the_last_valid_day_still_counts():
    article = replace(ARTICLE, valid_until=TODAY)
    assert reachable(article, audiences=ALL, today=TODAY)
    assert not reachable(article, audiences=ALL, today=TODAY + timedelta(days=1))


def test_only_the_audience_reaches_what_is_meant_for_it():
    article = approved(about("budget", "budget tool", audience=("finance", "executives")))
    assert reachable(article, audiences={"all", "finance"}, today=TODAY)
    assert not reachable(article, audiences={"all", "contractors"}, today=TODAY)


@given(
    st.sampled_from(State),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, date(2026, 6, 14), TODAY, date(2026, 6, 16)]),
    st.sets(st.sampled_from(["all", "finance", "IT"]), min_size=1),
    st.sets(st.sampled_from(["all", "finance", "IT", "contractors"])),
)
def test_reachable_means_every_condition_at_once(state, stamped, changed, until, audience, person):
    article = about("a", "x", audience=tuple(audience))
    article = approved(article) if stamped else article
    article = replace(article, state=state, valid_until=until, body=article.body + "!" * changed)
    expected = (
        state is State.APPROVED
        and stamped
        and not changed
        and until not in (date(2026, 6, 14),)
        and ("all" in audience or bool(audience & person))
    )
    assert reachable(article, audiences=person, today=TODAY) is expected
