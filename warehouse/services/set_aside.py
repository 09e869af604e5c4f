"""Goods that were set aside are sold again, or a lead writes them off and says why (R-002-69)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Refusal
from kernel.history import Actor
from kernel.outbox.post import record
from warehouse.events import GoodsReleased, GoodsWrittenOff
from warehouse.models import Balance, Cell
from warehouse.services.booking import Booking, book
from warehouse.services.reserving import allocate_incoming
from warehouse.services.shifting import shift
from warehouse.states import Condition, MovementKind

LONGEST_REASON = 300


class SayWhy(Refusal):
    """Goods are not written off without a reason."""

    code = "say_why"


def read_reason(given: object) -> str:
    """Return why goods are written off. Raises SayWhy."""
    reason = str(given or "").strip()[:LONGEST_REASON]
    if not reason:
        raise SayWhy(_("Write why the goods are written off: their owner reads it."))
    return reason


@transaction.atomic
def release_goods(*, balance: Balance, to: Cell, quantity: int, who: str, at: datetime) -> None:
    """Book pieces that were set aside to a shelf as good; orders that wait get theirs, and it is told.

    Raises NotEnoughStock.
    """
    book(
        shift(balance, to.pk, quantity, condition=Condition.GOOD),
        warehouse_id=balance.warehouse_id,
        kind=MovementKind.TRANSFER,
        who=who,
        at=at,
        subject=("cell", to.code),
    )
    record(
        GoodsReleased(
            occurred_at=at,
            shop_id=balance.shop_id,
            offer_id=balance.offer_id,
            sku=balance.offer.sku,
            pieces=quantity,
            condition=balance.condition,
        )
    )
    allocate_incoming([balance.offer_id], at=at)


@transaction.atomic
def write_off(
    *, balance: Balance, quantity: int, reason: str, actor: Actor, at: datetime
) -> Balance:
    """Book pieces that were set aside out of stock; history keeps why, and it is told.

    Raises SayWhy, NotEnoughStock.
    """
    reason = read_reason(reason)
    book(
        [_out(balance, quantity)],
        warehouse_id=balance.warehouse_id,
        kind=MovementKind.WRITE_OFF,
        who=actor.label,
        at=at,
        subject=("balance", balance.pk),
    )
    balance.refresh_from_db(fields=["on_hand"])
    history.write(
        subject=("balance", str(balance.pk)),
        shop_id=balance.shop_id,
        action="write_off",
        actor=actor,
        at=at,
        changes={"on_hand": (balance.on_hand + quantity, balance.on_hand)},
        comment=reason,
    )
    record(
        GoodsWrittenOff(
            occurred_at=at,
            shop_id=balance.shop_id,
            offer_id=balance.offer_id,
            sku=balance.offer.sku,
            pieces=quantity,
            condition=balance.condition,
            reason=reason,
        )
    )
    return balance


def _out(balance: Balance, quantity: int) -> Booking:
    return Booking(
        shop_id=balance.shop_id,
        offer_id=balance.offer_id,
        cell_id=balance.cell_id,
        lot_id=balance.lot_id,
        condition=balance.condition,
        delta=-quantity,
    )
