"""Tenant scope: no reading without saying whose (X3)."""

import pytest

from kernel.scope import PLATFORM, Scope, ScopeMissing
from orders.models import Order


@pytest.mark.parametrize(
    "read",
    [
        lambda rows: rows.all(),
        lambda rows: rows.filter(pk=1),
        lambda rows: rows.get(pk=1),
        lambda rows: rows.count(),
        lambda rows: rows.create(),
        lambda rows: list(rows.iterator()),
    ],
)
def test_without_a_scope_nothing_is_read(read):
    with pytest.raises(ScopeMissing, match=r"Order.objects.of\(scope\)"):
        read(Order.objects)


@pytest.mark.parametrize(
    ("scope", "clause"),
    [
        (Scope.shop(7), '"shop_id" = 7'),
        (Scope.shops([7, 8]), '"shop_id" IN (7, 8)'),
    ],
)
def test_a_scope_narrows_the_query(scope, clause):
    assert clause in str(Order.objects.of(scope).query)


def test_no_shops_is_no_rows():
    assert Order.objects.of(Scope.shops([])).query.is_empty() is False
    from django.core.exceptions import EmptyResultSet

    with pytest.raises(EmptyResultSet):
        str(Order.objects.of(Scope.shops([])).query)


def test_the_platform_sees_all():
    assert "WHERE" not in str(Order.objects.of(PLATFORM).query)


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope.shop(7), True),
        (Scope.shops([1, 2]), False),
        (Scope.shops([]), False),
        (PLATFORM, True),
    ],
)
def test_covering_is_membership(scope, covered):
    assert scope.covers(7) is covered
