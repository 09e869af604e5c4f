"""How far an order's parcels are in the warehouse: for its seller's page, and over REST."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kernel.scope import Scope
from warehouse.models import Outbound, OutboundLine, Scan
from warehouse.states import OutboundState, Verdict

O = OutboundState  # noqa: E741
SCANS_SHOWN = 8
# What the seller sees of the journey, and up to which state each step is not done yet.
STEPS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("released", "released_at", frozenset()),
    ("picked", "picked_at", frozenset({O.RELEASED, O.IN_WAVE, O.PICKING, O.SHORT})),
    ("packed", "packed_at", frozenset({O.PICKED, O.SORTED})),
    ("dispatched", "dispatched_at", frozenset({O.PACKED, O.LABELLED, O.WEIGHED})),
    ("handed_over", "handed_over_at", frozenset({O.DISPATCHED, O.PALLETISED})),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a parcel: done, now, next or skipped, and when."""

    name: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ParcelFace:
    """A parcel as its seller sees it: how far, and who scanned it last."""

    parcel: Outbound
    steps: tuple[Step, ...]
    scans: tuple[dict[str, Any], ...]


def parcels_of_order(scope: Scope, order_id: UUID) -> list[ParcelFace]:
    """Return the parcels in which goods of an order go, or went back; three queries."""
    with_goods = OutboundLine.objects.filter(order_id=order_id).values("outbound_id")
    rows = Outbound.objects.of(scope).filter(pk__in=with_goods).select_related("warehouse", "tote")
    parcels = list(rows.order_by("released_at", "place", "pk"))
    live = [p for p in parcels if p.state != O.ENDED] or parcels[-1:]
    scans = _scans_of([str(parcel.pk) for parcel in live])
    return [ParcelFace(p, steps_of(p), tuple(scans.get(str(p.pk), ()))) for p in live]


def steps_of(parcel: Outbound) -> tuple[Step, ...]:
    """Return the steps of a parcel; one that was stopped goes no further."""
    stopped = parcel.state in (O.PUT_BACK, O.INTERCEPTED, O.ENDED)
    return tuple(
        Step(name, _turn(parcel, moment, waiting, stopped), getattr(parcel, moment))
        for name, moment, waiting in STEPS
    )


def _turn(parcel: Outbound, moment: str, waiting: frozenset[str], stopped: bool) -> str:
    if parcel.state in waiting:
        return "now"
    if getattr(parcel, moment) is not None:
        return "done"
    return "skipped" if stopped else "next"


def _scans_of(subjects: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the last accepted scans of each parcel, the latest first."""
    rows = Scan.objects.filter(subject_kind="outbound", subject_id__in=subjects, verdict=Verdict.OK)
    told: dict[str, list[dict[str, Any]]] = {}
    for scan in rows.order_by("-pk").values("subject_id", "action", "who", "at")[:200]:
        mine = told.setdefault(scan["subject_id"], [])
        if len(mine) < SCANS_SHOWN and scan["action"] not in {one["action"] for one in mine}:
            mine.append(dict(scan))
    return told


def outbounds_page(
    scope: Scope,
    *,
    state: str = "",
    order_id: UUID | None = None,
    after: UUID | None = None,
    size: int,
) -> tuple[list[Outbound], UUID | None]:
    """Return one page of a shop's parcels-to-be, newest first, and where the following one begins."""
    rows: QuerySet[Outbound] = Outbound.objects.of(scope).select_related("order", "warehouse")
    if state:
        rows = rows.filter(state=state)
    if order_id is not None:
        rows = rows.filter(lines__order_id=order_id).distinct()
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.prefetch_related("lines").order_by("-pk")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None
