"""Where a parcel waits for its buyer and until when: what a message to the buyer says (R-002-61)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.deadlines.models import Deadline, DeadlineState
from kernel.scope import Scope
from logistics.models import Hold, ParcelOrder
from logistics.rules.last_mile_words import WAITING_CLOCKS
from logistics.states import Phase


@dataclass(frozen=True, slots=True)
class HoldNews:
    """A parcel that waits: ``at`` is the kind of place, ``until`` the end of its last day."""

    parcel_id: UUID
    at: str
    place: str
    code: str
    until: datetime
    order_ids: tuple[UUID, ...]


def hold_news(scope: Scope, parcel_id: UUID) -> HoldNews | None:
    """Return where a parcel waits and until when; None once it does not."""
    hold = Hold.objects.of(scope).select_related("parcel").filter(parcel=parcel_id).first()
    if hold is None or hold.parcel.phase != Phase.ON_THE_WAY:
        return None
    rows = Deadline.objects.filter(
        subject_id=parcel_id, kind__in=WAITING_CLOCKS, state=DeadlineState.RUNNING
    )
    until = rows.values_list("due_at", flat=True).first()
    if until is None:
        return None
    contents = ParcelOrder.objects.filter(parcel=parcel_id).order_by("pk")
    orders = tuple(contents.values_list("order_id", flat=True))
    return HoldNews(parcel_id, hold.at, hold.place, hold.code, until, orders)
