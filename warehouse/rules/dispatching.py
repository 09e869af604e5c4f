"""What a dispatch scan finds: may this parcel leave, is it the last of its order, and is it in time. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from warehouse.states import OutboundState

O = OutboundState  # noqa: E741
FINISHED = frozenset({O.DISPATCHED, O.PALLETISED, O.HANDED_OVER})
_FIRST: dict[str, Any] = {
    O.PACKED: _("Parcel %(code)s has no label on it yet: scan the label at packing."),
    O.LABELLED: _("Parcel %(code)s is not weighed yet: put it on the scale first."),
    O.SHORT: _("Parcel %(code)s waits for goods: put it aside and call the lead."),
}
_NOT_PACKED = _("Parcel %(code)s is not packed yet: it is “%(state)s”.")


def why_not_yet(state: str, code: str) -> str | None:
    """Return what must be done before a parcel in ``state`` is scanned out, or None where it may be."""
    if state == O.WEIGHED:
        return None
    return str(_FIRST.get(state, _NOT_PACKED) % {"code": code, "state": O(state).label})


def orders_finished(
    parcels: Mapping[UUID, tuple[str, Collection[UUID]]], leaving: Collection[UUID]
) -> set[UUID]:
    """Return the orders all of whose goods have left packing once ``leaving`` have (R-002-21).

    ``parcels`` says of each parcel its state before and the orders whose goods it holds.
    """
    waiting: set[UUID] = set()
    done: set[UUID] = set()
    for pk, (state, order_ids) in parcels.items():
        (done if pk in leaving or state in FINISHED else waiting).update(order_ids)
    touched = {order for pk in leaving for order in parcels[pk][1]}
    return (done - waiting) & touched


def is_in_time(at: datetime, *, cut_off: time, zone: str) -> bool:
    """Tell whether ``at`` is strictly before the warehouse's cut-off of its own day."""
    return at.astimezone(ZoneInfo(zone)).time() < cut_off


def clock_words(moment: datetime, *, zone: str, now: datetime) -> str:
    """Return when something was as people at the warehouse say it: "16:42", with the day if not today's."""
    there, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    return f"{there:%H:%M}" if there.date() == today.date() else f"{there:%d.%m %H:%M}"
