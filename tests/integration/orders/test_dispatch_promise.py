"""The dispatch promise: the strictest is stored at payment, its clock counts by it, lateness is told once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import history
from kernel.deadlines.changing_policies import Terms, add_policy
from kernel.deadlines.models import Deadline
from kernel.deadlines.sweeping import sweep
from kernel.history import SYSTEM
from kernel.scope import PLATFORM, Scope
from orders import services
from orders.cabinet.journal import milestones
from orders.events import OrderDispatchedLate
from orders.models import Channel, Order
from orders.rules.intake import DeliveryDraft
from orders.rules.lateness import lateness_band
from sellers.models import Offer, Shop
from sellers.rules.offers import OfferCard
from sellers.services import OfferRefused, SettingRefused, change_shop_settings, put_offer
from tests.factories.orders import SELLER, TUESDAY_18, line_draft, order_draft, place_order
from tests.factories.sellers import OfferFactory, ShopFactory
from tests.moments import kyiv, moscow

pytestmark = pytest.mark.django_db
T = TUESDAY_18  # Tuesday 3 February, 18:00 in Kyiv


@pytest.fixture
def late(monkeypatch):
    """Collect the facts of late dispatch: nobody is charged for them yet."""
    told = []
    monkeypatch.setattr("orders.services.late_dispatch.record_many", told.extend)
    return told


def again(order):
    return Order.objects.of(PLATFORM).get(pk=order.pk)


def promise(order):
    row = again(order)
    return row.dispatch_days, row.dispatch_promised_by


def due(order):
    return Deadline.objects.get(subject_id=order.pk, kind="order.dispatch").due_at


def do(act, order, now, **values):
    return act(order_id=order.pk, scope=Scope.shop(order.shop_id), actor=SELLER, now=now, **values)


def packed(order):
    now = order.paid_at + timedelta(minutes=1)
    do(services.open_order, order, now)
    do(services.confirm_order, order, now, availability_checked=True)
    do(services.make_order_ready, order, now)
    return order


def ship(order, at):
    return do(services.ship_order, order, at, carrier="Nova Poshta", waybill="20450000000001")


def shop_with(shop_days=None, offers=()):
    shop = ShopFactory(handling_days=shop_days)
    for sku, days in offers:
        OfferFactory(shop=shop, sku=sku, handling_days=days)
    return shop


def order_of(shop, *skus, **draft):
    return place_order(
        shop, lines=tuple(line_draft(sku=sku) for sku in skus or ("CUP-1",)), **draft
    )


@pytest.mark.parametrize(
    ("shop_days", "offer_days", "channel", "expected"),
    [
        pytest.param(None, None, "native", (3, "platform"), id="nobody says anything"),
        pytest.param(2, None, "native", (2, "shop"), id="the shop"),
        pytest.param(2, 1, "native", (1, "offer CUP-1"), id="an offer is stricter"),
        pytest.param(1, 3, "native", (1, "shop"), id="an offer is laxer"),
        pytest.param(3, None, "aliexpress", (1, "channel"), id="the channel is stricter"),
        pytest.param(None, 2, "aliexpress", (1, "channel"), id="than an offer too"),
    ],
)
def test_the_strictest_promise_is_stored_at_payment_c_06(shop_days, offer_days, channel, expected):
    """C-06, R-003-09: per channel, shop and offer 1 to 3 working days; the strictest is stored."""
    shop = shop_with(shop_days, [("CUP-1", offer_days), ("PLATE-7", 3)])
    told = order_of(shop, "PLATE-7", "CUP-1", channel=channel)
    later = order_of(shop, "PLATE-7", "CUP-1", channel=channel, paid_at=None)
    assert promise(later) == (None, "")
    do(services.mark_paid, later, T + timedelta(minutes=1), paid_at=T)
    assert promise(told) == promise(later) == expected
    assert due(told) == due(later)


@pytest.mark.parametrize(
    ("days", "end"),
    [
        pytest.param(1, kyiv(2026, 2, 5), id="Wednesday"),
        pytest.param(2, kyiv(2026, 2, 6), id="Thursday"),
        pytest.param(3, kyiv(2026, 2, 7), id="Friday"),
    ],
)
def test_the_deadline_is_payment_and_so_many_working_days_r_003_09(days, end):
    """R-003-09, R-003-12: paid on Tuesday evening, due at the end of the n-th working day after."""
    order = order_of(shop_with(days))
    clock = Deadline.objects.get(subject_id=order.pk, kind="order.dispatch")
    assert (clock.due_at, clock.days, clock.state) == (end, days, "running")


def test_a_weekend_is_no_working_day_r_003_09():
    """R-003-09: paid on Friday with one day, due at the end of Monday."""
    order = order_of(shop_with(1), placed_at=kyiv(2026, 2, 6, 12))
    assert due(order) == kyiv(2026, 2, 10)


def test_what_an_offer_promises_on_its_page_is_what_the_deadline_counts_by_r_003_10():
    """R-003-10: the field of the offer is used for the deadline of the orders that hold it."""
    shop = shop_with(None, [("CUP-1", 1)])
    assert due(order_of(shop, "CUP-1")) == kyiv(2026, 2, 5)
    assert due(order_of(shop, "PLATE-7")) == kyiv(2026, 2, 7)


def test_a_stored_promise_is_never_changed_by_later_settings_c_06():
    """C-06: shop, offer, channel and policy change; what was promised at payment stays."""
    shop = shop_with(3, [("CUP-1", 3)])
    order = order_of(shop)
    before = (promise(order), due(order), again(order).version)
    change_shop_settings(shop_id=shop.pk, changes={"handling_days": 1}, actor=SELLER, at=T)
    Offer.everything.update(handling_days=1)
    Channel.objects.update(dispatch_days=1)
    terms = Terms(
        kind="order.dispatch", calendar="ua-orders", effective_from=T + timedelta(hours=1), days=1
    )
    add_policy(terms, actor=SYSTEM, now=T)
    assert (promise(order), due(order), again(order).version) == before
    assert promise(order_of(shop, placed_at=T + timedelta(hours=2)))[0] == 1


def test_a_stricter_promise_survives_even_a_policy_that_moves_what_runs_c_06():
    """C-06: a policy for all gives nobody's own stricter promise away."""
    order = order_of(shop_with(1))
    terms = Terms(kind="order.dispatch", calendar="ua-orders", effective_from=T, days=2)
    add_policy(terms, actor=SYSTEM, now=T, applies_to_running=True)
    assert due(order) == kyiv(2026, 2, 5)


def test_repeated_by_its_channel_the_promise_stays():
    shop = shop_with(3)
    order = order_of(shop, external_id="REPEATED")
    Shop.objects.update(handling_days=1)
    services.place_orders(
        shop_id=shop.pk,
        channel="native",
        drafts=[order_draft(external_id=order.external_id, lines=(line_draft(),))],
        actor=SYSTEM,
        now=T + timedelta(hours=1),
    )
    assert promise(order) == (3, "shop")


@pytest.mark.parametrize(
    ("left_at", "is_late"),
    [
        pytest.param(moscow(2026, 2, 5, 23, 59), False, id="5 Feb 23:59"),
        pytest.param(moscow(2026, 2, 6), False, id="the end of Day 1 itself"),
        pytest.param(moscow(2026, 2, 6, 0, 1), True, id="a minute into 6 Feb"),
        pytest.param(moscow(2026, 2, 6, 12), True, id="6 Feb"),
    ],
)
def test_paid_on_day_0_it_leaves_by_day_1_r_002_11(late, left_at, is_late):
    """R-002-11, C-03: paid 4 Feb, dispatched 6 Feb is late, 5 Feb 23:59 is on time."""
    paid = moscow(2026, 2, 4, 17, 30)
    order = packed(place_order(channel="aliexpress", placed_at=paid))
    ship(order, left_at)
    state = Deadline.objects.get(subject_id=order.pk, kind="order.dispatch").state
    assert (state == "missed", len(late)) == (is_late, int(is_late))


def test_a_late_dispatch_is_told_once_with_its_band_r_003_17(late):
    """R-003-17: one fact of an order with the seconds it was late and the band of the fine."""
    order = packed(order_of(shop_with(1)))
    sweep(now=kyiv(2026, 2, 5, 0, 5))
    ship(order, kyiv(2026, 2, 6, 1))
    clock = Deadline.objects.get(subject_id=order.pk, kind="order.dispatch")
    assert late == [
        OrderDispatchedLate(
            occurred_at=kyiv(2026, 2, 6, 1),
            shop_id=order.shop_id,
            order_id=order.pk,
            channel="native",
            split_from=None,
            deadline_id=clock.pk,
            due_at=kyiv(2026, 2, 5),
            late_s=25 * 3600,
            band="up_to_3_days",
        )
    ]
    with pytest.raises(services.MoveRefused):
        ship(order, kyiv(2026, 2, 7))
    assert len(late) == 1
    [line] = history.of("order", order.pk).filter(action="dispatch_late")
    assert line.reason == "up_to_3_days"


def test_each_of_a_late_family_is_told_of_once_and_says_where_it_comes_from_r_003_17(late):
    """R-003-17: a part is an order too; the fact names what it was split from."""
    order = packed(place_order(shop_with(1)))
    part = do(services.split_order, order, T + timedelta(hours=1), lines={2: 1}, reason="places")
    for one in (order, part):
        ship(one, kyiv(2026, 2, 5, 10))
    assert [(f.order_id, f.split_from) for f in late] == [(order.pk, None), (part.pk, order.pk)]


def test_merged_orders_that_leave_late_are_told_of_one_by_one_r_003_17(late):
    """R-003-17: one fact of each order, each by its own deadline."""
    shop = shop_with(1)
    first = packed(order_of(shop))
    second = packed(order_of(shop, placed_at=T + timedelta(days=1)))
    do(services.merge_orders, first, T + timedelta(days=1, hours=1), with_order_id=second.pk)
    ship(first, kyiv(2026, 2, 5, 12))
    assert [fact.order_id for fact in late] == [first.pk]


def test_waiting_at_the_own_point_too_late_is_told_r_003_17(late):
    """R-003-17: for a pickup order it is when it waits for the buyer."""
    order = packed(order_of(shop_with(1), delivery=DeliveryDraft(method="self_pickup")))
    do(services.offer_order_for_pickup, order, kyiv(2026, 2, 5, 1))
    assert [(fact.order_id, fact.late_s) for fact in late] == [(order.pk, 3600)]


@pytest.mark.parametrize(
    ("hours", "band"),
    [
        (0.001, "up_to_1_day"),
        (24, "up_to_1_day"),
        (24.001, "up_to_3_days"),
        (72, "up_to_3_days"),
        (168, "up_to_7_days"),
        (168.001, "over_7_days"),
    ],
)
def test_the_bands_of_lateness_r_003_17(hours, band):
    """R-003-17: the end of a band belongs to it."""
    assert lateness_band(timedelta(hours=hours)) == band


def test_the_six_milestones_carry_their_moments_r_003_02():
    """R-003-02: accepted, prepared, packed, sent out, waybill given, received, each with its moment."""
    order = order_of(shop_with(3))
    acts = [
        (services.open_order, {}),
        (services.confirm_order, {"availability_checked": True}),
        (services.make_order_ready, {}),
        (services.ship_order, {"carrier": "Nova Poshta", "waybill": "20450000000001"}),
    ]
    for minute, (act, values) in enumerate(acts, 1):
        do(act, order, T + timedelta(minutes=minute), **values)
    moments = [step["at"] for step in milestones(again(order))]
    assert moments == [T + timedelta(minutes=n) for n in (1, 2, 3, 4, 4)] + [None]


@pytest.mark.parametrize("days", [0, 4, 30])
def test_other_than_one_to_three_days_is_refused_for_a_shop_and_for_an_offer_r_003_09(days):
    """R-003-09: handling time accepts 1 to 3 working days and nothing else; a refusal changes nothing."""
    shop = ShopFactory()
    with pytest.raises(SettingRefused) as refusal:
        change_shop_settings(shop_id=shop.pk, changes={"handling_days": days}, actor=SELLER, at=T)
    assert refusal.value.field == "handling_days"
    card = OfferCard(name="Cup", price_minor=100, currency="UAH", handling_days=days)
    with pytest.raises(OfferRefused) as refusal:
        put_offer(shop_id=shop.pk, sku="CUP-1", card=card, actor=SELLER, at=T)
    assert refusal.value.field == "handling_days"
    shop.refresh_from_db()
    assert (shop.handling_days, Offer.everything.count()) == (None, 0)


def test_the_promise_costs_intake_no_statement_more(monkeypatch):
    """W1: of a shop and offers that promise and of those that do not, the same number of statements."""
    for remembered in ("kernel.deadlines.policies", "orders.services.channels"):
        monkeypatch.setattr(f"{remembered}.FRESH", 3600.0)  # nothing is read anew in between
    plain, strict = shop_with(None, [("CUP-1", None)]), shop_with(1, [("CUP-1", 1)])
    counts = []
    for shop in (plain, strict):
        order_of(shop)
        with CaptureQueriesContext(connection) as asked:
            order_of(shop)
        counts.append(len(asked))
    assert counts[0] == counts[1]
