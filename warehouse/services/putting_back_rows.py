"""Where the goods of a stopped parcel lie, and how they get onto a shelf."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from kernel.errors import Conflict
from orders.states import BEFORE_SHIPPING
from warehouse.models import Balance, Cell, Outbound, OutboundLine, Reservation
from warehouse.services.booking import Booking, book
from warehouse.services.carrying import carry
from warehouse.services.shifting import shift
from warehouse.states import CellKind, MovementKind


def put_on_shelf(
    line: OutboundLine, parcel: Outbound, shelf: Cell, pieces: int, *, who: str, at: datetime
) -> None:
    """Book pieces of a stopped parcel to a shelf: free there, or still held if their order lives on.

    Raises Conflict when they are not where the books have them.
    """
    left = pieces
    for balance, n in _where(line, parcel, left):
        if n > 0:
            carry(
                order_id=line.order_id,
                balance=balance,
                to_cell_id=shelf.pk,
                pieces=n,
                kind=MovementKind.PUT_BACK,
                who=who,
                at=at,
                subject=("outbound", parcel.pk),
                keep=line.order.state in BEFORE_SHIPPING,
            )
            left -= n
    if left:
        _put_unheld(line, parcel, shelf, left, who, at)


def _where(line: OutboundLine, parcel: Outbound, pieces: int) -> list[tuple[Balance, int]]:
    """Return from which places off the shelves to take what the order holds, and how many from each."""
    rows = Reservation.everything.filter(order_id=line.order_id, balance__offer_id=line.offer_id)
    rows = rows.exclude(balance__cell__kind=CellKind.SHELF).select_related("balance")
    found: list[tuple[Balance, int]] = []
    for held in rows.order_by("pk"):
        n = min(held.quantity, pieces)
        found.append((held.balance, n))
        pieces -= n
    return found


def _put_unheld(
    line: OutboundLine, parcel: Outbound, shelf: Cell, pieces: int, who: str, at: datetime
) -> None:
    """Book what was taken out of a box, and is nobody's, from the parcel's tote to the shelf.

    Of several lots, the first to expire go first: nobody scans which it is.
    """
    rows = Balance.everything.filter(cell_id=parcel.tote_id, offer_id=line.offer_id)
    free = rows.filter(on_hand__gt=F("reserved"))
    bookings: list[Booking] = []
    for balance in free.order_by(F("lot__expires_on").asc(nulls_last=True), "pk"):
        n = min(balance.on_hand - balance.reserved, pieces)
        pieces -= n
        bookings += shift(balance, shelf.pk, n) if n else []
    if pieces:
        raise Conflict(_("The books have no such piece in this tote. Call the lead."))
    book(
        bookings,
        warehouse_id=parcel.warehouse_id,
        kind=MovementKind.PUT_BACK,
        who=who,
        at=at,
        subject=("outbound", parcel.pk),
    )
