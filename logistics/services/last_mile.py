"""Bring a parcel's deadlines, place, problems and expected return to what is known of it, all at once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.deadlines.events import DeadlineMissed
from kernel.deadlines.models import Deadline
from logistics.models import Appointment, Hold, Parcel, ParcelOrder, Waybill
from logistics.rules.heard import Heard
from logistics.rules.last_mile import Ending, ending
from logistics.services.hearing import hear
from logistics.services.last_mile_rules import Ruled, rule_of
from logistics.services.problems import corrected_at, keep_problems
from logistics.services.settling import told_of
from logistics.services.waiting import keep_hold, keep_promise
from logistics.states import Direction, Kind, Phase, Source
from warehouse.public import expect_off_the_road


@transaction.atomic
def settle_last_mile(parcel_id: UUID, *, now: datetime) -> None:
    """Have exactly what follows from the parcel's events (R-002-57..-64, R-002-69, R-003-30).

    Looks at all of them under the parcel's lock: facts may come in any order and twice.
    """
    parcel = locked_parcel(parcel_id)
    ruled = rule_of(parcel)
    hold = Hold.everything.filter(parcel=parcel).first()
    found = _ending(parcel, ruled, hold)
    told_days = hold.told_days if hold else None
    keep_promise(parcel, found.promise, ruled, told_days=told_days, now=now)
    keep_hold(parcel, found.waits, hold, now=now)
    keep_problems(parcel, found.troubles, ruled, now=now)
    if parcel.phase == Phase.GOING_BACK or parcel.state == Kind.RETURNED:
        _expect_back(parcel, now)


@transaction.atomic
def return_uncollected(missed: DeadlineMissed, *, now: datetime) -> bool:
    """Send back what nobody collected in time; tell whether that very promise still held (C-10).

    It is an event like any other, of our own: what a carrier told meanwhile, or tells yet, outranks it.
    """
    parcel = locked_parcel(missed.subject_id)
    hold = Hold.everything.filter(parcel=parcel).first()
    promise = _ending(parcel, rule_of(parcel), hold).promise
    bill = _forward_bill(parcel)
    if promise is None or bill is None:
        return False
    began = Deadline.objects.get(pk=missed.deadline_id).opened_at
    if (promise.kind, promise.since) != (missed.kind, began):
        return False
    told = Heard(number=bill.number, kind=Kind.UNCOLLECTED, at=missed.due_at, source=Source.OURS)
    hear(bill.carrier, [told], now=now)
    return True


def locked_parcel(parcel_id: UUID) -> Parcel:
    """Return a parcel under its row lock."""
    parcel: Parcel = Parcel.everything.select_for_update(no_key=True).get(pk=parcel_id)
    return parcel


def _ending(parcel: Parcel, ruled: Ruled, hold: Hold | None) -> Ending:
    agreed = Appointment.everything.filter(parcel=parcel).values_list("attempt", flat=True)
    return ending(
        told_of([parcel])[parcel.pk],
        ruled.terms,
        told_days=hold.told_days if hold else None,
        agreed=agreed,
        corrected_at=corrected_at(parcel),
    )


def _forward_bill(parcel: Parcel) -> Waybill | None:
    rows = Waybill.everything.filter(parcel=parcel, direction=Direction.FORWARD)
    bill: Waybill | None = rows.select_related("carrier").order_by("pk").first()
    return bill


def _expect_back(parcel: Parcel, now: datetime) -> None:
    """Have the warehouse expect the goods under the number by which they come back (R-002-69)."""
    back = Waybill.everything.filter(parcel=parcel, direction=Direction.RETURN)
    tracking = back.order_by("pk").values_list("number", flat=True).first() or ""
    reason = "rejected" if parcel.turned_back == Kind.REFUSED else "not_collected"
    for order_id in ParcelOrder.objects.filter(parcel=parcel).values_list("order_id", flat=True):
        expect_off_the_road(order_id=order_id, reason=reason, tracking=tracking, at=now)
