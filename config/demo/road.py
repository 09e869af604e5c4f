"""The demo's road: a truck that Cainiao signed for, what became of its parcels, what is claimed of them."""

import struct
import zlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kernel.history import Actor, ActorKind
from kernel.ids import new_id
from kernel.outbox.silence import told_to_nobody
from kernel.scope import PLATFORM, Scope
from logistics.models import Carrier, Parcel, Waybill
from logistics.rules.heard import Heard
from logistics.services import enrol_missing, enrol_orders, follow_parcel, hear, notify_dispatch
from logistics.services.accepting import accept_handover
from logistics.services.claim_opening import Upload
from logistics.services.claiming import Report, take_claim
from logistics.services.deciding import compensate_claim
from logistics.services.last_mile import settle_last_mile
from logistics.services.manifests import keep_manifest
from logistics.states import ClaimKind, Kind, Source
from orders.models import Order
from orders.rules.demo import RUSSIANS, STAGED
from orders.rules.intake import BuyerDraft, DeliveryDraft, LineDraft, OrderDraft
from orders.services.acting import act
from orders.services.place_orders import place_orders
from sellers.models import Offer, Shop
from warehouse.models import Cell, Handover, Outbound, OutboundLine, Scan, Station, Storage
from warehouse.public import expect_off_the_road
from warehouse.services.booking import Booking, book
from warehouse.services.codes import parcel_codes
from warehouse.services.freezing import freeze_handover
from warehouse.services.handovers import describe_handover, load_pallet, open_handover
from warehouse.services.palletising import put_on_pallet
from warehouse.services.pallets import close_pallet, open_pallet
from warehouse.services.sealing import apply_seal
from warehouse.services.signing import sign_handover
from warehouse.states import CellKind, MovementKind, OutboundState, StationKind

CHANNEL, CARRIER = "api", "Cainiao"
LEFT = timedelta(days=3)  # before the first start
HOUR = timedelta(hours=1)
DEMO = Actor(kind=ActorKind.PLATFORM, label="Demo", source="worker")
AT_THE_CARRIERS = "claims@cainiao.com"
ACT = b"%%PDF-1.4\n%% Act of disagreement, parcel %s\n%%%%EOF\n"
K = Kind
TO_THE_CITY = ((K.ACCEPTED, 14), (K.IN_TRANSIT, 20), (K.ARRIVED, 40))
# What became of each parcel: kinds and the hours after the truck left at which the carrier says it was.
FATES: tuple[tuple[tuple[Kind, int], ...], ...] = (
    (*TO_THE_CITY, (K.OUT_FOR_DELIVERY, 48), (K.DELIVERED, 52)),
    (*TO_THE_CITY, (K.AT_POINT, 50)),
    (*TO_THE_CITY, (K.OUT_FOR_DELIVERY, 46), (K.FAILED_ATTEMPT, 51)),
    (*TO_THE_CITY, (K.OUT_FOR_DELIVERY, 46), (K.REFUSED, 50), (K.RETURNING, 62)),
    TO_THE_CITY[:2],
    (),
    (),
    TO_THE_CITY,
)
WHY = {K.FAILED_ATTEMPT: "Никого нет дома", K.REFUSED: "Не подошёл цвет"}
# Which of them are claimed: the place above, as what, how many hours after, in which words.
CLAIMED = (
    (5, ClaimKind.MISSING, 18, "На приёмке отсутствует, место в паллете пустое."),
    (6, ClaimKind.MISSING, 19, "Не получено, см. акт расхождения."),
    (7, ClaimKind.DAMAGED, 42, "Угол коробки смят, плёнка разорвана."),
)
SETTLED = 5  # the place of the one that is compensated


def furnish_road(shop: Shop, *, now: datetime) -> int:
    """Leave the shop with parcels on the road and claims about them; return how many orders went.

    Told to nobody: it is a past. Again, or where the warehouse has signed with Cainiao, it adds nothing.
    """
    storage = Storage.objects.of(Scope.shop(shop.pk)).select_related("warehouse").first()
    known = Handover.objects.filter(carrier=CARRIER)
    if storage is None or known.filter(warehouse=storage.warehouse).exists():
        return 0
    with told_to_nobody(), transaction.atomic():
        parcels = _scanned_out(shop, storage, now - LEFT - 2 * HOUR)
        truck = _left(storage, parcels, now - LEFT)
        enrol_orders([parcel.order_id for parcel in parcels], now=now - LEFT)
        # Nobody else has ever heard of these numbers.
        Waybill.objects.of(Scope.shop(shop.pk)).filter(
            number__in=[one.code for one in parcels]
        ).update(next_poll_at=None)
        notify_dispatch([parcel.pk for parcel in parcels], now=now - LEFT - HOUR)
        keep_manifest(truck.pk, now=now - LEFT)
        _tell(parcels, now - LEFT)
        accept_handover(truck.pk, now=now)
        _claim(parcels, now - LEFT)
        while enrol_missing(now=now):
            pass
    return len(parcels)


def _scanned_out(shop: Shop, storage: Storage, at: datetime) -> list[Outbound]:
    offers = list(Offer.objects.of(Scope.shop(shop.pk)).order_by("id")[: len(FATES)])
    drafts = [_draft(place, offer, at - 20 * HOUR) for place, offer in enumerate(offers)]
    placed = place_orders(
        shop_id=shop.pk, channel=CHANNEL, drafts=drafts, actor=DEMO, now=at - 20 * HOUR
    )
    codes, parcels = parcel_codes(len(placed)), []
    for offer, verdict, code in zip(offers, placed, codes, strict=True):
        order = _ready(Order.objects.of(Scope.shop(shop.pk)).get(pk=verdict.order_id), at)
        parcels.append(_packed(order, offer, storage, code, at))
    _film(parcels[SETTLED], at)
    return parcels


def _film(parcel: Outbound, at: datetime) -> None:
    """Have a camera see its dispatch scan: with the sheet, both proofs are there."""
    Scan.objects.create(
        action_id=new_id(),
        warehouse_id=parcel.warehouse_id,
        camera="CAM-05",
        who="Павло Стриж",
        action="dispatch",
        code=parcel.code,
        verdict="ok",
        subject_kind="outbound",
        subject_id=str(parcel.pk),
        at=at,
    )


def _draft(place: int, offer: Offer, at: datetime) -> OrderDraft:
    city, street, postcode = RUSSIANS.places[place % len(RUSSIANS.places)]
    name = f"{RUSSIANS.given[place]} {RUSSIANS.family[place]}"
    method = (
        "carrier_point" if any(kind == K.AT_POINT for kind, _ in FATES[place]) else "carrier_door"
    )
    return OrderDraft(
        external_id=f"{STAGED}{9001 + place}",
        placed_at=at,
        paid_at=at,
        currency=offer.currency,
        lines=(LineDraft(sku=offer.sku, name=offer.name, quantity=1, unit_price_minor=offer.price_minor),),
        buyer=BuyerDraft(name=name, phone=f"+38067200100{place}", language="ru"),
        delivery=DeliveryDraft(
            method=method, country="RU", city=city, address=street, postcode=postcode, recipient=name,
            point_code="12" if method == "carrier_point" else "",
        ),
    )  # fmt: skip


def _ready(order: Order, at: datetime) -> Order:
    for move, hours in (("open", 19), ("confirm", 18), ("make_ready", 2)):
        order = act(
            move,
            order_id=order.pk,
            number=order.external_id,
            method=order.delivery_method,
            shop_id=order.shop_id,
            seller=DEMO,
            at=at - hours * HOUR,
        )
    return order


def _packed(order: Order, offer: Offer, storage: Storage, code: str, at: datetime) -> Outbound:
    """Return the parcel of an order as packing leaves it: its goods are off their shelf."""
    steps = ("released_at", "picked_at", "packed_at", "labelled_at", "weighed_at", "dispatched_at")
    parcel = Outbound(
        shop_id=order.shop_id,
        warehouse=storage.warehouse,
        order=order,
        code=code,
        state=OutboundState.DISPATCHED,
        channel=CHANNEL,
        carrier=CARRIER,
        weight_g=offer.weight_g,
        **dict.fromkeys(steps, at),
    )
    parcel.save()
    OutboundLine.objects.create(
        outbound=parcel, order=order, offer=offer, sku=offer.sku, name=offer.name,
        quantity=1, picked=1, packed=1,
    )  # fmt: skip
    shelf = Cell.objects.filter(
        warehouse=storage.warehouse, kind=CellKind.SHELF, balances__offer=offer
    ).first()
    assert shelf is not None
    taken = Booking(shop_id=order.shop_id, offer_id=offer.pk, cell_id=shelf.pk, delta=-1)
    book([taken], warehouse_id=storage.warehouse_id, kind=MovementKind.PACK, who="Demo", at=at,
         subject=("outbound", parcel.pk))  # fmt: skip
    return parcel


def _left(storage: Storage, parcels: list[Outbound], at: datetime) -> Handover:
    dock = Station.objects.filter(warehouse=storage.warehouse, kind=StationKind.DOCK).first()
    assert dock is not None
    pallet = open_pallet(dock=dock, carrier=CARRIER, at=at - HOUR)
    for parcel in parcels:
        put_on_pallet(
            code=parcel.code, dock_id=dock.pk, warehouse_id=dock.warehouse_id, at=at - HOUR
        )
    close_pallet(sscc=pallet.sscc, warehouse_id=dock.warehouse_id, at=at - HOUR)
    truck = open_handover(dock=dock, carrier=CARRIER, at=at - HOUR)
    load_pallet(handover_id=truck.pk, sscc=pallet.sscc)
    road = {"vehicle": "AA 4821 CK", "driver": "Петро Коваль", "destination": "Химки, СЦ"}
    describe_handover(handover_id=truck.pk, **road)
    apply_seal(handover_id=truck.pk, number="UA-20417", again="UA-20417", at=at)
    freeze_handover(handover_id=truck.pk, at=at)
    return sign_handover(
        handover_id=truck.pk,
        our_name="Павло Стриж",
        our_signature=_signature(),
        their_name="Петро Коваль",
        their_signature=_signature(),
        actor=DEMO,
        at=at,
    )


def _tell(parcels: list[Outbound], left: datetime) -> None:
    """Have the carrier tell what became of each, and let the last mile's clocks follow."""
    heard = [
        Heard(
            number=parcel.code,
            kind=kind,
            at=left + hours * HOUR,
            code=kind.value.upper(),
            raw_at=f"{left + hours * HOUR:%Y-%m-%d %H:%M:%S}",
            reason=WHY.get(kind, ""),
            source=Source.POLL,
        )
        for parcel, fate in zip(parcels, FATES, strict=True)
        for kind, hours in fate
    ]
    hear(Carrier.objects.get(code="cainiao"), heard, now=left + LEFT)
    for pk in (
        Parcel.objects.of(PLATFORM)
        .filter(contents__order__in=[one.order_id for one in parcels])
        .values_list("pk", flat=True)
    ):
        settle_last_mile(pk, now=left + LEFT)
        follow_parcel(pk, now=left + LEFT)
    for parcel, fate in zip(parcels, FATES, strict=True):
        if fate and fate[-1][0] == K.RETURNING:
            expect_off_the_road(order_id=parcel.order_id, reason="rejected", at=left + LEFT)


def _claim(parcels: list[Outbound], left: datetime) -> None:
    for place, kind, hours, words in CLAIMED:
        code, at = parcels[place].code, left + hours * HOUR
        report = Report(
            kind=kind,
            at=at,
            sender=AT_THE_CARRIERS,
            barcode=code,
            words=words,
            act=Upload(
                name=f"act-{code}.pdf", media_type="application/pdf", content=ACT % code.encode()
            ),
        )
        claim = take_claim(report, actor=DEMO, now=at)
        if place == SETTLED:
            order: Any = parcels[place].order
            compensate_claim(
                claim.pk,
                amount_minor=order.total_minor,
                currency=order.currency,
                reason="Credit note of the carrier",
                actor=DEMO,
                at=at + 30 * HOUR,
            )


def _signature() -> bytes:
    """Return a small PNG such as a canvas gives."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    rows = b"".join(
        b"\0" + bytes(0 if abs((x * 7) % 20 - y) < 2 else 255 for x in range(80)) for y in range(20)
    )
    head = struct.pack(">IIBBBBB", 80, 20, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)
