"""Say how many pieces there are, against what the speaker believed there were."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor
from warehouse.models import Balance
from warehouse.services.booking import Booking, book
from warehouse.services.freeing import drop_reservations, lock_with_orders
from warehouse.services.order_stock import settle_stock
from warehouse.services.reserving import allocate_incoming
from warehouse.states import MovementKind


class NoSuchBalance(NotFound):
    """There is no such place in stock."""

    code = "no_such_balance"


class StockDiffers(Conflict):
    """The stock is not what the caller believed; ``on_hand`` says what it is now."""

    code = "stock_differs"


class NotANumberOfPieces(Refusal):
    """A place cannot hold fewer than no pieces."""

    code = "not_a_number_of_pieces"


@transaction.atomic
def set_on_hand(
    balance_id: int,
    *,
    expected: int,
    counted: int,
    reason: str,
    actor: Actor,
    at: datetime,
    kind: str = MovementKind.UPLOAD,
) -> Balance:
    """Set a place to ``counted`` pieces, provided it has ``expected`` now: compare and set.

    Where orders hold more than there is, the newest let go: they get other pieces, or lack them and are
    held. What is more goes to those that wait. The same number changes nothing. Raises NoSuchBalance,
    NotANumberOfPieces, and StockDiffers with what the stock is now.
    """
    if counted < 0:
        raise NotANumberOfPieces(_("Enter how many pieces there are."), field="counted")
    balance = _held(balance_id, expected)
    if counted == balance.on_hand:
        return balance
    freed, orders = drop_reservations(balance.pk, keep=counted)
    book(
        [_booking(balance, counted - balance.on_hand, -freed)],
        warehouse_id=balance.warehouse_id,
        kind=kind,
        who=actor.label,
        at=at,
        subject=("balance", balance.pk),
    )
    history.write(
        subject=("balance", str(balance.pk)),
        shop_id=balance.shop_id,
        action="set_on_hand",
        actor=actor,
        at=at,
        changes={"on_hand": (balance.on_hand, counted)},
        comment=reason,
    )
    settle_stock(orders, at=at)
    allocate_incoming([balance.offer_id], at=at)
    balance.refresh_from_db()
    return balance


def _held(balance_id: int, expected: int) -> Balance:
    balance = lock_with_orders(balance_id)
    if balance is None:
        raise NoSuchBalance(_("There is no such place in stock."))
    if balance.on_hand != expected:
        raise StockDiffers(
            _("There are %(now)d pieces by now, not %(expected)d: count again.")
            % {"now": balance.on_hand, "expected": expected},
            field="expected",
            on_hand=balance.on_hand,
        )
    return balance


def _booking(balance: Balance, delta: int, reserved: int) -> Booking:
    return Booking(
        shop_id=balance.shop_id,
        offer_id=balance.offer_id,
        cell_id=balance.cell_id,
        lot_id=balance.lot_id,
        condition=balance.condition,
        delta=delta,
        reserved=reserved,
    )
