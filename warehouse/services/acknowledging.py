"""What whoever fetches parcels says of them: without their word a parcel stands on no sheet (R-002-12)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kernel.errors import Refusal
from kernel.scope import PLATFORM
from warehouse.models import Outbound, Storage

MOST_NAMED = 5


class NotAcknowledged(Refusal):
    """A parcel on the sheet is not known to those who fetch it."""

    code = "not_acknowledged"


def demand_notices(shop_id: int, channels: Collection[str]) -> None:
    """Have parcels of these channels of a shop, and of no others, wait for their acknowledgement.

    Does nothing for a shop that sends by itself.
    """
    Storage.objects.of(PLATFORM).filter(shop_id=shop_id).update(notice_channels=sorted(channels))


def acknowledge_dispatch(outbound_ids: Iterable[UUID], *, at: datetime) -> int:
    """Note that these parcels are known to who fetches them; the first word counts. One statement."""
    rows = Outbound.objects.of(PLATFORM).filter(pk__in=list(outbound_ids), notified_at=None)
    changed: int = rows.update(notified_at=at)
    return changed


def demand_acknowledged(parcels: Iterable[Outbound], sscc_of: Any) -> None:
    """Raise NotAcknowledged, naming parcels and pallets, where one may not leave yet. One query."""
    waiting = [parcel for parcel in parcels if parcel.notified_at is None]
    if not waiting:
        return
    rows = Storage.objects.of(PLATFORM).filter(shop_id__in={one.shop_id for one in waiting})
    needs = dict(rows.values_list("shop_id", "notice_channels"))
    missing = [one for one in waiting if one.channel in needs.get(one.shop_id, ())]
    if missing:
        named = ", ".join(f"{one.code} ({sscc_of(one)})" for one in missing[:MOST_NAMED])
        raise NotAcknowledged(
            _NOT_YET % {"named": named},
            title=_COUNT % {"count": len(missing)},
            parcels=[one.code for one in missing],
        )


_COUNT = ngettext_lazy(
    "%(count)d parcel not acknowledged", "%(count)d parcels not acknowledged", "count"
)
_NOT_YET = _(
    "The carrier has not acknowledged that these were dispatched: %(named)s. Wait for its answer, or take"
    " them off their pallets: they go with the next pickup."
)
