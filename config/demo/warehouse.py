"""The demo's warehouse: shelves, totes, a sorting wall, docks, and the demo shop's goods on its shelves."""

from collections.abc import Iterator
from datetime import datetime

from kernel.scope import Scope
from sellers.models import Offer, Shop
from warehouse.models import (
    Balance,
    Cell,
    Packaging,
    PackagingStock,
    Station,
    Storage,
    Warehouse,
)
from warehouse.services.booking import Booking, book
from warehouse.states import CellKind, MovementKind, StationKind

CODE = "kyiv-1"
ON_A_SHELF, SCARCE = 400, 3
AISLES, BAYS = "ABCD", 12
STATIONS = [
    ("RCV-1", StationKind.RECEIVING, "CAM-01"),
    ("PICK-1", StationKind.PICKING, ""),
    ("SORT-1", StationKind.SORTING, "CAM-02"),
    ("PACK-1", StationKind.PACKING, "CAM-03"),
    ("PACK-2", StationKind.PACKING, "CAM-04"),
    ("OUT-1", StationKind.DISPATCH, "CAM-05"),
    ("DOCK-1", StationKind.DOCK, "CAM-06"),
    ("DOCK-2", StationKind.DOCK, "CAM-07"),
    ("RET-1", StationKind.RETURNS, "CAM-08"),
]


def furnish_warehouse(shop: Shop, *, at: datetime) -> None:
    """Leave the shop in storage in a warehouse with goods on its shelves. Again adds nothing."""
    warehouse, is_new = Warehouse.objects.get_or_create(
        code=CODE,
        defaults={
            "name": "Київ-1",
            "country": "UA",
            "zone": "Europe/Kyiv",
            "calendar": "warehouse",
            "address": "вул. Складська, 4, Київ, 02094, Україна",
            "company": "Otgruz Fulfilment",
            "gs1_prefix": "4829999",
        },
    )
    if is_new:
        Cell.objects.bulk_create(_cells(warehouse))
        Station.objects.bulk_create(
            Station(warehouse=warehouse, code=code, kind=kind, camera=camera)
            for code, kind, camera in STATIONS
        )
    PackagingStock.objects.bulk_create(
        (
            PackagingStock(warehouse=warehouse, packaging=one, quantity=500, reorder_at=50)
            for one in Packaging.objects.order_by("code")
        ),
        ignore_conflicts=True,
    )
    shops_own = Scope.shop(shop.pk)
    if not Storage.objects.of(shops_own).exists():
        Storage(shop=shop, warehouse=warehouse, since=at).save()
    if not Balance.objects.of(shops_own).exists():
        _fill_shelves(warehouse, shop, at)


def _cells(warehouse: Warehouse) -> Iterator[Cell]:
    places = [
        *((f"{aisle}-{bay:02}", CellKind.SHELF) for aisle in AISLES for bay in range(1, BAYS + 1)),
        *((f"T-{n:02}", CellKind.TOTE) for n in range(1, 41)),
        *((f"W-{n:02}", CellKind.WALL) for n in range(1, 25)),
        ("DOOR-1", CellKind.DOOR),
        ("RETURNS", CellKind.RETURNS),
        ("QUARANTINE", CellKind.QUARANTINE),
    ]
    for path, (code, kind) in enumerate(places, start=1):
        yield Cell(warehouse=warehouse, code=code, kind=kind, path=path)


def _fill_shelves(warehouse: Warehouse, shop: Shop, at: datetime) -> None:
    """Put a stock of each offer on a shelf; of the last there are few, so that one runs short."""
    shelves = list(Cell.objects.filter(warehouse=warehouse, kind=CellKind.SHELF).order_by("path"))
    offers = list(Offer.objects.of(Scope.shop(shop.pk)).order_by("id"))
    book(
        [
            Booking(
                shop_id=shop.pk,
                offer_id=offer.pk,
                cell_id=shelves[n % len(shelves)].pk,
                delta=SCARCE if offer is offers[-1] else ON_A_SHELF,
            )
            for n, offer in enumerate(offers)
        ],
        warehouse_id=warehouse.pk,
        kind=MovementKind.RECEIPT,
        who="Demo",
        at=at,
    )
