"""The cancel engine through the service: policy, reasons, stock, facts, and nothing changed by a refusal."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.deadlines.sweeping import sweep
from kernel.history import Actor
from kernel.outbox.models import Delivery
from kernel.scope import Scope
from notifications.models import Message
from orders import services
from orders.models import Channel, Order
from orders.rules.intake import BuyerDraft, DeliveryDraft
from orders.services import MoveRefused, OrderNotReady
from sellers.models import Offer
from sellers.public import StockRefused
from tests.factories.notifications import deliver_facts
from tests.factories.orders import SELLER, TUESDAY_18, place_order
from tests.factories.sellers import OfferFactory, ShopFactory

pytestmark = pytest.mark.django_db
BUYER = Actor(kind="buyer", label="buyer", source="buyer_page")
ADMIN = Actor(kind="platform", label="Admin", source="backoffice")
T = TUESDAY_18
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DUE = datetime(2026, 2, 4, 8, tzinfo=UTC)  # 10:00 in Kyiv: three working hours after Tuesday 18:00
TO_POINT = DeliveryDraft(method="self_pickup", country="UA", city="Київ", recipient="Іван Ґудзь")
ROAD = {"carrier": "Nova Poshta", "waybill": "20450000000001"}


@pytest.fixture
def told(monkeypatch):
    """Return the facts of cancelling that were recorded; nobody listens to them yet."""
    facts = []
    engine = import_module("orders.services.cancel_order")  # its use case has the same name
    monkeypatch.setattr(engine, "record", facts.append)
    return facts


def do(act, order, now=T, actor=SELLER, **values):
    return act(order_id=order.pk, scope=Scope.shop(order.shop_id), actor=actor, now=now, **values)


def cancel(order, reason="other", now=T, actor=SELLER, comment="It broke", **values):
    return do(services.cancel_order, order, now, actor, reason=reason, comment=comment, **values)


def attempt(order, way="call", result="no_answer", now=T):
    return do(services.log_attempt, order, now, way=way, result=result)


def advanced(order, *acts, now=T):
    steps = {
        "open": (services.open_order, {}),
        "confirm": (services.confirm_order, {"availability_checked": True}),
        "ready": (services.make_order_ready, {}),
        "ship": (services.ship_order, ROAD),
        "pickup": (services.offer_order_for_pickup, {}),
    }
    for name in acts:
        act, values = steps[name]
        do(act, order, now, **values)
    return fresh(order)


def fresh(order):
    return Order.everything.select_related("channel", "shop").get(pk=order.pk)


def everything(order):
    """Return all that a refusal could have changed."""
    offers = Offer.everything.filter(shop_id=order.shop_id).order_by("pk")
    return (
        list(Order.everything.filter(pk=order.pk).values()),
        list(Deadline.objects.filter(subject_id=order.pk).order_by("pk").values()),
        list(offers.values("stock_said", "paused_at", "version")),
        history.History.objects.count(),
        Delivery.objects.count(),
    )


def refused(order, error=OrderNotReady, **values):
    """Return the code of the refusal, having seen that it changed nothing."""
    before = everything(order)
    with pytest.raises(error) as refusal:
        cancel(order, **values)
    assert everything(order) == before
    return refusal.value.code


ROADS = [
    (),
    ("open",),
    ("open", "confirm"),
    ("open", "confirm", "ready"),
    ("open", "confirm", "ready", "ship"),
]
CONSEQUENCES = ["release", "release", "put_back", "intercept", "recall"]


@pytest.mark.parametrize(("road", "consequence"), list(zip(ROADS, CONSEQUENCES, strict=True)))
def test_a_native_buyer_cancels_in_every_state_before_received_r_004_45_c_01(
    road, consequence, told
):
    order = advanced(place_order(), *road)
    done = cancel(order, "buyer_request", actor=BUYER, comment="")
    assert (done.state, done.cancel_reason, done.cancelled_by) == (
        "cancelled",
        "buyer_request",
        "buyer",
    )
    [fact] = told
    assert (fact.before, fact.by, fact.fault, fact.consequence) == (
        order.state,
        "buyer",
        "buyer",
        consequence,
    )


def test_a_native_buyer_cancels_at_the_pickup_point_r_004_45(told):
    order = advanced(place_order(delivery=TO_POINT), "open", "confirm", "ready", "pickup")
    assert cancel(order, "buyer_request", actor=BUYER, comment="").state == "cancelled"
    assert told[0].consequence == "put_back"


def test_after_received_nobody_cancels_r_004_45():
    order = advanced(place_order(), "open", "confirm", "ready", "ship")
    do(services.receive_order, order, actor=BUYER)
    for actor in (BUYER, SELLER, ADMIN):
        assert refused(order, MoveRefused, actor=actor, reason="buyer_request") == "move_refused"


@pytest.mark.parametrize(("seconds", "code"), [(-1, None), (1, "too_late")])
def test_the_scan_of_dispatch_divides_cancelling_from_returning_r_002_36_c_01_c_02(seconds, code):
    """One second before, the buyer cancels; one second after, a return is asked for instead."""
    order = advanced(place_order(channel="aliexpress"), "open", "confirm")
    scanned_at = T + 10 * MINUTE
    at = scanned_at + timedelta(seconds=seconds)
    wish = {"reason": "buyer_request", "actor": BUYER, "comment": "", "now": at}
    if code is None:
        assert cancel(order, **wish).state == "cancelled"
        with pytest.raises(MoveRefused):
            do(services.make_order_ready, order, scanned_at)
        return
    do(services.make_order_ready, order, scanned_at)
    assert refused(order, **wish) == code


def test_no_reason_no_cancelling_r_004_19():
    assert refused(place_order(), reason="") == "reason_needed"


def test_another_reason_needs_words_r_004_49():
    assert refused(place_order(), reason="other", comment="  ") == "comment_needed"
    assert cancel(place_order(), "buyer_request", comment="").cancel_comment == ""


# --- out of stock


@pytest.fixture
def shop():
    shop = ShopFactory()
    OfferFactory(shop=shop, sku="CUP-1", stock_said=40, category="cups", price_minor=15_000)
    OfferFactory(shop=shop, sku="PLATE-7", category="plates", price_minor=9_900)
    return shop


def offer(shop, sku="CUP-1"):
    return Offer.everything.get(shop=shop, sku=sku)


@pytest.mark.parametrize(
    ("corrections", "code"),
    [
        (None, "stock_needed"),
        ({}, "stock_needed"),
        ({"NOT-HERE": 0}, "stock_of_no_line"),
        ({"CUP-1": 0, "NOT-HERE": 0}, "stock_of_no_line"),
        ({"CUP-1": 2}, "stock_suffices"),
        ({"CUP-1": 2, "PLATE-7": 1}, "stock_suffices"),
    ],
)
def test_out_of_stock_is_refused_without_the_correction_r_004_47(shop, corrections, code):
    assert refused(place_order(shop), reason="out_of_stock", stock_corrections=corrections) == code


def test_a_stock_below_nothing_is_refused_r_004_47(shop):
    values = {"reason": "out_of_stock", "stock_corrections": {"CUP-1": -1}}
    assert refused(place_order(shop), StockRefused, **values) == "stock_refused"


def test_out_of_stock_corrects_the_stock_in_one_step_r_004_47(shop, told):
    order = place_order(shop)
    cancel(order, "out_of_stock", comment="", stock_corrections={"CUP-1": 1})
    cup, plate = offer(shop), offer(shop, "PLATE-7")
    assert (cup.stock_said, cup.paused_at, plate.stock_said) == (1, None, None)
    line = history.of("offer", cup.pk).last()
    assert (line.action, line.changes, line.reason) == (
        "correct_stock",
        {"stock_said": [40, 1]},
        f"out_of_stock: {order.number}",
    )
    assert (told[0].reason, told[0].fault) == ("out_of_stock", "seller")


def test_nothing_left_takes_the_offer_off_sale_r_004_47(shop):
    cancel(place_order(shop), "out_of_stock", comment="", stock_corrections={"CUP-1": 0})
    assert (offer(shop).stock_said, offer(shop).paused_at) == (0, T)


def test_another_shops_offer_of_the_same_sku_stays_r_004_47(shop):
    other = OfferFactory(sku="CUP-1", stock_said=7)
    cancel(place_order(shop), "out_of_stock", comment="", stock_corrections={"CUP-1": 0})
    assert Offer.everything.get(pk=other.pk).stock_said == 7


def test_a_line_without_an_offer_can_be_missing_too_r_004_47():
    order = place_order()
    cancel(order, "out_of_stock", comment="", stock_corrections={"CUP-1": 0})
    assert fresh(order).cancel_reason == "out_of_stock"


# --- could not contact


def test_giving_up_needs_the_tries_of_the_channel_r_004_52():
    order = advanced(place_order(), "open")
    assert refused(order, reason="no_contact") == "calls_needed"
    attempt(order)
    assert refused(order, reason="no_contact") == "calls_needed"
    attempt(order, now=T + 20 * MINUTE)
    assert refused(order, reason="no_contact") == "messages_needed"
    attempt(order, "viber", "not_found", now=T + 21 * MINUTE)
    done = cancel(order, "no_contact", now=T + 22 * MINUTE)
    assert (done.cancel_reason, done.cancel_detail) == ("no_contact", "no_answer")


def test_reaching_the_buyer_makes_the_tries_void_r_004_52():
    order = advanced(place_order(), "open")
    for minute, way, result in [
        (0, "call", "no_answer"),
        (5, "call", "busy"),
        (6, "viber", "not_found"),
        (7, "call", "reached"),
    ]:
        attempt(order, way, result, now=T + minute * MINUTE)
    assert refused(order, reason="no_contact") == "calls_needed"


def test_how_many_is_the_channels_own_r_004_52():
    Channel.objects.filter(pk="native").update(least_calls=1, least_messages=0)
    order = advanced(place_order(), "open")
    attempt(order)
    assert cancel(order, "no_contact").state == "cancelled"


@pytest.mark.parametrize("phone", ["+14155552671", "12", ""])
def test_a_foreign_phone_is_flagged_at_intake_and_needs_no_tries_r_004_48_c_30_c_32(phone, told):
    order = place_order(buyer=BuyerDraft(name="Ann", phone=phone))
    assert order.contact.phone_ok is False
    done = cancel(order, "no_contact", comment="")
    assert (done.cancel_reason, done.cancel_detail) == ("no_contact", "foreign_phone")
    assert told[0].detail == "foreign_phone"


# --- the pickup point


@pytest.fixture
def at_the_point():
    return advanced(place_order(delivery=TO_POINT), "open", "confirm", "ready", "pickup")


def test_a_refusal_at_the_pickup_point_is_a_changed_mind_r_004_53(at_the_point, told):
    done = cancel(at_the_point, "changed_mind", comment="Too small")
    assert (done.cancel_reason, done.cancel_comment) == ("changed_mind", "Too small")
    assert (told[0].fault, told[0].consequence) == ("buyer", "put_back")


def test_under_a_waybill_only_the_carrier_says_so_r_004_54(told):
    order = advanced(place_order(), "open", "confirm", "ready", "ship")
    for actor in (SELLER, ADMIN):
        assert refused(order, reason="changed_mind", actor=actor) == "reason_not_allowed"
    word = {
        "order_id": order.pk,
        "scope": Scope.shop(order.shop_id),
        "carrier": "Nova Poshta",
        "reason": "changed_mind",
        "at": T + DAY,
        "now": T + DAY + MINUTE,
    }
    done = services.cancel_by_carrier(**word)
    assert (done.state, done.cancelled_at, done.cancelled_by) == ("cancelled", T + DAY, "platform")
    line = history.of("order", order.pk).filter(action="cancel").get()
    assert (line.actor_label, line.actor_kind, line.source) == ("Nova Poshta", "platform", "worker")
    assert (told[0].fault, told[0].consequence) == ("buyer", "recall")
    again = everything(order)
    assert services.cancel_by_carrier(**word).version == done.version
    assert everything(order) == again


def test_a_carrier_knows_nothing_of_an_order_without_a_waybill_r_004_54(at_the_point):
    before = everything(at_the_point)
    with pytest.raises(OrderNotReady) as refusal:
        services.cancel_by_carrier(
            order_id=at_the_point.pk,
            scope=Scope.shop(at_the_point.shop_id),
            carrier="Nova Poshta",
            reason="changed_mind",
            at=T,
            now=T,
        )
    assert (refusal.value.code, everything(at_the_point)) == ("reason_not_allowed", before)


def test_it_waits_three_days_of_the_calendar_at_the_point_r_004_55(at_the_point):
    clock = Deadline.objects.get(subject_id=at_the_point.pk, kind="order.collection")
    assert (clock.opened_at, clock.due_at, clock.state) == (T, T + 3 * DAY, "running")


@pytest.mark.parametrize(
    ("after", "code"),
    [(DAY, "still_waiting"), (3 * DAY, "still_waiting"), (3 * DAY + MINUTE, None)],
)
def test_uncollected_can_be_said_after_the_third_day_r_004_55_c_10(at_the_point, after, code):
    wish = {"reason": "not_collected", "now": T + after, "comment": ""}
    if code is None:
        assert cancel(at_the_point, **wish).cancel_reason == "not_collected"
    else:
        assert refused(at_the_point, **wish) == code


def test_the_third_day_reminds_the_buyer_once_and_the_shop_r_004_55(at_the_point):
    deliver_facts()
    Message.everything.all().delete()
    sweep(now=T + 3 * DAY + MINUTE)
    deliver_facts()
    deliver_facts()
    rows = Message.everything.order_by("audience").values_list("audience", "topic", "channel")
    assert list(rows) == [("buyer", "buyer_uncollected", "email")]
    assert history.of("order", at_the_point.pk).last().action == "uncollected"


def test_who_collected_in_time_is_not_reminded_r_004_55(at_the_point):
    do(services.receive_order, at_the_point, T + DAY)
    deliver_facts()
    Message.everything.all().delete()
    sweep(now=T + 4 * DAY)
    deliver_facts()
    assert Message.everything.filter(topic="buyer_uncollected").count() == 0


# --- the platform's fee, and who is told


@pytest.mark.parametrize("actor", [SELLER, BUYER, ADMIN], ids=lambda actor: actor.kind)
def test_one_minute_late_names_the_expired_deadline_whoever_cancels_r_004_30_c_24(actor, told):
    order = place_order()
    reason = "buyer_request" if actor is BUYER else "other"
    cancel(order, reason, now=DUE + MINUTE, actor=actor)
    clock = Deadline.objects.get(subject_id=order.pk, kind="order.new")
    [fact] = told
    assert (fact.expired_clock, fact.deadline_id, fact.late_by_s) == ("order.new", clock.pk, 60)
    line = history.of("order", order.pk).filter(action="cancel_late").get()
    assert line.changes["deadline"] == [None, clock.pk]


@pytest.mark.parametrize("actor", [SELLER, BUYER, ADMIN], ids=lambda actor: actor.kind)
def test_in_time_no_deadline_is_named_r_004_30(actor, told):
    order = place_order()
    reason = "buyer_request" if actor is BUYER else "other"
    cancel(order, reason, now=DUE, actor=actor)
    [fact] = told
    assert (fact.expired_clock, fact.deadline_id, fact.late_by_s) == ("", None, 0)
    assert history.of("order", order.pk).filter(action="cancel_late").count() == 0


def test_a_miss_that_was_noticed_long_ago_counts_from_its_due_time_r_004_30_r_004_36(told):
    order = place_order()
    sweep(now=DUE + MINUTE)
    deliver_facts()
    assert fresh(order).overdue_since == DUE
    cancel(order, now=DUE + 3 * MINUTE)
    assert (told[0].expired_clock, told[0].late_by_s) == ("order.new", 180)


def test_the_clock_of_the_state_at_that_moment_counts_c_24(told):
    """Opened late, cancelled within the time of agreement: that time had not run out."""
    order = advanced(place_order(), "open", now=DUE + MINUTE)
    cancel(order, now=DUE + 5 * MINUTE)
    assert told[0].expired_clock == ""


def test_a_late_dispatch_counts_while_it_is_picked_c_23_c_24(told):
    order = advanced(place_order(), "open", "confirm")
    dispatch = Deadline.objects.get(subject_id=order.pk, kind="order.dispatch")
    cancel(order, now=dispatch.due_at + MINUTE)
    assert (told[0].expired_clock, told[0].late_by_s) == ("order.dispatch", 60)


@pytest.mark.parametrize(
    ("reason", "values"),
    [("out_of_stock", {"stock_corrections": {"CUP-1": 0}}), ("other", {})],
)
def test_what_is_not_the_buyers_fault_is_told_at_once_in_the_same_transaction_r_004_46(
    reason, values
):
    order = place_order()
    Delivery.objects.all().delete()
    cancel(order, reason, **values)
    rows = Delivery.objects.filter(handler="notifications.subscribers.tell_buyer_of_status")
    [row] = rows
    assert (row.payload["after"], row.payload["reason"]) == ("cancelled", reason)
    deliver_facts()
    topics = Message.everything.filter(audience="buyer").values_list("topic", flat=True)
    assert list(topics) == ["buyer_cancelled"]
