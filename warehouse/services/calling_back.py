"""Stop a parcel-to-be: nothing picked ends it, picked goods go back, a box is caught (R-002-37, C-01)."""

from datetime import datetime

from kernel.outbox.post import record
from warehouse.events import OutboundStopped
from warehouse.models import Outbound
from warehouse.services.parcels import drop_open_picks
from warehouse.states import BOXED, OutboundState

AT_REST = frozenset({OutboundState.RELEASED, OutboundState.IN_WAVE})
SETTLED = frozenset(
    {
        OutboundState.PUT_BACK,
        OutboundState.INTERCEPTED,
        OutboundState.HANDED_OVER,
        OutboundState.ENDED,
    }
)


def stop_parcel(parcel: Outbound, *, at: datetime) -> None:
    """Stop a held parcel-to-be and tell it, in the caller's transaction; one that is settled stays so.

    Not picked: ended. Picked: to be put back (R-002-37). In a box: stopped at its next scan (C-01).
    """
    before = parcel.state
    if before in SETTLED or parcel.forced_reason:
        return
    drop_open_picks([parcel.pk], at=at)
    if before in BOXED:
        parcel.intercept(at=at)
    elif parcel.lines.filter(picked__gt=0).exists():
        _call_back(parcel, at)
    else:
        parcel.stopped_at = at
        parcel.end(at=at)
    parcel.version += 1
    parcel.save()
    record(
        OutboundStopped(
            occurred_at=at,
            shop_id=parcel.shop_id,
            order_id=parcel.order_id,
            outbound_id=parcel.pk,
            state=before,
        )
    )


def _call_back(parcel: Outbound, at: datetime) -> None:
    """Have picked goods put back; one that waits for its next walk leaves its wave first."""
    if parcel.state in AT_REST:
        parcel.fall_short()
        parcel.save()
    parcel.call_back(at=at)
