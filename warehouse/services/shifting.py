"""Free pieces from one place to another: the two bookings that are one act."""

from warehouse.models import Balance
from warehouse.services.booking import Booking


def shift(
    balance: Balance, to_cell_id: int, pieces: int, *, condition: str | None = None
) -> list[Booking]:
    """Return the bookings that take pieces of a balance to another place, in that ``condition`` there.

    A negative number brings them back.
    """
    return [
        _booking(balance, balance.cell_id, balance.condition, -pieces),
        _booking(balance, to_cell_id, condition or balance.condition, pieces),
    ]


def _booking(balance: Balance, cell_id: int, condition: str, delta: int) -> Booking:
    return Booking(
        shop_id=balance.shop_id,
        offer_id=balance.offer_id,
        cell_id=cell_id,
        lot_id=balance.lot_id,
        condition=condition,
        delta=delta,
    )
