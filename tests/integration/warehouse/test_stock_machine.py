"""Random receipts, orders, edits, splits, cancellations, moves, picks and corrections: stock stays whole.

Hypothesis drives the real services. Everyday it takes a handful of walks; the slow run takes 500 steps, or
as many as OTGRUZ_OPERATIONS says.
"""

import os
from datetime import date, timedelta

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

from kernel.errors import Refusal
from kernel.invariants import check
from kernel.scope import PLATFORM
from orders import services
from orders.models import Order
from orders.rules.edits import Agreement
from orders.rules.line_edits import LineEdit
from orders.states import BEFORE_SHIPPING
from tests.factories.orders import SELLER, TUESDAY_18
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import (
    CellFactory,
    lot,
    paid_order,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.models import Balance, Reservation
from warehouse.selectors.invariants import STOCK
from warehouse.services.booking import Booking, book
from warehouse.services.correcting import set_on_hand
from warehouse.services.order_stock import settle_stock
from warehouse.services.reserving import allocate_incoming, fill_shortages, reserve_orders
from warehouse.states import CellKind, MovementKind

pytestmark = pytest.mark.django_db
PICK = st.integers(0, 1_000_000)
PIECES = st.integers(1, 6)
MOST = 12  # orders in a walk


class Shelves(RuleBasedStateMachine):
    """Two kinds of goods in three cells and a tote, and the orders for them."""

    operations = 0

    @initialize()
    def begin(self):
        self.now, self.orders = TUESDAY_18, []
        self.shop = shop_in_storage()
        self.warehouse = warehouse_of(self.shop)
        self.offers = [OfferFactory(shop=self.shop) for _ in range(2)]
        self.cells = [CellFactory(warehouse=self.warehouse) for _ in range(3)]
        self.tote = CellFactory(warehouse=self.warehouse, kind=CellKind.TOTE)
        self.lots = [None, *(lot(o, "L1", date(2026, 9, 1)) for o in self.offers)]

    def acting(self):
        type(self).operations += 1
        self.now += timedelta(seconds=20)
        return {"scope": PLATFORM, "actor": SELLER, "now": self.now}

    def one(self, pick, *states):
        rows = Order.everything.filter(shop=self.shop, state__in=states or BEFORE_SHIPPING)
        return rows[pick % count] if (count := rows.count()) else None

    @rule(pick=PICK, pieces=PIECES, with_lot=st.booleans())
    def receive(self, pick, pieces, with_lot):
        self.acting()
        offer, cell = self.offers[pick % 2], self.cells[pick % 3]
        stock(offer, cell, pieces, of_lot=self.lots[1 + pick % 2] if with_lot else None)
        allocate_incoming([offer.pk], at=self.now)

    @precondition(lambda self: len(self.orders) < MOST)
    @rule(wanted=st.lists(PIECES, min_size=1, max_size=2), twice=st.booleans())
    def order(self, wanted, twice):
        self.acting()
        order = paid_order(self.shop, dict(zip(self.offers, wanted, strict=False)))
        self.orders.append(order.pk)
        for _ in range(1 + twice):
            reserve_orders([order.pk], at=self.now)

    @rule(pick=PICK)
    def cancel(self, pick):
        acting, order = self.acting(), self.one(pick)
        if order is not None:
            services.cancel_order(order_id=order.pk, reason="other", comment="Enough", **acting)
            settle_stock([order.pk], at=self.now)

    @rule(pick=PICK, position=st.integers(1, 2), pieces=st.integers(1, 9))
    def edit(self, pick, position, pieces):
        acting, order = self.acting(), self.one(pick, "new", "needs_agreement")
        if order is None:
            return
        if order.state == "new":
            services.open_order(order_id=order.pk, **acting)
        word = Agreement(with_whom="buyer", how="phone", at=self.now)
        try:
            services.edit_order(
                order_id=order.pk,
                changes={"lines": [LineEdit(line=position, quantity=pieces)]},
                agreement=word,
                **acting,
            )
        except Refusal:
            return
        settle_stock([order.pk], at=self.now)

    @rule(pick=PICK, pieces=PIECES)
    def split(self, pick, pieces):
        acting, order = self.acting(), self.one(pick)
        if order is None or len(self.orders) >= MOST:
            return
        try:
            part = services.split_order(
                order_id=order.pk, lines={1: pieces}, reason="times", **acting
            )
        except Refusal:
            return
        self.orders.append(part.pk)
        settle_stock([order.pk, part.pk], at=self.now)

    @rule(pick=PICK, pieces=PIECES)
    def move(self, pick, pieces):
        """Carry free pieces from one shelf to another."""
        self.acting()
        found = [
            b for b in self._balances() if b.cell_id != self.tote.pk and b.on_hand > b.reserved
        ]
        if found:
            here = found[pick % len(found)]
            n = min(pieces, here.on_hand - here.reserved)
            self._carry(here, self.cells[pick % 3].pk, n, 0, MovementKind.TRANSFER)
            allocate_incoming([here.offer_id], at=self.now)

    @rule(pick=PICK, pieces=PIECES)
    def pick(self, pick, pieces):
        """Put what an order holds into the tote: the reservation goes along."""
        self.acting()
        rows = Reservation.everything.filter(shop=self.shop).exclude(balance__cell=self.tote)
        held = list(rows.select_related("balance").order_by("id"))
        if not held:
            return
        row = held[pick % len(held)]
        n = min(pieces, row.quantity)
        there = self._carry(row.balance, self.tote.pk, n, n, MovementKind.PICK)
        in_tote, _new = Reservation.everything.get_or_create(
            order_id=row.order_id, balance_id=there, shop=self.shop,
            defaults={"quantity": n, "at": self.now},
        )  # fmt: skip
        if not _new:
            in_tote.quantity += n
            in_tote.save()
        row.quantity -= n
        row.save() if row.quantity else row.delete()

    @rule(pick=PICK, counted=st.integers(0, 9))
    def correct(self, pick, counted):
        self.acting()
        found = [b for b in self._balances() if b.cell_id != self.tote.pk]
        if found:
            here = found[pick % len(found)]
            set_on_hand(
                here.pk, expected=here.on_hand, counted=counted, reason="Counted", actor=SELLER,
                at=self.now,
            )  # fmt: skip

    @rule()
    def sweep(self):
        self.acting()
        assert fill_shortages(now=self.now) == 0  # nobody passes anybody here

    @invariant()
    def all_invariants_hold(self):
        broken = [(f.invariant.name, f.rows) for f in check(STOCK) if f.count]
        assert broken == []

    def _balances(self):
        return list(Balance.everything.filter(shop=self.shop).order_by("id"))

    def _carry(self, here, to_cell, n, reserved, kind):
        if to_cell == here.cell_id:
            return here.pk
        common = {"shop_id": here.shop_id, "offer_id": here.offer_id, "lot_id": here.lot_id}
        booked = book(
            [
                Booking(cell_id=here.cell_id, delta=-n, reserved=-reserved, **common),
                Booking(cell_id=to_cell, delta=n, reserved=reserved, **common),
            ],
            warehouse_id=self.warehouse.pk,
            kind=kind,
            who="test",
            at=self.now,
        )
        return booked[here.offer_id, to_cell, here.lot_id, here.condition]


def walk(examples, steps):
    Shelves.operations = 0
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Shelves,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=quiet,
            derandomize=True,
        ),
    )


def test_stock_stays_whole_on_random_walks():
    walk(examples=6, steps=12)


@pytest.mark.slow
def test_stock_stays_whole_on_long_walks():
    wanted = int(os.environ.get("OTGRUZ_OPERATIONS", "500"))
    walk(examples=max(1, wanted // 50), steps=60)
    assert Shelves.operations >= wanted // 2
