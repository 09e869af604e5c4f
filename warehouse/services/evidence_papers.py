"""The evidence of one parcel on one paper: scans, cameras, pictures, seals, the signed sheet (R-002-45)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kernel.scope import Scope
from warehouse.models import EvidenceFile, Handover, HandoverPaper, Label, Outbound, Seal
from warehouse.papers.evidence import EvidenceText, Picture, evidence_pdf
from warehouse.papers.evidence_words import evidence_words
from warehouse.selectors.evidence import Evidence, evidence_of
from warehouse.states import HandoverState

PICTURES = 12  # more would make it slow, and nobody looks at them; all are named
Told = tuple[datetime, str, str]
"""What a carrier told: when, what, where."""


def evidence_paper(
    scope: Scope,
    outbound_id: UUID,
    *,
    title: str,
    about: Sequence[tuple[str, str]],
    road: Sequence[Told],
    pictures: Sequence[tuple[str, bytes]] = (),
    at: datetime,
) -> bytes | None:
    """Return the paper as a PDF; None where the scope has no such parcel.

    ``about`` says what it is shown for, ``pictures`` are more of them, with what is written under each.
    """
    rows = Outbound.objects.of(scope).select_related("order", "warehouse", "pallet__handover")
    outbound = rows.filter(pk=outbound_id).first()
    if outbound is None:
        return None
    zone = ZoneInfo(outbound.warehouse.zone)
    handover = outbound.pallet.handover if outbound.pallet else None
    found = [evidence_of("outbound", str(outbound.pk))]
    if outbound.pallet is not None:
        found.append(evidence_of("pallet", str(outbound.pallet_id)))
    if handover is not None:
        found.append(evidence_of("handover", str(handover.pk)))
    text = EvidenceText(
        title=title,
        about=about,
        parcel=_parcel(outbound, zone),
        goods=_goods(outbound),
        handover=_handover(handover, zone),
        scans=_scans(found, zone),
        road=[(_moment(when, zone), what, where) for when, what, where in road],
        files=[(f.name, _moment(f.added_at, zone), f.sha256) for one in found for f in one.files],
        made=_moment(at, zone),
    )
    shown = [Picture(name, content) for name, content in pictures] + _pictures(found, zone)
    return evidence_pdf(text, shown[:PICTURES], _sheet(scope, handover), at=at)


def _parcel(outbound: Outbound, zone: ZoneInfo) -> list[tuple[str, str]]:
    words = evidence_words()
    sides = (outbound.length_mm, outbound.width_mm, outbound.height_mm)
    codes = Label.objects.filter(outbound=outbound, replaced_at=None).values_list("code", flat=True)
    known = {
        "parcel": outbound.code,
        "order": outbound.order.number,
        "weight": f"{(outbound.weight_g or 0) / 1000:.3f}" if outbound.weight_g else "",
        "measures": " × ".join(map(str, sides)) if all(sides) else "",
        "packed": _moment(outbound.dispatched_at, zone),
        "label": ", ".join(codes),
        "pallet": outbound.pallet.sscc if outbound.pallet else "",
    }
    return [(words[name], value) for name, value in known.items() if value]


def _goods(outbound: Outbound) -> list[tuple[str, str, str]]:
    lines = outbound.lines.order_by("id").values_list("sku", "name", "quantity")
    return [(sku, name, str(quantity)) for sku, name, quantity in lines]


def _handover(handover: Handover | None, zone: ZoneInfo) -> list[tuple[str, str]]:
    if handover is None or handover.state != HandoverState.SIGNED:
        return []
    words = evidence_words()
    seals = [_seal(one, zone) for one in Seal.objects.filter(handover=handover).order_by("id")]
    names = f"{handover.our_name} · {handover.their_name}"
    return [
        (words["handover"], f"{handover.number}, {handover.carrier}"),
        (words["signed"], f"{_moment(handover.signed_at, zone)}, {names}"),
        (words["vehicle"], f"{handover.vehicle}, {handover.driver}"),
        (words["seals"], "; ".join(seals)),
    ]


def _seal(seal: Seal, zone: ZoneInfo) -> str:
    told = (seal.number, str(seal.state), _moment(seal.ended_at, zone), seal.place)
    return " ".join(filter(None, told))


def _scans(found: Sequence[Evidence], zone: ZoneInfo) -> list[tuple[str, ...]]:
    scans = sorted((scan for one in found for scan in one.footage), key=lambda scan: scan.at)
    return [
        (
            f"{scan.at.astimezone(zone):%d.%m.%Y %H:%M:%S}",
            f"{scan.action} {scan.code}",
            scan.who,
            scan.station or "–",
            scan.camera or "–",
            f"{scan.keep_until.astimezone(zone):%d.%m.%Y}",
        )
        for scan in scans
    ]


def _pictures(found: Sequence[Evidence], zone: ZoneInfo) -> list[Picture]:
    ids = [file.pk for one in found for file in one.files if file.media_type.startswith("image/")]
    rows = EvidenceFile.objects.filter(pk__in=ids[:PICTURES]).order_by("pk")
    return [
        Picture(f"{row.name} · {_moment(row.added_at, zone)} · {row.added_by}", bytes(row.content))
        for row in rows
    ]


def _sheet(scope: Scope, handover: Handover | None) -> bytes | None:
    """Return the signed sheet, unless it names parcels of shops that the scope may not see."""
    if handover is None:
        return None
    on_it = Outbound.everything.filter(pallet__handover=handover)
    if scope.shop_ids is not None and on_it.exclude(shop_id__in=scope.shop_ids).exists():
        return None
    papers = HandoverPaper.objects.filter(handover=handover, kind="sheet-signed")
    kept = papers.order_by("-version").first()
    return bytes(kept.content) if kept else None


def _moment(at: Any, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M (%Z)}" if at else ""
