"""Many buyers and few pieces: exactly what is there is held, whoever comes at the same moment (R-003-04)."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from kernel.scope import PLATFORM
from tests.factories.orders import TUESDAY_18
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import CellFactory, paid_order, shop_in_storage, stock, warehouse_of
from warehouse.models import Balance, Reservation, Shortage
from warehouse.selectors.stock_faults import stock_faults
from warehouse.services import reserving_at_once
from warehouse.services.reserving import allocate_incoming, fill_shortages, reserve_orders

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.beside]
NOW = TUESDAY_18 + timedelta(minutes=1)
BUYERS, PIECES = 64, 7


def together(acts):
    """Run ``acts`` in threads with a connection each, all begun at the same moment."""
    gate = threading.Barrier(len(acts), timeout=30)

    def one(act):
        with contextlib.closing(connection):
            connection.ensure_connection()
            gate.wait()
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(one, act) for act in acts]]


def held():
    return sum(Reservation.objects.of(PLATFORM).values_list("quantity", flat=True))


def goods(pieces, cells=1):
    shop = shop_in_storage()
    offer = OfferFactory(shop=shop)
    balances = [
        stock(offer, CellFactory(warehouse=warehouse_of(shop)), share)
        for n in range(cells)
        if (share := pieces // cells + (n < pieces % cells))
    ]
    return shop, offer, balances


@pytest.mark.parametrize("cells", [1, 3])
def test_of_64_buyers_exactly_as_many_get_a_piece_as_there_are(cells):
    shop, offer, _balances = goods(PIECES, cells)
    orders = [paid_order(shop, {offer: 1}) for _ in range(BUYERS)]
    together([lambda pk=order.pk: reserve_orders([pk], at=NOW) for order in orders])
    assert (held(), Shortage.everything.count()) == (PIECES, BUYERS - PIECES)
    assert stock_faults(warehouse_of(shop).pk)[1] == []


def test_one_order_that_two_workers_see_at_once_is_held_once():
    shop, offer, _balances = goods(10)
    order = paid_order(shop, {offer: 2})
    taken = together([lambda: reserve_orders([order.pk], at=NOW)] * 8)
    assert (sum(taken), held()) == (1, 2)


def test_an_order_and_a_receipt_that_pass_one_another_meet_in_the_sweep():
    shop, offer, [balance] = goods(1)
    where = Balance.everything.get(pk=balance).cell
    orders = [paid_order(shop, {offer: 1}) for _ in range(8)]

    def receipt():
        with transaction.atomic():
            stock(offer, where, 1)
            allocate_incoming([offer.pk], at=NOW)

    together([*(lambda pk=o.pk: reserve_orders([pk], at=NOW) for o in orders), *[receipt] * 7])
    fill_shortages(now=NOW)
    assert (held(), Shortage.everything.count()) == (8, 0)
    assert stock_faults(warehouse_of(shop).pk)[1] == []


@contextlib.contextmanager
def without_protection(monkeypatch):
    """Give as careless code would: no lock, no condition, and no constraint behind it."""
    lock, condition = "for no key update of b", "and b.reserved + g.pieces <= b.on_hand"
    assert lock in reserving_at_once._WHOLE and condition in reserving_at_once._WHOLE
    careless = reserving_at_once._WHOLE.replace(lock, "").replace(condition, "")
    monkeypatch.setattr(reserving_at_once, "_WHOLE", careless)
    name = "balance_reserved_within_on_hand"
    with connection.cursor() as cursor:
        cursor.execute(f"alter table warehouse_balance drop constraint {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("update warehouse_balance set reserved = 0")
            cursor.execute(
                f"alter table warehouse_balance add constraint {name}"
                " check (reserved >= 0 and reserved <= on_hand)"
            )


def test_control_without_lock_and_condition_the_last_piece_is_sold_twice(monkeypatch):
    shop, offer, _balances = goods(1)
    first, second = (paid_order(shop, {offer: 1}) for _ in range(2))

    def other():
        with contextlib.closing(connection):
            return reserve_orders([second.pk], at=NOW)

    with without_protection(monkeypatch), ThreadPoolExecutor() as pool:
        with transaction.atomic():
            reserve_orders([first.pk], at=NOW)
            late = pool.submit(other)
            with pytest.raises(TimeoutError):
                late.result(timeout=0.5)  # it waits for our row, and has seen a free piece
        assert (late.result(timeout=10), held()) == (1, 2)


def test_with_them_the_second_waits_and_lacks_it():
    shop, offer, _balances = goods(1)
    first, second = (paid_order(shop, {offer: 1}) for _ in range(2))

    def other():
        with contextlib.closing(connection):
            return reserve_orders([second.pk], at=NOW)

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            reserve_orders([first.pk], at=NOW)
            late = pool.submit(other)
            with pytest.raises(TimeoutError):
                late.result(timeout=0.5)
        assert (late.result(timeout=10), held()) == (1, 1)
    assert Shortage.everything.get().order_id == second.pk
