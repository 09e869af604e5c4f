"""Parcels that packing has scanned out, docks and who stands there, for tests."""

from datetime import UTC, datetime
from uuid import uuid4

from django.db import connection

from kernel.arrays import literal
from kernel.history import Actor
from orders.services.place_orders import place_orders
from sellers.models import Shop
from tests.factories.orders import order_draft
from tests.factories.warehouse import StationFactory, shop_in_storage, warehouse_of
from warehouse.models import Outbound, Station
from warehouse.services.scanning import Scanned, scan
from warehouse.states import OutboundState, StationKind

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
