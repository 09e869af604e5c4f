"""Random splits, merges, separations, edits of lines, moves and cancellations: sums and clocks stay whole.

Hypothesis drives the real services. Everyday it takes a handful of walks; the slow run takes 500 steps, or
as many as OTGRUZ_OPERATIONS says.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kernel.deadlines.models import Deadline
from kernel.errors import Refusal
from kernel.scope import PLATFORM, Scope
from orders import services
from orders.models import Order, OrderSplit
from orders.rules.edits import Agreement
from orders.rules.line_edits import LineEdit
from orders.states import BEFORE_SHIPPING, MOVES, OrderState, SplitReason
from tests.factories.orders import SELLER, TUESDAY_18, line_draft, place_order
from tests.factories.sellers import OfferFactory, ShopFactory

pytestmark = pytest.mark.django_db
MONEY = ("goods_minor", "delivery_minor", "discount_minor", "total_minor")
CLOCK = ("kind", "opened_at", "due_at", "good_at", "explanation", "levels", "looks")
STEP = timedelta(seconds=20)
ACTS = ("open", "confirm", "make_ready", "ship", "cancel")
MOST = 24  # orders in a walk: more of them show nothing new
PICK = st.integers(0, 1_000_000)
WISHES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=2)
"""Lines by their place, the last of which is a new one, and how many pieces of each: nought takes it out."""


class Families(RuleBasedStateMachine):
    """Three orders of one buyer to one address, and all that becomes of them."""

    operations = 0
    edited = 0

    @initialize(
        counts=st.lists(st.integers(1, 9), min_size=3, max_size=4),
        price=st.integers(1, 99_999),
        delivery=st.integers(0, 9_999),
        percent=st.integers(0, 100),
    )
    def begin(self, counts, price, delivery, percent):
        self.now = TUESDAY_18
        self.shop = ShopFactory()
        self.scope = Scope.shop(self.shop.pk)
        lines = tuple(
            line_draft(sku=f"SKU-{n}", quantity=count, unit_price_minor=price + 7 * n)
            for n, count in enumerate(counts)
        )
        goods = sum(line.quantity * line.unit_price_minor for line in lines)
        discount = goods * percent // 100
        self.offer = OfferFactory(shop=self.shop, sku="ONE-MORE", price_minor=price + 1)
        self.roots = {}
        for _ in range(3):
            root = place_order(
                self.shop, lines=lines, delivery_minor=delivery, discount_minor=discount
            )
            self.roots[root.pk] = root.pk
        self.owed = self.sums(self.with_lines())

    def orders(self, *states):
        rows = Order.objects.of(PLATFORM).filter(shop=self.shop).order_by("pk")
        return [row for row in rows if not states or row.state in states]

    def with_lines(self):
        return list(Order.objects.of(PLATFORM).filter(shop=self.shop).prefetch_related("lines"))

    def sums(self, orders):
        """Return of each family its money and its pieces by SKU and price."""
        found = {root: Counter() for root in set(self.roots.values())}
        for order in orders:
            family = found[self.roots[order.pk]]
            family.update({name: getattr(order, name) for name in MONEY})
            for line in order.lines.all():
                family[line.sku, line.unit_price_minor] += line.quantity
        return found

    def attempt(self, act, order, **values):
        """Make one act a moment later; a refusal is an answer too, anything else is a fault."""
        self.now += STEP
        Families.operations += 1
        try:
            return act(order_id=order.pk, scope=self.scope, actor=SELLER, now=self.now, **values)
        except Refusal:
            return None

    def clocks(self, order):
        rows = Deadline.objects.filter(subject_id=order.pk, closed_at=None).order_by("kind")
        return list(rows.values(*CLOCK))

    @precondition(lambda self: len(self.roots) < MOST)
    @rule(pick=PICK, share=st.lists(st.integers(0, 9), min_size=4, max_size=4))
    def split(self, pick, share):
        orders = self.orders(*BEFORE_SHIPPING)
        if not orders:
            return
        order = orders[pick % len(orders)]
        there = list(order.lines.order_by("position"))
        lines = {ln.position: min(n, ln.quantity) for ln, n in zip(there, share, strict=False)}
        clocks = self.clocks(order)
        reason = SplitReason.values[pick % 4]
        part = self.attempt(services.split_order, order, lines=lines, reason=reason)
        if part is not None:
            self.roots[part.pk] = self.roots[order.pk]
            assert self.clocks(part) == self.clocks(order) == clocks
            assert Order.everything.get(pk=part.pk).state == order.state

    @rule(one=PICK, other=PICK)
    def merge(self, one, other):
        orders = self.orders()
        first, second = orders[one % len(orders)], orders[other % len(orders)]
        self.attempt(services.merge_orders, first, with_order_id=second.pk)

    @rule(pick=PICK)
    def separate(self, pick):
        orders = self.orders()
        self.attempt(services.separate_order, orders[pick % len(orders)])

    @rule(pick=PICK, wishes=WISHES)
    def edit_lines(self, pick, wishes):
        """C-20, R-004-41: an edit changes the sums of its family by what was agreed, and no clock."""
        orders = (pick % 5 and self.orders(OrderState.NEEDS_AGREEMENT)) or self.orders()
        order = orders[pick % len(orders)]
        standing = {line.position: line for line in order.lines.all()}
        edits = {place: self.wish(standing.get(place), quantity) for place, quantity in wishes}
        clocks = self.clocks(order)
        agreed = Agreement(with_whom="buyer", how="phone", at=self.now)
        changes = {"lines": tuple(edits.values())}
        done = self.attempt(services.edit_order, order, changes=changes, agreement=agreed)
        assert self.clocks(order) == clocks
        if done is None:
            return
        family = self.owed[self.roots[order.pk]]
        for edit in edits.values():
            old = standing.get(edit.line)
            more = edit.quantity - (old.quantity if old else 0)
            sku = old.sku if old else self.offer.sku
            price = old.unit_price_minor if old else self.offer.price_minor
            assert more == 0 or order.state == OrderState.NEEDS_AGREEMENT
            worth = more * price
            family.update({(sku, price): more, "goods_minor": worth, "total_minor": worth})
            Families.edited += 1

    def wish(self, line, quantity):
        """Return the wish for so many of a line that stands, or of another."""
        if line is not None:
            return LineEdit(line=line.position, quantity=quantity)
        return LineEdit(sku=self.offer.sku, quantity=quantity)

    @rule(pick=PICK, act=st.sampled_from(ACTS))
    def move(self, pick, act):
        orders = self.orders(*MOVES[act][0])
        if not orders:
            return
        order = orders[pick % len(orders)]
        services_of = {
            "open": (services.open_order, {}),
            "confirm": (services.confirm_order, {"availability_checked": True}),
            "make_ready": (services.make_order_ready, {}),
            "ship": (services.ship_order, {"carrier": "Meest", "waybill": f"W{pick}"}),
            "cancel": (services.cancel_order, {"reason": "buyer_request"}),
        }
        call, values = services_of[act]
        if act == "cancel" and pick % 4:  # else all end too soon
            return
        self.attempt(call, order, **values)

    @invariant()
    def all_stays_whole(self):
        """Hold what one reading finds against every promise."""
        if not hasattr(self, "owed"):
            return
        orders = self.with_lines()
        self.sums_are_what_was_agreed(orders)
        self.each_order_adds_up(orders)
        self.who_travels_together_is_whole({order.pk: order for order in orders})
        self.every_part_is_linked_once()

    def sums_are_what_was_agreed(self, orders):
        """C-20: of each family money and pieces are those it was placed with and those agreed since."""
        assert self.sums(orders) == self.owed

    def each_order_adds_up(self, orders):
        for order in orders:
            lines = list(order.lines.all())
            assert lines
            assert all(line.total_minor == line.quantity * line.unit_price_minor for line in lines)
            assert sum(line.total_minor for line in lines) == order.goods_minor
            assert 0 <= order.discount_minor <= order.goods_minor
            assert order.delivery_minor >= 0
            assert order.state in OrderState.values

    def who_travels_together_is_whole(self, orders):
        """A leader leads and rides with nobody; what left together left at one instant by one waybill."""
        for order in orders.values():
            if order.rides_with_id is None:
                continue
            leader = orders[order.rides_with_id]
            assert leader.rides_with_id is None
            assert order.state != OrderState.CANCELLED or order.shipped_at is not None
            assert (order.shipped_at, order.waybill) == (leader.shipped_at, leader.waybill)

    def every_part_is_linked_once(self):
        parts = OrderSplit.everything.filter(shop=self.shop).values_list("part_id", flat=True)
        assert set(parts) == {pk for pk, root in self.roots.items() if pk != root}


def walk(examples, steps):
    profile = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Families, settings=profile)


def test_random_operations_lose_nothing_and_win_no_time():
    """C-20, C-26, C-27, R-004-14: 8 walks of up to 25 operations."""
    walk(8, 25)


@pytest.mark.slow
def test_many_random_operations_lose_nothing_and_win_no_time():
    """C-20, C-26, C-27, R-004-14: walks of up to 50 operations until there were so many.

    Ten thousand take ten minutes and more:
    ``OTGRUZ_OPERATIONS=10000 ./test tests/integration/orders -k many_random``.
    """
    Families.operations = Families.edited = 0
    wanted = int(os.environ.get("OTGRUZ_OPERATIONS", "500"))
    while Families.operations < wanted:
        walk(10, 50)
    assert Families.edited
