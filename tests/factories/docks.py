"""Parcels that packing has scanned out, docks and who stands there, for tests."""

import struct
import zlib
from datetime import UTC, datetime
from uuid import uuid4

from django.db import connection

from kernel.arrays import literal
from kernel.history import Actor
from orders.services.place_orders import place_orders
from sellers.models import Shop
from tests.factories.orders import order_draft
from tests.factories.warehouse import StationFactory, shop_in_storage, warehouse_of
from warehouse.models import Handover, Outbound, Pallet, Station, Warehouse
from warehouse.rules.sheets import ParcelOnSheet, make_sheet
from warehouse.rules.sscc import sscc
from warehouse.services.handovers import describe_handover, load_pallet, open_handover
from warehouse.services.palletising import put_on_pallet
from warehouse.services.pallets import close_pallet, open_pallet
from warehouse.services.scanning import Scanned, scan
from warehouse.services.sealing import apply_seal
from warehouse.services.signing import sign_handover
from warehouse.states import HandoverState, OutboundState, PalletState, StationKind

NOW = datetime(2026, 2, 4, 14, tzinfo=UTC)
PACKER = Actor(kind="platform", label="Павло", user_id=None, source="floor")
STEPS = (
    "state = 'needs_agreement'",
    "state = 'confirmed'",
    "state = 'awaiting_shipment', ready_at = paid_at",
)


def dock_of_shop(shop: Shop, code: str = "DOCK-1") -> Station:
    """Return a new dock of the building that keeps a shop's goods."""
    return StationFactory(
        warehouse=warehouse_of(shop), code=code, kind=StationKind.DOCK, camera="cam-dock"
    )


def dispatched(
    n: int = 1, shop: Shop | None = None, carrier: str = "Nova Poshta", at: datetime = NOW
) -> list[Outbound]:
    """Return ``n`` parcels scanned out of packing, each of an order that awaits shipment.

    Orders are placed by their use case and led on along their legal moves; parcels stand as packing leaves
    them.
    """
    shop = shop or shop_in_storage()
    drafts = [order_draft(external_id=f"D-{uuid4()}") for _ in range(n)]
    placed = place_orders(
        shop_id=shop.pk, channel="native", drafts=drafts, actor=PACKER, now=drafts[0].paid_at
    )
    ids = [verdict.order_id for verdict in placed]
    with connection.cursor() as cursor:
        for step in STEPS:
            cursor.execute(
                f"update orders_order set {step} where id = any(%s::uuid[])",
                [literal(ids)],
            )
        cursor.execute(
            "update orders_order set carrier = %s where id = any(%s::uuid[])",
            [carrier, literal(ids)],
        )
    return Outbound.everything.bulk_create(
        Outbound(
            shop=shop,
            warehouse=warehouse_of(shop),
            order_id=order_id,
            code=f"P{uuid4().hex[:12].upper()}",
            state=OutboundState.DISPATCHED,
            channel="native",
            carrier=carrier,
            weight_g=1_000 + i,
            released_at=at,
            packed_at=at,
            labelled_at=at,
            weighed_at=at,
            dispatched_at=at,
        )
        for i, order_id in enumerate(ids)
    )


def at_dock(dock: Station, code: str, action: str = "palletise", at: datetime = NOW, **context):
    """Scan ``code`` at a dock and return the answer."""
    return scan(
        Scanned(
            action_id=context.pop("action_id", None) or uuid4(),
            action=action,
            code=code,
            at=at,
            warehouse_id=dock.warehouse_id,
            actor=context.pop("actor", PACKER),
            station_id=dock.pk,
            camera=dock.camera,
            context=context,
        )
    )


def drawing(width: int = 60, height: int = 20) -> bytes:
    """Return a PNG as a canvas gives it: somebody's signature."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(width * 4)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def closed_pallet(dock: Station, parcels: list[Outbound], at: datetime = NOW) -> Pallet:
    """Put parcels of one carrier onto a new pallet at a dock, and close it."""
    pallet = open_pallet(dock=dock, carrier=parcels[0].carrier, at=at)
    for parcel in parcels:
        put_on_pallet(code=parcel.code, dock_id=dock.pk, warehouse_id=dock.warehouse_id, at=at)
    return close_pallet(sscc=pallet.sscc, warehouse_id=dock.warehouse_id, at=at)


def loaded_truck(dock: Station, pallets: list[Pallet], at: datetime = NOW) -> Handover:
    """Return a truck at a dock with these pallets on its sheet, described and sealed, not closed yet."""
    truck = open_handover(dock=dock, carrier=pallets[0].carrier, at=at)
    for pallet in pallets:
        load_pallet(handover_id=truck.pk, sscc=pallet.sscc)
    described = {"vehicle": "AA 1234 BB", "driver": "Ґудзь Їжак", "destination": "Київ, СЦ 1"}
    describe_handover(handover_id=truck.pk, **described)
    apply_seal(handover_id=truck.pk, number="A-001", again="a-001", at=at)
    truck.refresh_from_db()
    return truck


def signed(truck: Handover, at: datetime = NOW) -> Handover:
    """Sign a closed sheet for both sides."""
    return sign_handover(
        handover_id=truck.pk,
        our_name="Павло Стриж",
        our_signature=drawing(),
        their_name="Ґудзь Їжак",
        their_signature=drawing(),
        actor=PACKER,
        at=at,
    )


def truck_with(order: object, *, warehouse: Warehouse, word: str) -> Handover:
    """Return a truck whose sheet is closed, with one parcel of an order on it; rows only, no use case."""
    dock = StationFactory(warehouse=warehouse, kind=StationKind.DOCK, code=f"{word}-dock")
    at = {"opened_at": NOW}
    place = {"warehouse": warehouse, "dock": dock, "carrier": f"{word} carrier"}
    number = sscc(warehouse.gs1_prefix, 1)
    parcel = ParcelOnSheet(sscc=number, code=f"{word}-P1", order=f"{word}-1", grams=500)
    named = {"number": f"{word}-000001", "version": 1, "closed_at": NOW.isoformat()}
    words = dict.fromkeys(("warehouse", "company", "address", "dock", "carrier"), word)
    road = dict.fromkeys(("vehicle", "driver", "destination"), word)
    heading = {**named, **words, **road, "zone": "Europe/Kyiv"}
    sheet = make_sheet(heading=heading, seals=[f"{word}-S"], parcels=[parcel])
    frozen = {"state": HandoverState.FROZEN, "sheet": sheet, "frozen_at": NOW, **road}
    truck = Handover.objects.create(**place, **at, **frozen, number=named["number"])
    loaded = {"state": PalletState.LOADED, "closed_at": NOW, "handover": truck}
    pallet = Pallet.objects.create(**place, **at, **loaded, sscc=number)
    Outbound.everything.create(
        shop_id=order.shop_id,
        warehouse=warehouse,
        order=order,
        code=f"{word}-P1",
        state=OutboundState.PALLETISED,
        channel="native",
        carrier=place["carrier"],
        weight_g=500,
        released_at=NOW,
        dispatched_at=NOW,
        pallet=pallet,
    )
    return truck
