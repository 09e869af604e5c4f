"""Columns written as literals are read back by PostgreSQL as they were."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.arrays import columns, literal

pytestmark = pytest.mark.django_db


def back(values, kind):
    with connection.cursor() as cursor:
        cursor.execute(
            f"select array(select e from unnest(%s::{kind}[]) as u(e))", [literal(values)]
        )
        return cursor.fetchone()[0]


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(
    st.lists(st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
)
def test_any_text_comes_back(db, texts):
    """A2: nothing in a text can end its literal."""
    assert back(texts, "text") == texts


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, -(2**62), None], "bigint"),
        ([True, False, None], "boolean"),
        ([datetime(2026, 2, 3, 16, 0, 0, 250_000, tzinfo=UTC), None], "timestamptz"),
        ([uuid4(), None], "uuid"),
        (["NULL", "null", "{}", '"', "\\", "a,b", " x "], "text"),
        ([], "text"),
    ],
)
def test_other_kinds_come_back(values, kind):
    assert back(values, kind) == values


def test_json_comes_back():
    documents = [{"a": 'x"\\y', "b": [1, None]}, {}]
    read = back([json.dumps(d) for d in documents], "jsonb")
    assert [json.loads(d) if isinstance(d, str) else d for d in read] == documents


def test_rows_become_columns():
    assert columns([(1, "a"), (2, None)]) == ["{1,2}", '{"a",NULL}']
    assert columns([], 2) == ["{}", "{}"]
