"""Cycle counts: blind, reviewed by the lead, then booked; never below what orders hold."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Conflict, NotFound
from kernel.history import Actor
from kernel.scope import PLATFORM
from warehouse.models import Balance, Cell, CountLine, CycleCount, Movement, Reservation, Scan
from warehouse.services.booking import Booking, book
from warehouse.services.reserving import allocate_incoming
from warehouse.states import Condition, CountState, MovementKind


class NoSuchCount(NotFound):
    """There is no such count."""

    code = "no_such_count"


class CountNotOpen(Conflict):
    """The count is not in a state in which this can be done."""

    code = "count_not_open"


class MovedMeanwhile(Conflict):
    """Goods came or went while the place was counted."""

    code = "moved_meanwhile"


class OrdersHoldMore(Conflict):
    """Orders hold more pieces than were found; the message names them."""

    code = "orders_hold_more"


def open_count(cell: Cell, *, at: datetime) -> CycleCount:
    """Return the open count of a place, begun now if there is none. Raises CountNotOpen under review."""
    try:
        with transaction.atomic():
            return CycleCount.objects.create(
                warehouse_id=cell.warehouse_id, cell=cell, opened_at=at
            )
    except IntegrityError:
        rows = CycleCount.objects.select_for_update(no_key=True).filter(cell=cell)
        count = rows.filter(state__in=[CountState.OPEN, CountState.COUNTED]).first()
    if count is None:  # reviewed this moment
        return open_count(cell, at=at)
    _demand(count, CountState.OPEN)
    return count


def held_count(count_id: object, *, warehouse_id: int | None = None) -> CycleCount:
    """Return a count under its row lock. Raises NoSuchCount."""
    rows: QuerySet[CycleCount] = CycleCount.objects.select_related("cell")
    rows = rows.select_for_update(no_key=True, of=("self",))
    rows = rows.filter(warehouse_id=warehouse_id) if warehouse_id is not None else rows
    count = rows.filter(pk=int(str(count_id))).first() if str(count_id).isdigit() else None
    if count is None:
        raise NoSuchCount(_("There is no such count: scan the place again."))
    return count


def note_found(count: CycleCount, *, offer_id: int, lot_id: int | None, pieces: int) -> CountLine:
    """Add pieces that were found to an open, held count; a negative number takes back."""
    _demand(count, CountState.OPEN)
    goods: dict[str, Any] = {"offer_id": offer_id, "lot_id": lot_id}
    line, _new = CountLine.objects.get_or_create(count=count, **goods, defaults={"found": 0})
    line.found = max(line.found + pieces, 0)
    line.save(update_fields=["found"])
    return line


def finish_count(count: CycleCount, *, by: str, at: datetime) -> None:
    """Hand an open, held count to the lead."""
    _demand(count, CountState.OPEN)
    count.finish(by=by, at=at)
    count.save()


@transaction.atomic
def approve_count(*, count_id: int, actor: Actor, at: datetime) -> int:
    """Make the books say what was found; return by how many pieces they changed in all.

    What was picked or brought after the count stays picked and brought. Again changes nothing. Raises
    NoSuchCount, CountNotOpen, MovedMeanwhile where goods moved during the count, OrdersHoldMore.
    """
    count = held_count(count_id)
    if count.state == CountState.APPROVED:
        return 0
    _demand(count, CountState.COUNTED)
    balances = _locked_balances(count.cell_id)
    _demand_still(count)
    differences = _differences(count, balances)
    _demand_not_held(differences, balances)
    if bookings := [_booking(count, place, n) for place, n in differences.items() if n]:
        book(
            bookings,
            warehouse_id=count.warehouse_id,
            kind=MovementKind.COUNT,
            who=actor.label,
            at=at,
            subject=("count", count.pk),
        )
    count.approve(by=actor.label, at=at)
    count.save()
    _note(count, "approve_count", actor, at)
    allocate_incoming(sorted({pl[1] for pl, delta in differences.items() if delta > 0}), at=at)
    return sum(abs(delta) for delta in differences.values())


@transaction.atomic
def count_anew(*, count_id: int, actor: Actor, at: datetime) -> CycleCount:
    """Have a place counted once more from nothing. Raises NoSuchCount, CountNotOpen."""
    count = held_count(count_id)
    _demand(count, CountState.COUNTED)
    count.lines.all().delete()
    count.opened_at = at
    count.count_again()
    count.save()
    _note(count, "count_again", actor, at)
    return count


@transaction.atomic
def drop_count(*, count_id: int, actor: Actor, at: datetime) -> CycleCount:
    """Leave the books as they are; again changes nothing. Raises NoSuchCount, CountNotOpen."""
    count = held_count(count_id)
    if count.state == CountState.DROPPED:
        return count
    if count.state == CountState.APPROVED:
        _demand(count, CountState.COUNTED)
    count.drop(by=actor.label, at=at)
    count.save()
    _note(count, "drop_count", actor, at)
    return count


Place = tuple[int, int, int | None]  # shop, offer, lot


def differences_of(count: CycleCount) -> list[tuple[str, str, int, int]]:
    """Return what a review shows: SKU, lot, booked at the count, found; only what differs."""
    booked = _booked_then(count, list(_balances(count.cell_id)))
    found = _found(count)
    rows = []
    for place in sorted(booked.keys() | found.keys(), key=str):
        before, now = booked.get(place, 0), found.get(place, 0)
        if before != now:
            rows.append((place, before, now))
    names = {
        (b.shop_id, b.offer_id, b.lot_id): (b.offer.sku, b.lot.code if b.lot else "")
        for b in _balances(count.cell_id)
    } | {
        (ln.offer.shop_id, ln.offer_id, ln.lot_id): (ln.offer.sku, ln.lot.code if ln.lot else "")
        for ln in count.lines.select_related("offer", "lot")
    }
    return [(*names[place], before, now) for place, before, now in rows]


def _balances(cell_id: int) -> "QuerySet[Balance]":
    rows: QuerySet[Balance] = Balance.objects.of(PLATFORM).select_related("offer", "lot")
    return rows.filter(cell_id=cell_id, condition=Condition.GOOD).order_by("pk")


def _locked_balances(cell_id: int) -> list[Balance]:
    return list(_balances(cell_id).select_for_update(no_key=True, of=("self",)))


def _differences(count: CycleCount, balances: list[Balance]) -> dict[Place, int]:
    """Return found less booked by place, writing on each line what was booked."""
    booked, found = _booked_then(count, balances), _found(count)
    lines = {(ln.offer_id, ln.lot_id): ln for ln in count.lines.all()}
    for place in booked.keys() | found.keys():
        line = lines.get(place[1:])
        if line is None and booked.get(place):
            line = CountLine(count=count, offer_id=place[1], lot_id=place[2], found=0)
        if line is not None:
            line.booked = booked.get(place, 0)
            line.save()
    return {p: found.get(p, 0) - booked.get(p, 0) for p in booked.keys() | found.keys()}


def _found(count: CycleCount) -> dict[Place, int]:
    rows = count.lines.values_list("offer__shop_id", "offer_id", "lot_id", "found")
    return {(shop, offer, lot): found for shop, offer, lot, found in rows}


def _booked_then(count: CycleCount, balances: list[Balance]) -> dict[Place, int]:
    """Return what the books said when the place had been counted: now, less what has moved since."""
    since = Movement.objects.of(PLATFORM).filter(balance__in=[b.pk for b in balances])
    since = since.filter(at__gt=count.counted_at or count.opened_at)
    moved = dict(since.values_list("balance_id").annotate(n=Sum("delta")))
    return {(b.shop_id, b.offer_id, b.lot_id): b.on_hand - moved.get(b.pk, 0) for b in balances}


def _demand_still(count: CycleCount) -> None:
    """Raise MovedMeanwhile where goods came or went between the first scan of the count and its last."""
    scans = Scan.objects.filter(subject_kind="count", subject_id=str(count.pk), action="count")
    scans = scans.filter(at__gte=count.opened_at, at__lte=count.counted_at)
    begun = (
        scans.filter(verdict="ok").exclude(answer__data__has_key="begins").aggregate(t=Min("at"))
    )
    if begun["t"] is None:
        return
    moved = Movement.objects.of(PLATFORM).filter(
        balance__cell_id=count.cell_id, at__gte=begun["t"], at__lte=count.counted_at
    )
    if moved.exists():
        raise MovedMeanwhile(
            _("Goods moved in %(cell)s while it was counted: have it counted again.")
            % {"cell": count.cell}
        )


def _demand_not_held(differences: dict[Place, int], balances: Iterable[Balance]) -> None:
    for balance in balances:
        delta = differences.get((balance.shop_id, balance.offer_id, balance.lot_id), 0)
        if balance.on_hand + delta >= balance.reserved:
            continue
        held = Reservation.objects.of(PLATFORM).filter(balance=balance).order_by("-at", "-pk")
        numbers = list(held.values_list("order__number", flat=True)[:5])
        raise OrdersHoldMore(
            _(
                "Orders hold %(held)s of %(sku)s here, only %(found)s would be left:"
                " pick %(orders)s from another place first, or count again."
            )
            % {
                "held": balance.reserved,
                "sku": balance.offer.sku,
                "found": balance.on_hand + delta,
                "orders": ", ".join(numbers),
            },
            orders=numbers,
        )


def _booking(count: CycleCount, place: Place, delta: int) -> Booking:
    shop_id, offer_id, lot_id = place
    return Booking(
        shop_id=shop_id, offer_id=offer_id, cell_id=count.cell_id, lot_id=lot_id, delta=delta
    )


def _demand(count: CycleCount, state: str) -> None:
    if count.state != state:
        raise CountNotOpen(
            _("The count of %(cell)s is “%(state)s”.")
            % {"cell": count.cell, "state": count.get_state_display()}
        )


def _note(count: CycleCount, action: str, actor: Actor, at: datetime, **more: Any) -> None:
    history.write(subject=("cyclecount", str(count.pk)), action=action, actor=actor, at=at, **more)
