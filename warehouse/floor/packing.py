"""Screens from the tote to the door: packing, the scale, and the dispatch scan."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from kernel.scope import Scope
from warehouse.floor.screens import LEADS, Command, Floor, Screen, register
from warehouse.models import ItemBarcode, Outbound, Packaging, Warehouse
from warehouse.rules.packing import Plan, Step
from warehouse.selectors.dispatching import dispatched_since, waiting_for_dispatch
from warehouse.selectors.packing import (
    Sheet,
    catalogue,
    packaging_to_buy,
    parcel_in_hand,
    sheet_of,
    waiting_at_packing,
)
from warehouse.services.in_hand import hand_of
from warehouse.services.packing_progress import Progress
from warehouse.services.weighing import parcel_seen
from warehouse.states import OutboundState, PackagingKind


def show_pack(floor: Floor) -> dict[str, Any]:
    """Return what the packing screen draws: where to begin, what goes in and how, or the label."""
    parcel = parcel_in_hand(floor.actor.user_id, floor.warehouse.pk)
    if parcel is None:
        return {
            "prompt": _("Scan an item of the tote")
            if floor.context.get("shared")
            else _("Scan a tote or a slot of the wall"),
            "waiting": waiting_at_packing(floor.warehouse.pk),
            "to_buy": packaging_to_buy(floor.warehouse.pk),
        }
    if parcel.state == OutboundState.PACKED:
        return {
            "prompt": _("Stick the label on and scan it"),
            "parcel": parcel,
            "is_closed": True,
            "expected": [parcel.code],
        }
    progress = Progress.of(_hand(floor, "pack"), parcel.pk)
    return _packing(parcel, sheet_of(parcel), progress)


def _packing(parcel: Outbound, sheet: Sheet, progress: Progress) -> dict[str, Any]:
    used = catalogue(progress.materials)
    recorded = progress.recorded(used)
    lines = [(line, progress.pieces.get(line.pk, 0)) for line in sheet.lines]
    is_full = progress.packed >= sheet.pieces
    return {
        "prompt": _("Scan the packaging, then close") if is_full else _("Scan each piece"),
        "parcel": parcel,
        "lines": [{"line": line, "done": done} for line, done in lines],
        "steps": _steps(sheet.plan, recorded),
        "materials": [
            {"packaging": used[pk], "quantity": n, "layers": layers}
            for pk, (n, layers) in progress.materials.items()
        ],
        "needs_layers": PackagingKind.FILM in recorded,
        "note": sheet.plan.note,
        "note_ticked": progress.note_ticked,
        "bare": progress.bare,
        "is_full": is_full,
        "done": progress.packed,
        "of": sheet.pieces,
        "expected": list(_expected(parcel, lines)),
    }


def _steps(plan: Plan, recorded: dict[str, int]) -> list[dict[str, Any]]:
    """Return what is to be scanned with its reason, each thing once; advice only where nothing is a must."""
    shown = [one for one in plan.steps if one.must] or plan.steps
    once = {one.kinds: one for one in sorted(shown, key=lambda one: one.layers)}
    return [
        {
            "step": step,
            "kinds": " / ".join(str(PackagingKind(kind).label) for kind in sorted(step.kinds)),
            "is_done": _is_done(step, recorded),
        }
        for step in once.values()
    ]


def _is_done(step: Step, recorded: dict[str, int]) -> bool:
    return any(kind in recorded and recorded[kind] >= step.layers for kind in step.kinds)


def _expected(parcel: Outbound, lines: list[tuple[Any, int]]) -> Iterator[str]:
    """Give each code that is right now, as often as it may be scanned."""
    known: dict[int, set[str]] = {}
    for offer_id, code in (
        ItemBarcode.objects.of(Scope.shop(parcel.shop_id))
        .filter(offer_id__in=[line.offer_id for line, _done in lines])
        .values_list("offer_id", "code")
    ):
        known.setdefault(offer_id, set()).add(code)
    for line, done in lines:
        own = {line.offer.barcode, line.offer.sku, *known.get(line.offer_id, ())} - {""}
        yield from sorted(own) * (line.quantity - done)
    yield from Packaging.objects.filter(is_retired=False).values_list("barcode", flat=True)


def show_weigh(floor: Floor) -> dict[str, Any]:
    """Return what the screen of the scale draws: the parcel to scan, or what the one on it should weigh."""
    return _weighing(floor, "weigh")


def show_weigh_by_lead(floor: Floor) -> dict[str, Any]:
    """Return what a lead sees who accepts a weight that differs."""
    return {**_weighing(floor, "weigh_override"), "by_lead": True}


def _weighing(floor: Floor, work: str) -> dict[str, Any]:
    pk = _hand(floor, work).get("parcel")
    seen = parcel_seen(pk) if pk else None
    if seen is None:
        return {"prompt": _("Scan the parcel")}
    return {
        "prompt": _("Put it on the scale"),
        "parcel": seen.parcel,
        "pieces": seen.pieces,
        "weight": seen.expected,
        "kilograms": f"{(seen.expected.grams or 0) / 1000:.3f}",
        "off": floor.context.get("off"),
    }


def show_dispatch(floor: Floor) -> dict[str, Any]:
    """Return what the dispatch screen draws: how many are out today, how many wait, and till when."""
    start, cut_off = _today(floor.warehouse, floor.now)
    left = cut_off - floor.now
    waiting = waiting_for_dispatch(floor.warehouse.pk)
    return {
        "prompt": _("Scan parcels out"),
        "out_today": dispatched_since(floor.warehouse.pk, start),
        "waiting": waiting.number,
        "cut_off": f"{cut_off.astimezone(ZoneInfo(floor.warehouse.zone)):%H:%M}",
        "minutes_left": max(0, int(left.total_seconds() // 60)),
        "is_late": left <= timedelta(0),
        "expected": waiting.codes,
    }


def _today(warehouse: Warehouse, now: datetime) -> tuple[datetime, datetime]:
    """Return when the warehouse's day began and when its cut-off is."""
    there = now.astimezone(ZoneInfo(warehouse.zone))
    start = there.replace(hour=0, minute=0, second=0, microsecond=0)
    at = warehouse.cut_off
    return start, there.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=0)


def _hand(floor: Floor, work: str) -> dict[str, Any]:
    return hand_of(
        work,
        warehouse_id=floor.warehouse.pk,
        user_id=floor.actor.user_id,
        at=floor.now,
    )


register(
    Screen(
        key="pack",
        title=_("Packing"),
        icon="package",
        action="pack",
        template="floor/pack.html",
        show=show_pack,
        commands=(
            Command("NOTE", _("Request done")),
            Command("CLOSE", _("Close the parcel")),
            Command("BARE", _("No packaging")),
            Command("SECOND", _("The rest in another parcel")),
            Command("LEAVE", _("Put it down")),
            Command("PRINT", _("Print again")),
        ),
    )
)
register(
    Screen(
        key="weigh",
        title=_("Scale"),
        icon="scale",
        action="weigh",
        template="floor/weigh.html",
        show=show_weigh,
    )
)
register(
    Screen(
        key="dispatch",
        title=_("Dispatch scan"),
        icon="truck-delivery",
        action="dispatch",
        template="floor/dispatch.html",
        show=show_dispatch,
    )
)
register(
    Screen(
        key="weigh-by-lead",
        title=_("Accept a weight"),
        icon="user-check",
        action="weigh_override",
        template="floor/weigh.html",
        show=show_weigh_by_lead,
        roles=LEADS,
        commands=(Command("ACCEPT", _("Accept this weight"), on_paper=False),),
    )
)
