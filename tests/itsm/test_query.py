"""Values of encoded queries: what passes means itself and nothing more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsm.servicenow.query import UnsafeValue, equal, is_key, is_number, is_sys_id
from sandbox.query import Term, parse

HOSTILE = ["", " ", "a^b", "a\nb", "a\rb", "javascript:gs.now()", " JavaScript:x", "a\u2028b", "\x00", "x ",
           "NULL", "Null", "x@javascript:gs.getUserID()"]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_that_says_more_than_itself_is_refused(value):
    with pytest.raises(UnsafeValue):
        equal(name=value)


@given(st.text())
def test_a_value_that_passes_is_read_back_as_one_equals(value):
    try:
        encoded = equal(name=value, active="true")
    except UnsafeValue:
        return
    assert parse(encoded).groups == (((Term("name", "=", value),), (Term("active", "=", "true"),)),)


@given(st.text())
def test_ids_numbers_and_keys_hold_no_sign_of_a_query(value):
    if is_key(value) or is_number(value) or is_sys_id(value):
        assert value.replace("-", "").isalnum()
        assert value.isascii()


def test_a_field_name_is_a_name():
    with pytest.raises(UnsafeValue):
        equal(**{"a^b": "x"})
