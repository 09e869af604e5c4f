"""Whose goods lie in a tote or in a slot of the wall."""

from django.db.models import Exists, OuterRef, Q

from kernel.scope import PLATFORM
from warehouse.models import Cell, Outbound, OutboundLine, Reservation
from warehouse.states import OutboundState

O = OutboundState  # noqa: E741


def parcels_in(cell: Cell) -> list[Outbound]:
    """Return the picked parcels-to-be whose goods lie in this place, the one picked first at the head.

    Several where single-line orders were picked into one tote: which one is packed is said by the item.
    """
    rows = Outbound.objects.of(PLATFORM).filter(tote=cell, state__in=(O.PICKED, O.SORTED))
    return list(rows.select_related("order").order_by("picked_at", "pk"))


def to_put_back_from(cell: Cell) -> list[Outbound]:
    """Return the parcels-to-be whose goods go back to the shelves and lie, or may lie, in this place."""
    held = Reservation.objects.of(PLATFORM).filter(
        order_id=OuterRef("order_id"), balance__cell=cell
    )
    mine = OutboundLine.objects.annotate(lies=Exists(held)).filter(lies=True).values("outbound_id")
    rows = Outbound.objects.of(PLATFORM).filter(Q(tote=cell) | Q(pk__in=mine), state=O.PUT_BACK)
    return list(rows.select_related("order").order_by("stopped_at", "pk"))
