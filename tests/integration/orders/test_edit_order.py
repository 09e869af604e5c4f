"""Editing an order: the whole matrix over real rows, all or nothing, the agreement kept, no edit lost."""

import contextlib
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.errors import NotFound, Refusal
from kernel.history import SYSTEM, Actor
from kernel.outbox import registry
from kernel.scope import Scope
from orders import services
from orders.events import OrderEdited
from orders.models import ContactChange, Order
from orders.rules.edits import TABLE, Agreement, cells
from orders.rules.intake import DeliveryDraft
from orders.rules.line_edits import LineEdit
from orders.services import NotAnEditor, NotEditableNow, OrderChanged, OrderNotReady
from orders.services.edit_order import OF_CONTACT
from orders.states import OrderState
from tests.factories.edits import AGREED, LATER, OTHER, fresh, order_in
from tests.factories.orders import SELLER, place_order
from tests.factories.sellers import OfferFactory, ShopFactory

pytestmark = pytest.mark.django_db
ACTORS = {
    "seller": SELLER,
    "integrator": Actor("integrator", "shop sync", 1, "api"),
    "platform": Actor("platform", "Admin", 2, "backoffice"),
    "buyer": Actor("buyer", "buyer", source="buyer_page"),
}
MATRIX = list(cells())
COLUMNS = sorted({(cell.state, cell.by, cell.overridden) for cell in MATRIX})


def edit(order, changes, *, actor=SELLER, agreement=AGREED, now=LATER, scope=None, **more):
    return services.edit_order(
        order_id=order.pk,
        scope=scope or Scope.shop(order.shop_id),
        actor=actor,
        now=now,
        changes=changes,
        agreement=agreement,
        **more,
    )


def everything_of(order):
    """Return all that an edit could touch."""
    row = Order.everything.filter(pk=order.pk)
    return (
        row.values().get(),
        row.values("contact__recipient", "contact__address", "contact__search").get(),
        list(fresh(order).lines.order_by("position").values()),
        history.of("order", order.pk).count(),
        ContactChange.everything.filter(order=order).count(),
        list(Deadline.objects.filter(subject_id=order.pk).order_by("id").values()),
    )


@pytest.fixture
def told(monkeypatch):
    """Collect the facts of edits as a subscriber above would get them."""
    facts = []
    monkeypatch.setattr(sys.modules["orders.services.edit_order"], "record", facts.append)
    return facts


def answer_to(order, cell):
    """Return the code with which one field is refused, None when it is changed; nothing of it stays."""
    reason = "asked by the shop" if cell.overridden else ""
    with transaction.atomic():
        try:
            edit(
                order,
                {cell.field: OTHER[cell.field]},
                actor=ACTORS[cell.by],
                override_reason=reason,
            )
        except Refusal as refusal:
            return refusal.code
        finally:
            transaction.set_rollback(True)
    return None


@pytest.mark.parametrize(("state", "by", "overridden"), COLUMNS)
def test_the_whole_matrix_over_real_orders_r_004_38_r_004_40_r_004_41_r_004_42_c_22(
    state, by, overridden
):
    order = order_in(state)
    before = everything_of(order)
    column = [c for c in MATRIX if (c.state, c.by, c.overridden) == (state, by, overridden)]
    answers = {cell.field: answer_to(order, cell) for cell in column}
    assert answers == {cell.field: cell.reason and cell.reason.code for cell in column}
    assert everything_of(order) == before


@pytest.mark.parametrize("field", [name for name, row in TABLE.items() if row.states])
def test_each_field_changes_and_history_says_from_what_to_what_r_004_43(field, told):
    order = order_in(OrderState.NEEDS_AGREEMENT)
    after = edit(order, {field: OTHER[field]})
    line = history.of("order", order.pk).last()
    assert (line.action, line.version, line.actor_kind, line.source) == (
        "edit",
        order.version + 1,
        "seller",
        "cabinet",
    )
    assert line.changes["agreement"] == [None, AGREED.as_kept()]
    assert after.version == fresh(order).version == order.version + 1
    assert [(fact.fields, fact.version, fact.actor_kind) for fact in told] == [
        ((field,), after.version, "seller")
    ]
    if field == "lines":
        assert line.changes["lines[CUP-1].quantity"] == [2, 5]
        return
    place = "contact" if field in OF_CONTACT else None
    stands = getattr(fresh(order).contact if place else fresh(order), field)
    assert stands == OTHER[field]
    if not TABLE[field].personal:
        was = getattr(order.contact if place else order, field)
        assert line.changes[field] == [
            x if x is None or isinstance(x, int | str) else str(x) for x in (was, stands)
        ]


def test_history_names_people_masked_and_the_words_stand_beside_the_contact_r_004_43_c_22():
    order = order_in(OrderState.CONFIRMED)
    edit(order, {"recipient": "Марія Ґудзь", "recipient_phone": "050 999 88 77", "city": "Львів"})
    line = history.of("order", order.pk).last()
    assert line.changes["recipient"] == ["І••• Ґ•••", "М••• Ґ•••"]
    assert line.changes["recipient_phone"] == ["+380•••67", "+380•••77"]
    assert line.changes["city"] == ["Київ", "Львів"]
    kept = ContactChange.everything.filter(order=order).order_by("field")
    assert [(one.version, one.field, one.before, one.after) for one in kept] == [
        (order.version + 1, "recipient", "Іван Ґудзь", "Марія Ґудзь"),
        (order.version + 1, "recipient_phone", "+380671234567", "+380509998877"),
    ]


def test_without_the_buyers_agreement_nothing_is_changed_r_004_39(told):
    order = order_in(OrderState.NEEDS_AGREEMENT)
    before = everything_of(order)
    with pytest.raises(OrderNotReady) as refusal:
        edit(order, {"city": "Львів"}, agreement=None)
    assert (refusal.value.code, refusal.value.field) == ("agreement_needed", "agreement")
    assert (everything_of(order), told) == (before, [])


def test_a_status_change_needs_no_agreement_r_004_39_c_21():
    order = order_in(OrderState.NEW)
    opened = services.open_order(
        order_id=order.pk, scope=Scope.shop(order.shop_id), actor=SELLER, now=LATER
    )
    assert opened.state == OrderState.NEEDS_AGREEMENT


def test_lines_are_edited_in_agreement_and_the_sums_follow_r_004_41():
    order = order_in(OrderState.NEEDS_AGREEMENT)
    OfferFactory(shop=order.shop, sku="BOWL-2", name="Bowl", price_minor=5_000)
    wishes = (
        LineEdit(line=1, quantity=3),
        LineEdit(line=2, quantity=0),
        LineEdit(sku="BOWL-2", quantity=2),
    )
    edit(order, {"lines": wishes, "delivery_minor": 6_000, "discount_minor": 1_000})
    now = fresh(order)
    lines = now.lines.order_by("position")
    assert [(x.sku, x.name, x.quantity, x.total_minor) for x in lines] == [
        ("CUP-1", "Cup, white", 3, 45_000),
        ("BOWL-2", "Bowl", 2, 10_000),
    ]
    assert (now.goods_minor, now.total_minor) == (55_000, 60_000)
    changes = history.of("order", order.pk).last().changes
    assert changes["total_minor"] == [39_900, 60_000]
    assert "bowl-2" in now.contact.search and "plate-7" not in now.contact.search


@pytest.mark.parametrize("state", sorted(set(OrderState) - {OrderState.NEEDS_AGREEMENT}))
def test_a_line_edit_in_any_other_state_is_409_and_changes_nothing_r_004_41(state):
    order = order_in(state)
    before = everything_of(order)
    with pytest.raises(NotEditableNow) as refusal:
        edit(order, {"lines": (LineEdit(line=1, quantity=9),)})
    assert (refusal.value.status, refusal.value.field) == (409, "lines")
    assert everything_of(order) == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"city": "Львів", "discount_minor": 10**9}, "total_negative"),
        ({"city": "Львів", "lines": (LineEdit(sku="NONE", quantity=1),)}, "no_such_offer"),
        (
            {"lines": (LineEdit(line=1, quantity=0), LineEdit(line=2, quantity=0))},
            "last_line",
        ),
        ({"city": "Львів", "phone": "+380501112233"}, "buyers_own"),
        ({"city": "Львів", "agreed_delivery_on": date(2026, 2, 2)}, "day_is_over"),
        ({"city": "Львів", "payment_terms": "promises"}, "unknown_word"),
        ({"lines": (LineEdit(line=1, quantity=9),), "delivery_minor": -1}, "out_of_range"),
    ],
)
def test_one_wrong_wish_refuses_the_whole_edit(changes, code, told):
    order = order_in(OrderState.NEEDS_AGREEMENT)
    before = everything_of(order)
    with pytest.raises(OrderNotReady) as refusal:
        edit(order, changes)
    assert refusal.value.code == code
    assert (everything_of(order), told) == (before, [])


def test_an_edit_that_changes_nothing_leaves_no_trace(told):
    order = order_in(OrderState.RECEIVED)
    before = everything_of(order)
    same = {
        "lines": (LineEdit(line=1, quantity=2),),
        "city": " Київ ",
        "recipient_phone": "067 123 45 67",
        "discount_minor": 0,
        "agreed_delivery_on": order.agreed_delivery_on,
    }
    assert edit(order, same, agreement=None).version == order.version
    assert (everything_of(order), told) == (before, [])


def test_the_agreed_date_changes_in_awaiting_shipment_and_history_has_it_r_004_13():
    order = order_in(OrderState.AWAITING_SHIPMENT)
    services.agree_delivery_date(
        order_id=order.pk,
        scope=Scope.shop(order.shop_id),
        actor=SELLER,
        now=LATER,
        agreed_delivery_on=date(2026, 2, 12),
        agreement=AGREED,
    )
    line = history.of("order", order.pk).last()
    assert fresh(order).agreed_delivery_on == date(2026, 2, 12)
    assert line.changes["agreed_delivery_on"] == [str(order.agreed_delivery_on), "2026-02-12"]


def test_a_new_address_leaves_every_clock_running_c_22():
    order = order_in(OrderState.AWAITING_SHIPMENT)
    clocks = list(Deadline.objects.filter(subject_id=order.pk).order_by("id").values())
    edit(order, {"city": "Одеса", "point_code": "5", "address": "Дерибасівська 1"})
    assert list(Deadline.objects.filter(subject_id=order.pk).order_by("id").values()) == clocks


def test_a_verified_address_stays_whole_r_003_28():
    order = order_in(OrderState.CONFIRMED)
    before = everything_of(order)
    with pytest.raises(OrderNotReady) as refusal:
        edit(order, {"point_code": "", "address": ""})
    assert (refusal.value.code, refusal.value.field) == ("point_needed", "point_code")
    assert everything_of(order) == before
    early = order_in(OrderState.NEEDS_AGREEMENT)
    edit(early, {"point_code": "", "address": ""})
    assert fresh(early).contact.address == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"delivery_method": "carrier_locker", "point_code": ""}, "locker_needed"),
        ({"delivery_method": "carrier_door", "address": ""}, "address_needed"),
        ({"delivery_method": "carrier_point", "point_code": "", "address": ""}, "point_needed"),
    ],
)
def test_another_way_of_delivery_brings_what_it_needs_r_002_40(changes, code):
    """Also before the address was verified: who chooses a way says where to."""
    order = order_in(OrderState.NEEDS_AGREEMENT)
    edit(order, {"delivery_method": "own_courier", "address": "Main st. 1"})
    before = everything_of(order)
    with pytest.raises(OrderNotReady) as refusal:
        edit(order, changes)
    assert (refusal.value.code, everything_of(order)) == (code, before)


def test_what_the_marketplace_settles_is_refused_and_the_rest_is_not_r_004_42():
    order = place_order(channel="aliexpress", delivery=DeliveryDraft(country="RU", city="Москва"))
    for field in ("payment_terms", "discount_minor", "delivery_minor"):
        with pytest.raises(OrderNotReady) as refusal:
            edit(order, {field: OTHER[field]})
        assert refusal.value.code == "settled_by_channel"
    edit(order, {"city": "Тверь"})
    assert fresh(order).contact.city == "Тверь"


def test_staff_edits_only_with_a_reason_that_history_keeps_r_004_38():
    order = order_in(OrderState.CONFIRMED)
    before = everything_of(order)
    admin = ACTORS["platform"]
    for reason in ("", "   "):
        with pytest.raises(OrderNotReady) as refusal:
            edit(order, {"city": "Львів"}, actor=admin, override_reason=reason)
        assert refusal.value.code == "override_reason_needed"
    assert everything_of(order) == before
    edit(order, {"city": "Львів"}, actor=admin, override_reason="The shop is ill")
    line = history.of("order", order.pk).last()
    assert (line.actor_kind, line.reason, line.comment) == (
        "platform",
        "override",
        "The shop is ill",
    )


def test_the_buyer_and_our_own_workers_edit_nothing_r_004_38():
    order = order_in(OrderState.NEEDS_AGREEMENT)
    before = everything_of(order)
    with pytest.raises(NotAnEditor) as refusal:
        edit(order, {"city": "Львів"}, actor=ACTORS["buyer"])
    assert refusal.value.status == 403
    with pytest.raises(OrderNotReady):
        edit(order, {"city": "Львів"}, actor=SYSTEM)
    assert everything_of(order) == before


def test_another_shops_order_is_not_there():
    order = order_in(OrderState.NEEDS_AGREEMENT)
    before = everything_of(order)
    with pytest.raises(NotFound):
        edit(order, {"city": "Львів"}, scope=Scope.shop(ShopFactory().pk))
    assert everything_of(order) == before


def test_a_stale_edit_is_told_what_changed_by_whom_and_nothing_is_lost():
    order = order_in(OrderState.CONFIRMED)
    colleague = Actor("seller", "Taras", 7, "telegram")
    edit(order, {"city": "Львів", "recipient": "Марія"}, actor=colleague)
    edit(order, {"discount_minor": 500}, actor=colleague)
    before = everything_of(order)
    with pytest.raises(OrderChanged) as refusal:
        edit(order, {"city": "Одеса"}, expected_version=order.version)
    details = refusal.value.details
    assert (refusal.value.status, details["version"]) == (412, order.version + 2)
    assert {one["field"]: (one["before"], one["after"]) for one in details["changes"]} == {
        "city": ("Київ", "Львів"),
        "recipient": ("І••• Ґ•••", "М•••"),
        "discount_minor": (0, 500),
        "total_minor": (39_900, 39_400),
    }
    assert {(one["actor"], one["actor_kind"], one["source"]) for one in details["changes"]} == {
        ("Taras", "seller", "telegram")
    }
    assert everything_of(order) == before


def test_what_changed_and_changed_back_is_no_difference():
    order = order_in(OrderState.CONFIRMED)
    for city in ("Львів", "Київ"):
        edit(order, {"city": city})
    with pytest.raises(OrderChanged) as refusal:
        edit(order, {"city": "Одеса"}, expected_version=order.version)
    assert refusal.value.details["changes"] == []


def test_moves_stand_in_the_difference_too():
    order = order_in(OrderState.NEW)
    services.open_order(order_id=order.pk, scope=Scope.shop(order.shop_id), actor=SELLER, now=LATER)
    with pytest.raises(OrderChanged) as refusal:
        edit(order, {"city": "Одеса"}, expected_version=order.version)
    [one] = refusal.value.details["changes"]
    assert (one["field"], one["before"], one["after"]) == ("state", "new", "needs_agreement")


def race(order, version):
    """Have two people edit the same order: the second while the first has not committed yet."""

    def second():
        with contextlib.closing(connection):
            return edit(order, {"lines": (LineEdit(line=1, quantity=7),)}, expected_version=version)

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            edit(order, {"lines": (LineEdit(line=1, quantity=4),)}, expected_version=version)
            waiting = pool.submit(second)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
        return waiting.result(timeout=10)


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_editors_waits_and_is_refused():
    order = order_in(OrderState.NEEDS_AGREEMENT)
    with pytest.raises(OrderChanged):
        race(order, order.version)
    now = fresh(order)
    assert (now.lines.get(position=1).quantity, now.goods_minor) == (4, 69_900)


@pytest.mark.django_db(transaction=True)
def test_without_the_version_the_later_word_would_stand_the_control():
    order = order_in(OrderState.NEEDS_AGREEMENT)
    race(order, None)
    now = fresh(order)
    assert (now.lines.get(position=1).quantity, now.goods_minor) == (7, 114_900)


def test_the_fact_holds_no_word_of_the_buyer(monkeypatch, facts):
    monkeypatch.setitem(
        registry._handlers, OrderEdited.topic, {"test.listener": lambda event: None}
    )
    order = order_in(OrderState.NEEDS_AGREEMENT)
    edit(order, {"recipient": "Canary Person", "city": "Canarytown"})
    [fact] = facts(OrderEdited.topic)
    assert fact["fields"] == ["city", "recipient"]
    assert "Canary" not in str(fact)


def test_the_agreement_cannot_lie_in_the_future_r_004_39():
    order = order_in(OrderState.NEEDS_AGREEMENT)
    late = Agreement(with_whom="buyer", how="phone", at=LATER + timedelta(hours=2))
    with pytest.raises(OrderNotReady) as refusal:
        edit(order, {"city": "Львів"}, agreement=late)
    assert refusal.value.code == "agreement_in_future"
    assert fresh(order).version == order.version
