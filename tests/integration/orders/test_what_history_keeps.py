"""Whatever changes in an order, its history says from what, to what, by whom, when and through which door."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from kernel import history
from kernel.history import History
from kernel.scope import PLATFORM
from orders import services
from orders.models import Order
from orders.rules.edits import Agreement
from tests.factories.orders import SELLER, TUESDAY_18, place_order

pytestmark = pytest.mark.django_db
# The moment of a move is the line's own `at`; the version counts lines.
SAID_BY_THE_LINE_ITSELF = {"version", "cancel_reason", "cancel_comment", "cancelled_by"}
AGREED = Agreement(with_whom="buyer", how="phone", at=TUESDAY_18)
ACTS = (
    (services.open_order, {}),
    (services.confirm_order, {"availability_checked": True}),
    (services.make_order_ready, {}),
    (services.agree_delivery_date, {"agreed_delivery_on": date(2026, 2, 6), "agreement": AGREED}),
    (services.ship_order, {"carrier": "Nova Poshta", "waybill": "20450000000001"}),
)


def fields_of(order_id):
    return Order.everything.filter(pk=order_id).values().get()


def changed(before, after):
    return {
        name: [before[name], after[name]]
        for name in before
        if before[name] != after[name]
        and not name.endswith("_at")
        and name not in SAID_BY_THE_LINE_ITSELF
    }


def plain(change):
    """Return both as history writes them; what was empty is nothing."""
    return [value.isoformat() if isinstance(value, date) else value or None for value in change]


def test_every_changed_field_is_kept_with_old_and_new_r_004_43():
    order = place_order()
    for number, (act, values) in enumerate(ACTS):
        before, now = fields_of(order.pk), TUESDAY_18 + timedelta(minutes=number)
        act(order_id=order.pk, scope=PLATFORM, actor=SELLER, now=now, **values)
        line = history.of("order", order.pk).last()
        really = changed(before, fields_of(order.pk))
        kept = {
            name: change
            for name, change in line.changes.items()
            if name in before and not name.endswith("_at")
        }
        assert kept == {name: plain(change) for name, change in really.items()}, act
        assert line.version == fields_of(order.pk)["version"] == before["version"] + 1
        assert (line.actor_kind, line.actor_label, line.source, line.at) == (
            "seller",
            "Olena",
            "cabinet",
            now,
        )


@pytest.mark.parametrize("touch", [History.objects.update, History.objects.all().delete])
def test_and_no_line_can_be_changed_or_removed_r_004_43(touch):
    order = place_order()
    before = list(history.of("order", order.pk).values())
    with pytest.raises(DatabaseError), transaction.atomic():
        touch(**({"at": datetime(2020, 1, 1, tzinfo=UTC)} if touch.__name__ == "update" else {}))
    assert list(history.of("order", order.pk).values()) == before
