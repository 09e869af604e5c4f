"""How long a parcel waits, and where: one deadline, superseded and never doubled (C-07, C-09)."""

from datetime import datetime

from kernel.deadlines.models import Deadline, DeadlineState
from kernel.deadlines.opening import Opening, open_many
from kernel.deadlines.settling import settle, void
from kernel.outbox.post import record
from logistics.events import HoldBegan
from logistics.models import Hold, Parcel
from logistics.rules.last_mile import Promise, Waits
from logistics.rules.last_mile_words import WAITING_CLOCKS
from logistics.services.last_mile_rules import Ruled
from logistics.states import Kind


def keep_promise(
    parcel: Parcel, promise: Promise | None, ruled: Ruled, *, told_days: int | None, now: datetime
) -> None:
    """See to it that exactly the promise that holds is running; what has run out is not begun again."""
    if promise is None:
        _end(parcel, now)
        return
    rows = Deadline.objects.filter(subject_id=parcel.pk, kind__in=WAITING_CLOCKS)
    for row in rows.filter(state=DeadlineState.RUNNING):
        if not _stands(row, promise, told_days):
            void(subject_id=parcel.pk, kinds=[row.kind], at=row.opened_at, now=now)
    ran_out = rows.filter(kind=promise.kind, opened_at=promise.since, days=promise.days)
    if not ran_out.filter(state=DeadlineState.MISSED).exists():
        open_many([_opening(parcel, promise, ruled)])


def _stands(row: Deadline, promise: Promise, told_days: int | None) -> bool:
    """Tell whether a running deadline is that promise; other days count only if the buyer was told so."""
    same = row.kind == promise.kind and row.opened_at == promise.since
    return same and (told_days is None or row.days == promise.days)


def _opening(parcel: Parcel, promise: Promise, ruled: Ruled) -> Opening:
    return Opening(
        kind=promise.kind,
        subject_id=parcel.pk,
        shop_id=parcel.shop_id,
        at=promise.since,
        days=promise.days,
        calendar=ruled.calendar,
    )


def _end(parcel: Parcel, now: datetime) -> None:
    """End what runs: kept if the buyer had it in time, void if it went another way."""
    ended = settle if parcel.state == Kind.DELIVERED else void
    at = parcel.over_at or parcel.state_since or now
    ended(subject_id=parcel.pk, kinds=list(WAITING_CLOCKS), at=at, now=now)


def keep_hold(parcel: Parcel, waits: Waits | None, hold: Hold | None, *, now: datetime) -> None:
    """Note where it waits, and tell of it once: again only where it waits at a place of another kind."""
    if waits is None:
        return
    row = hold or Hold(parcel=parcel, shop_id=parcel.shop_id)
    begins = hold is None or hold.at != waits.at
    if begins:
        row.is_by_hand = False
    if begins or (hold and (hold.since, hold.place) != (waits.since, waits.place)):
        row.at, row.since = waits.at, waits.since
        row.place = row.place if row.is_by_hand else waits.place
        row.save()
    if begins:
        record(
            HoldBegan(
                occurred_at=now, shop_id=parcel.shop_id, parcel_id=parcel.pk, at=str(waits.at)
            )
        )
