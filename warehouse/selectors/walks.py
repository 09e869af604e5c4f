"""A wave as a walk: its lines by place, what is left, and the waves there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from kernel.scope import PLATFORM
from warehouse.models import ItemBarcode, Outbound, PickLine, Wave
from warehouse.states import OutboundState, WaveState

OPEN = (WaveState.PLANNED, WaveState.PICKING)


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A wave as the lead sees it."""

    id: int
    number: int
    state: str
    start_by: datetime
    leave_by: datetime
    minutes: int
    orders: int
    done: int
    lines: int
    pickers: str

    def is_late(self, now: datetime) -> bool:
        """Whether it should have been begun."""
        return self.state == WaveState.PLANNED and self.start_by < now


def walk_of(wave_id: int) -> QuerySet[PickLine]:
    """Return the lines of a wave along the walk, with all that a list prints of them."""
    rows = PickLine.objects.filter(wave_id=wave_id)
    return rows.select_related(
        "balance__cell",
        "balance__lot",
        "outbound_line__offer",
        "outbound_line__outbound__tote",
        "outbound_line__outbound__order",
        "picker",
    )


def open_waves(warehouse_id: int) -> list[WaveRow]:
    """Return the waves that are planned or being picked, the one to be begun first at the head."""
    rows = Wave.objects.filter(warehouse_id=warehouse_id, state__in=OPEN).annotate(
        orders=Count("outbounds", distinct=True),
        n=Count("lines", distinct=True),
        done=Count("lines", filter=Q(lines__ended_at__isnull=False), distinct=True),
    )
    waves = list(rows.order_by("start_by", "pk"))
    who = _pickers([wave.pk for wave in waves])
    return [
        WaveRow(
            id=wave.pk,
            number=wave.number,
            state=wave.state,
            start_by=wave.start_by,
            leave_by=wave.leave_by,
            minutes=wave.minutes,
            orders=wave.orders,
            done=wave.done,
            lines=wave.n,
            pickers=", ".join(who.get(wave.pk, [])),
        )
        for wave in waves
    ]


def _pickers(wave_ids: list[int]) -> dict[int, list[str]]:
    rows = PickLine.objects.filter(wave_id__in=wave_ids, picker__isnull=False)
    told: dict[int, list[str]] = {}
    people = rows.select_related("picker").order_by("wave_id", "picker_id")
    for line in people.distinct("wave_id", "picker_id"):
        told.setdefault(line.wave_id, []).append(str(line.picker))
    return told


def without_tote(wave_id: int) -> tuple[int, int]:
    """Return how many orders of a wave have a tote on the cart, and how many there are."""
    rows = Outbound.objects.of(PLATFORM).filter(
        wave_id=wave_id, state__in=(OutboundState.IN_WAVE, OutboundState.PICKING)
    )
    told = rows.aggregate(of=Count("pk"), has=Count("tote"))
    return told["has"], told["of"]


def expected_codes(lines: Sequence[PickLine]) -> list[str]:
    """Return each code that is right somewhere on the walk, as often as it may be scanned."""
    offers = {line.outbound_line.offer_id for line in lines}
    printed: dict[int, list[str]] = {}
    barcodes = (
        ItemBarcode.objects.of(PLATFORM).filter(offer_id__in=offers).values_list("offer_id", "code")
    )
    for offer_id, code in barcodes:
        printed.setdefault(offer_id, []).append(code)
    return [code for line in lines for code in _codes_of(line, printed)]


def _codes_of(line: PickLine, printed: dict[int, list[str]]) -> list[str]:
    offer, left = line.outbound_line.offer, line.quantity - line.picked - line.short
    tote: Any = line.outbound_line.outbound.tote
    goods = {offer.sku, offer.barcode, *printed.get(offer.pk, [])} - {""}
    places = [line.balance.cell.code, *([tote.code] if tote else [])]
    return places * max(left, 1) + [code for code in sorted(goods) for _ in range(left)]


def lines_left(wave_id: int) -> list[PickLine]:
    """Return what is left to pick of a wave, along the walk."""
    rows = walk_of(wave_id).filter(ended_at=None, quantity__gt=F("picked") + F("short"))
    return list(rows.order_by("path", "pk"))
