"""Taking orders in through the service: idempotent, set-based, with a verdict for each."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.errors import NotFound
from kernel.history import History
from kernel.outbox import registry
from kernel.outbox.models import Delivery
from kernel.scope import PLATFORM, Scope
from orders.events import OrdersArrived
from orders.models import Order, OrderContact, OrderLine
from orders.rules.intake import BuyerDraft, DeliveryDraft
from orders.services import (
    OrderCancelled,
    PaymentRefused,
    cancel_order,
    mark_paid,
    place_orders,
)
from orders.services.channels import UnknownChannel
from sellers.public import shop_profile
from tests.factories.orders import SELLER, TUESDAY_18, line_draft, order_draft, place_order
from tests.factories.sellers import OfferFactory, ShopFactory

pytestmark = pytest.mark.django_db
T = TUESDAY_18
NOW = T + timedelta(minutes=1)


@pytest.fixture
def shop(db):
    return ShopFactory()


@pytest.fixture(autouse=True)
def listener(monkeypatch):
    """One subscriber of the fact, so that each fact leaves exactly one row."""
    monkeypatch.setattr(registry, "_handlers", {OrdersArrived.topic: {"tests.ear": print}})


def place(to, *drafts, channel="native", now=NOW, **values):
    return place_orders(
        shop_id=to.pk, channel=channel, drafts=drafts, actor=SELLER, now=now, **values
    )


def outcomes(verdicts):
    return [verdict.outcome.value for verdict in verdicts]


def facts():
    return [
        row.payload for row in Delivery.objects.filter(topic=OrdersArrived.topic).order_by("id")
    ]


def clocks(order_id):
    return {
        row.kind: (row.opened_at, row.due_at, row.calendar)
        for row in Deadline.objects.filter(subject_id=order_id)
    }


def everything():
    """All that intake writes, to show that a refused act has changed nothing."""
    tables = (Order.everything, OrderContact.everything, OrderLine.objects, History.objects)
    rows = [list(table.order_by("pk").values()) for table in tables]
    return [*rows, list(Deadline.objects.order_by("id").values()), facts()]


def test_a_paid_order_is_stored_whole_with_clocks_history_and_one_fact(shop):
    """R-000-12, R-003-03, R-003-12, R-004-22."""
    offer = OfferFactory(shop=shop, sku="CUP-1", name="The cup of the offer")
    draft = order_draft(delivery_minor=7_000, discount_minor=900)
    [verdict] = place(shop, draft)
    order = Order.everything.select_related("contact").get()
    assert (verdict.outcome, verdict.order_id, verdict.faults) == ("created", order.pk, ())
    assert (order.shop_id, order.channel_id, order.external_id, order.number, order.state) == (
        shop.pk,
        "native",
        draft.external_id,
        draft.external_id,
        "new",
    )
    assert (order.placed_at, order.paid_at, order.received_from_channel_at) == (T, T, NOW)
    assert (order.goods_minor, order.delivery_minor, order.discount_minor, order.total_minor) == (
        39_900,
        7_000,
        900,
        46_000,
    )
    lines = order.lines.order_by("position").values_list(
        "position", "sku", "name", "quantity", "unit_price_minor", "total_minor", "offer"
    )
    assert list(lines) == [
        (1, "CUP-1", "Cup, white", 2, 15_000, 30_000, offer.pk),
        (2, "PLATE-7", "Plate", 1, 9_900, 9_900, None),
    ]
    contact = order.contact
    assert (contact.shop_id, contact.name, contact.phone, contact.phone_ok, contact.point_code) == (
        shop.pk,
        "Іван Ґудзь",
        "+380671234567",
        True,
        "12",
    )
    assert contact.search == f"{draft.external_id.lower()} іван ґудзь +380671234567 cup-1 plate-7"
    assert clocks(order.pk) == {
        "order.new": (T, datetime(2026, 2, 4, 8, tzinfo=UTC), "ua-orders"),
        "order.dispatch": (T, datetime(2026, 2, 6, 22, tzinfo=UTC), "ua-orders"),
    }
    assert [(line.action, line.actor_label, line.at) for line in history.of("order", order.pk)] == [
        ("place", "Olena", NOW)
    ]
    assert [fact["order_ids"] for fact in facts()] == [[str(order.pk)]]


def test_an_unpaid_order_waits_without_clock_or_fact(shop):
    """R-002-07, R-003-27."""
    [verdict] = place(shop, order_draft(paid_at=None))
    assert verdict.outcome == "created"
    assert (clocks(verdict.order_id), facts()) == ({}, [])


def test_the_payment_starts_the_clocks_and_tells_the_seller(shop):
    """R-002-07, R-003-27."""
    [verdict] = place(shop, order_draft(paid_at=None))
    paid_at = T + timedelta(hours=1)
    order = mark_paid(
        order_id=verdict.order_id,
        scope=Scope.shop(shop.pk),
        paid_at=paid_at,
        actor=SELLER,
        now=paid_at,
    )
    assert (order.paid_at, order.version) == (paid_at, 2)
    assert clocks(order.pk)["order.new"][0] == paid_at
    assert [fact["order_ids"] for fact in facts()] == [[str(order.pk)]]
    assert [line.action for line in history.of("order", order.pk)] == ["place", "pay"]


def test_a_repeat_that_says_paid_is_the_payment_and_only_once(shop):
    """R-003-27."""
    unpaid = order_draft(paid_at=None)
    paid = replace(unpaid, paid_at=T + timedelta(minutes=30))
    place(shop, unpaid)
    later = T + timedelta(hours=1)
    assert outcomes(place(shop, paid, now=later)) == ["unchanged"]
    before = everything()
    assert outcomes(place(shop, paid, now=later)) == ["unchanged"]
    assert outcomes(place(shop, unpaid, now=later)) == ["unchanged"]
    assert everything() == before
    assert (len(facts()), Order.everything.get().paid_at) == (1, paid.paid_at)


def test_told_again_nothing_changes(shop):
    """I1, A8: idempotent by nature."""
    drafts = [order_draft(), order_draft(paid_at=None)]
    first = place(shop, *drafts)
    before = everything()
    again = place(shop, *drafts, now=NOW + timedelta(days=3))
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert [v.order_id for v in again] == [v.order_id for v in first]
    assert everything() == before


def test_the_same_number_is_another_order_in_another_channel_or_shop(shop):
    draft = order_draft(external_id="7")
    place(shop, draft)
    assert outcomes(place(shop, draft, channel="api")) == ["created"]
    assert outcomes(place(ShopFactory(), draft)) == ["created"]


def test_a_number_used_anew_is_refused_and_not_swallowed(shop):
    """No order may vanish: a shop whose numbers begin again each year hears of it."""
    place(shop, order_draft(external_id="7", placed_at=T - timedelta(days=365)))
    before = everything()
    [verdict] = place(shop, order_draft(external_id="7"))
    assert [(f.field, f.code) for f in verdict.faults] == [("external_id", "number_taken")]
    assert everything() == before


def test_one_bad_order_does_not_sink_the_batch(shop):
    """W1b."""
    drafts = [order_draft(), order_draft(lines=(line_draft(quantity=0),)), order_draft()]
    verdicts = place(shop, *drafts)
    assert outcomes(verdicts) == ["created", "refused", "created"]
    assert [v.index for v in verdicts] == [0, 1, 2]
    assert [(f.field, f.code) for f in verdicts[1].faults] == [
        ("lines[0].quantity", "out_of_range")
    ]
    assert Order.everything.count() == 2


def test_a_batch_of_refused_orders_writes_nothing(shop):
    assert outcomes(place(shop, order_draft(currency="?"))) == ["refused"]
    assert everything() == [[], [], [], [], [], []]


def test_an_empty_batch_is_no_work(shop):
    assert place(shop) == []


def test_one_order_twice_in_a_batch_is_one_order_and_may_be_paid_by_the_second(shop):
    unpaid = order_draft(paid_at=None)
    paid = replace(unpaid, paid_at=T)
    verdicts = place(shop, unpaid, paid, unpaid)
    assert len({v.order_id for v in verdicts}) == 1
    assert outcomes(verdicts) == ["created", "unchanged", "unchanged"]
    assert Order.everything.get().paid_at == T
    assert len(facts()) == 1


def test_a_batch_tells_one_fact_with_the_paid_ones(shop):
    """R-003-27."""
    verdicts = place(shop, order_draft(), order_draft(paid_at=None), order_draft())
    assert [fact["order_ids"] for fact in facts()] == [
        [str(verdicts[0].order_id), str(verdicts[2].order_id)]
    ]


def test_orders_stand_in_the_list_as_they_were_told(shop):
    verdicts = place(shop, *(order_draft(external_id=str(n)) for n in (3, 1, 2)))
    told = Order.everything.order_by("id").values_list("external_id", flat=True)
    assert list(told) == ["3", "1", "2"]
    assert [v.order_id for v in verdicts] == list(
        Order.everything.order_by("id").values_list("id", flat=True)
    )


@pytest.mark.parametrize("count", [1, 3, 200])
def test_the_statements_are_few_whatever_the_number(shop, count):
    """W1a: at most 8 with token and key; the batch itself is 7, and one savepoint pair of the test."""
    OfferFactory(shop=shop, sku="CUP-1")
    profile = shop_profile(shop.pk)
    place(shop, order_draft())  # policies and channels are in memory, as in any running process
    drafts = [order_draft() for _ in range(count)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        place(shop, *drafts, shop=profile)
    written = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(written) <= 7, written


def test_a_thousand_is_the_most(shop):
    draft = order_draft()
    with pytest.raises(ValueError, match="1000"):
        place(shop, *[draft] * 1001)
    assert Order.everything.count() == 0


def test_an_unknown_channel_is_refused(shop):
    with pytest.raises(UnknownChannel):
        place(shop, order_draft(), channel="ebay")


def test_foreign_and_unreadable_phones_are_kept_and_flagged(shop):
    """R-004-48, C-30."""
    drafts = [
        order_draft(buyer=BuyerDraft(phone=phone))
        for phone in ("067 123 45 67", "+7 912 345-67-89", "no phone")
    ]
    ids = [v.order_id for v in place(shop, *drafts)]
    rows = OrderContact.everything.in_bulk(ids)
    assert [(rows[pk].phone, rows[pk].phone_ok) for pk in ids] == [
        ("+380671234567", True),
        ("+79123456789", False),
        ("no phone", False),
    ]


def test_an_offer_of_another_shop_is_not_matched(shop):
    """I6: foreign ids are unknown."""
    OfferFactory(sku="CUP-1")
    [verdict] = place(shop, order_draft())
    assert list(OrderLine.objects.values_list("offer", flat=True)) == [None, None]
    assert verdict.outcome == "created"


def test_an_offer_off_sale_takes_no_new_order_but_a_known_one_stays_known(shop):
    """R-004-37; a marketplace's order and a file's are facts all the same."""
    offer = OfferFactory(shop=shop, sku="CUP-1")
    known = order_draft()
    place(shop, known)
    offer.paused_at = T
    offer.save()
    verdicts = place(shop, known, order_draft(), order_draft(lines=(line_draft(sku="OTHER"),)))
    assert outcomes(verdicts) == ["unchanged", "refused", "created"]
    assert [(f.field, f.code) for f in verdicts[1].faults] == [("lines[0].sku", "offer_paused")]
    assert outcomes(place(shop, order_draft(), channel="aliexpress")) == ["created"]


def test_dispatch_is_promised_by_the_channels_own_policy(shop):
    """R-002-11, C-03: a marketplace's end of the next day, by the warehouse's clock."""
    [verdict] = place(shop, order_draft(), channel="aliexpress")
    opened_at, due_at, calendar = clocks(verdict.order_id)["order.dispatch"]
    assert (opened_at, calendar) == (T, "warehouse")
    assert due_at > T


def test_a_file_counts_from_its_import_and_an_old_promise_from_there_too(shop):
    """A seller could not have known earlier; a dispatch promise still running stays as it was made."""
    imported_at = datetime(2026, 2, 4, 9, tzinfo=UTC)
    fresh, old = order_draft(), order_draft(placed_at=T - timedelta(days=20))
    verdicts = place(shop, fresh, old, now=imported_at, clock_from=imported_at)
    first, second = (clocks(v.order_id) for v in verdicts)
    assert (first["order.new"][0], first["order.dispatch"][0]) == (imported_at, T)
    assert (second["order.new"][0], second["order.dispatch"][0]) == (imported_at, imported_at)


def test_a_payment_of_years_ago_starts_its_clocks_now(shop):
    [verdict] = place(shop, order_draft(placed_at=datetime(2003, 1, 1, tzinfo=UTC)))
    assert {opened for opened, _due, _calendar in clocks(verdict.order_id).values()} == {NOW}


def test_a_cancelled_order_can_no_longer_be_paid(shop):
    order = place_order(shop, paid_at=None)
    scope = Scope.shop(shop.pk)
    cancel_order(
        order_id=order.pk, scope=scope, actor=SELLER, now=NOW, reason="buyer_request", comment=""
    )
    before = everything()
    with pytest.raises(OrderCancelled):
        mark_paid(order_id=order.pk, scope=scope, paid_at=NOW, actor=SELLER, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("paid_at", [T - timedelta(seconds=1), NOW + timedelta(minutes=6)])
def test_a_payment_before_the_order_or_to_come_is_refused(shop, paid_at):
    order = place_order(shop, paid_at=None)
    before = everything()
    with pytest.raises(PaymentRefused):
        mark_paid(
            order_id=order.pk, scope=Scope.shop(shop.pk), paid_at=paid_at, actor=SELLER, now=NOW
        )
    assert everything() == before


def test_another_shop_cannot_pay_it(shop):
    order = place_order(shop, paid_at=None)
    with pytest.raises(NotFound):
        mark_paid(
            order_id=order.pk,
            scope=Scope.shop(ShopFactory().pk),
            paid_at=NOW,
            actor=SELLER,
            now=NOW,
        )
    assert Order.objects.of(PLATFORM).get().paid_at is None


def test_self_pickup_needs_no_address(shop):
    assert outcomes(place(shop, order_draft(delivery=DeliveryDraft(method="self_pickup")))) == [
        "created"
    ]


@pytest.mark.django_db(transaction=True)
def test_two_batches_that_overlap_crosswise_make_each_order_once():
    """I1: the same orders at once, in opposite order: no deadlock, no twin."""
    shop = ShopFactory()
    drafts = [order_draft(external_id=f"R-{n}") for n in range(60)]
    start = threading.Barrier(4, timeout=20)

    def batch(told):
        with closing(connection):
            start.wait()
            return outcomes(place(shop, *told))

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(batch, [drafts, drafts[::-1], drafts[30:] + drafts[:30], drafts]))
    assert sorted(o for answer in answers for o in answer) == ["created"] * 60 + ["unchanged"] * 180
    assert Order.everything.count() == OrderContact.everything.count() == 60
    assert OrderLine.objects.count() == 120
    assert Deadline.objects.count() == 120
    assert sum(len(fact["order_ids"]) for fact in facts()) == 60
