"""The dispatch scan: packing is finished (R-002-21, C-02). Two round trips inside the transaction.

One statement finds and locks, one writes parcel, orders, clocks, history, facts and the scan. Done twice it
says who was first; done against a buyer's cancel, one of the two is first and the other is told.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.errors import Conflict, Refusal
from kernel.outbox.post import record_many
from orders.public import OrderAtPacking, finish_packing, why_not_packed
from orders.states import OrderState
from warehouse.events import PackingFinished
from warehouse.models import Scan
from warehouse.rules.dispatching import (
    FINISHED,
    clock_words,
    is_in_time,
    orders_finished,
    why_not_yet,
)
from warehouse.rules.stopping import why_halted
from warehouse.services.dispatching_sql import (
    AtDispatch,
    Found,
    lock_by_barcodes,
    write_dispatched,
)
from warehouse.services.parcels import NoSuchParcel
from warehouse.services.scanning import Answer, Scanned, Stop, handles, refusal_answer
from warehouse.states import Verdict

ACTION = "dispatch"


class AlreadyDispatched(Conflict):
    """The parcel was scanned out before."""

    code = "already_dispatched"


class NotReadyToDispatch(Conflict):
    """Something comes before the dispatch scan of this parcel."""

    code = "not_ready_to_dispatch"


def dispatch_batch(given: Sequence[Scanned]) -> list[Answer]:
    """Scan out many parcels of one warehouse in the caller's transaction; what is refused is an answer.

    A barcode that comes twice is refused the second time, as it would be one after the other.
    """
    first = given[0]
    found = lock_by_barcodes(
        sorted({one.code for one in given}),
        warehouse_id=first.warehouse_id,
        scope=first.scope,
        at=first.at,
    )
    by_code = {code: parcel for parcel in found.parcels.values() for code in parcel.codes}
    leaving: dict[UUID, Scanned] = {}
    answers = [_answer(one, by_code.get(one.code), found, leaving) for one in given]
    if leaving:
        _write(found, leaving, at=first.at)
    return answers


@handles(ACTION, in_one_trip=True, batch=dispatch_batch)
def dispatch(scanned: Scanned) -> Answer:
    """Scan a parcel out. Raises Stop, AlreadyDispatched, NotReadyToDispatch, NoSuchParcel."""
    found = lock_by_barcodes(
        [scanned.code],
        warehouse_id=scanned.warehouse_id,
        scope=scanned.scope,
        at=scanned.at,
    )
    parcel = next((one for one in found.parcels.values() if one.codes), None)
    live = _demand_ready(parcel, found, scanned)
    _write(found, {live.id: scanned}, at=scanned.at)
    return _done(live, found, scanned)


def _answer(
    one: Scanned, parcel: AtDispatch | None, found: Found, leaving: dict[UUID, Scanned]
) -> Answer:
    try:
        if parcel is not None and parcel.id in leaving:
            raise _already(parcel, one, at=one.at, who=leaving[parcel.id].actor.label)
        live = _demand_ready(parcel, found, one)
    except Refusal as refusal:
        return refusal_answer(refusal)
    leaving[live.id] = one
    return _done(live, found, one)


def _demand_ready(parcel: AtDispatch | None, found: Found, scanned: Scanned) -> AtDispatch:
    """Return the parcel if it may leave; each refusal says what to do."""
    if parcel is None:
        raise NoSuchParcel(_("No parcel here has this code: scan the label of the parcel."))
    orders = [found.orders[pk] for pk in parcel.order_ids]
    _demand_live(parcel, orders, scanned.at)
    about: dict[str, Any] = {"subject": ("outbound", str(parcel.id))}
    if parcel.state in FINISHED and parcel.dispatched_at is not None:
        raise _already(parcel, scanned, at=parcel.dispatched_at, who=_who(parcel.id))
    if (first := why_not_yet(parcel.state, parcel.code)) is not None:
        raise NotReadyToDispatch(first, title=_("Not yet"), **about)
    for order in orders:
        if (reason := why_not_packed(order)) is not None:
            raise NotReadyToDispatch(str(reason.message), title=_("Not yet"), **about)
    return parcel


def _demand_live(parcel: AtDispatch, orders: Sequence[OrderAtPacking], at: datetime) -> None:
    cancelled = next((o for o in orders if o.state == OrderState.CANCELLED), None)
    about = cancelled or next(o for o in orders if o.id == parcel.order_id)
    since = about.cancelled_at or parcel.stopped_at
    halt = why_halted(
        code=parcel.code,
        number=about.number,
        state=parcel.state,
        cancelled=cancelled is not None,
        since=at - since if since else None,
        forced=bool(parcel.forced_reason),
    )
    if halt is not None:
        raise Stop(halt.text, title=halt.title, subject=("outbound", str(parcel.id)))


def _already(parcel: AtDispatch, scanned: Scanned, *, at: datetime, who: str) -> AlreadyDispatched:
    said = {
        "code": parcel.code,
        "time": clock_words(at, zone=parcel.zone, now=scanned.at),
        "who": who,
    }
    return AlreadyDispatched(
        _("Parcel %(code)s was already dispatched at %(time)s by %(who)s. Nothing was done now.")
        % said,
        title=_("Already dispatched at %(time)s") % said,
        subject=("outbound", str(parcel.id)),
    )


def _who(parcel_id: UUID) -> str:
    """Return who scanned the parcel out: read anew, for the other may have done it a moment ago."""
    scans = Scan.objects.filter(subject_kind="outbound", subject_id=str(parcel_id))
    row = scans.filter(action=ACTION, verdict=Verdict.OK).order_by("-id").first()
    return row.who if row else _("somebody")


def _write(found: Found, leaving: dict[UUID, Scanned], *, at: datetime) -> None:
    """Write all that follows from parcels leaving; rides in the caller's trip."""
    write_dispatched(list(leaving), at=at)
    states = {pk: (one.state, one.order_ids) for pk, one in found.parcels.items()}
    finished = orders_finished(states, leaving)
    actor = next(iter(leaving.values())).actor
    finish_packing(
        [order for pk, order in found.orders.items() if pk in finished], actor=actor, at=at, now=at
    )
    record_many(
        PackingFinished(
            occurred_at=at,
            shop_id=parcel.shop_id,
            order_id=parcel.order_id,
            outbound_id=parcel.id,
            code=parcel.code,
            weight_g=parcel.weight_g or 0,
        )
        for parcel in (found.parcels[pk] for pk in leaving)
    )


def _done(parcel: AtDispatch, found: Found, scanned: Scanned) -> Answer:
    number = found.orders[parcel.order_id].number
    in_time = is_in_time(scanned.at, cut_off=parcel.cut_off, zone=parcel.zone)
    words = (
        _("Order %(number)s, %(weight)s kg.")
        if in_time
        else _("Order %(number)s, %(weight)s kg. After the cut-off: it counts for the next day.")
    )
    return Answer(
        verdict=Verdict.OK,
        title=_("Packing finished"),
        text=words % {"number": number, "weight": f"{(parcel.weight_g or 0) / 1000:.3f}"},
        code="dispatched",
        data={"parcel": parcel.code, "in_time": in_time},
        subject=("outbound", str(parcel.id)),
    )
