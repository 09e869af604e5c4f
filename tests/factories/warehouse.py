"""Warehouses, stock and orders of shops in storage, for tests."""

from datetime import UTC, datetime, timedelta
from itertools import count

import factory
from factory.django import DjangoModelFactory

from kernel.ids import new_id
from kernel.scope import PLATFORM
from orders.models import Order
from orders.services import confirm_order, open_order
from sellers.models import Offer, Shop
from tests.factories.orders import SELLER, line_draft, place_order
from tests.factories.sellers import OfferFactory, ShopFactory, TenantFactory
from warehouse.models import Cell, Lot, Reservation, Station, Storage, Warehouse
from warehouse.services.booking import Booking, book
from warehouse.states import CellKind, Condition, MovementKind, StationKind

SINCE = datetime(2026, 2, 2, 8, tzinfo=UTC)
_walk = count(1)


class WarehouseFactory(DjangoModelFactory):
    """A warehouse in Kyiv that closes its sheets at 18:00."""

    class Meta:
        model = Warehouse

    code = factory.Sequence(lambda n: f"kyiv-{n}")
    name = factory.Sequence(lambda n: f"Kyiv {n}")
    country = "UA"
    zone = "Europe/Kyiv"
    calendar = "UA"
    gs1_prefix = factory.Sequence(lambda n: f"48{20_000 + n:05}")
    company = "Otgruz Fulfilment"
    address = "Київ, вул. Складська, 1"


class CellFactory(DjangoModelFactory):
    """A shelf; each further one is farther on the walk."""

    class Meta:
        model = Cell

    warehouse = factory.SubFactory(WarehouseFactory)
    code = factory.Sequence(lambda n: f"A-{n:04}")
    kind = CellKind.SHELF
    path = factory.LazyFunction(lambda: next(_walk))


class StationFactory(DjangoModelFactory):
    """A packing station with a camera over it."""

    class Meta:
        model = Station

    warehouse = factory.SubFactory(WarehouseFactory)
    code = factory.Sequence(lambda n: f"P-{n:02}")
    kind = StationKind.PACKING
    camera = factory.Sequence(lambda n: f"cam-{n:02}")


class StorageFactory(TenantFactory):
    """A shop whose goods a warehouse keeps and sends."""

    class Meta:
        model = Storage

    shop = factory.SubFactory(ShopFactory)
    warehouse = factory.SubFactory(WarehouseFactory)
    since = SINCE


def shop_in_storage(warehouse: Warehouse | None = None, **shop: object) -> Shop:
    """Return a shop that keeps its goods in ``warehouse`` (a new one unless given)."""
    return StorageFactory(shop=ShopFactory(**shop), warehouse=warehouse or WarehouseFactory()).shop


def warehouse_of(shop: Shop) -> Warehouse:
    """Return where a shop keeps its goods."""
    return Storage.everything.select_related("warehouse").get(shop=shop).warehouse


def lot(offer: Offer, code: str = "L1", expires_on: object = None) -> Lot:
    """Return a lot of an offer."""
    return Lot.everything.create(
        shop_id=offer.shop_id, offer=offer, code=code, expires_on=expires_on
    )


def stock(
    offer: Offer,
    cell: Cell,
    n: int,
    *,
    condition: str = Condition.GOOD,
    of_lot: Lot | None = None,
    at: datetime = SINCE,
) -> int:
    """Put ``n`` pieces into a cell as a receipt does; return the id of their balance."""
    booked = book(
        [
            Booking(
                shop_id=offer.shop_id,
                offer_id=offer.pk,
                cell_id=cell.pk,
                delta=n,
                lot_id=of_lot.pk if of_lot else None,
                condition=condition,
            )
        ],
        warehouse_id=cell.warehouse_id,
        kind=MovementKind.RECEIPT,
        who="test",
        at=at,
    )
    return booked[offer.pk, cell.pk, of_lot.pk if of_lot else None, condition]


def reserve_by_hand(order: Order, balance_id: int, n: int) -> Reservation:
    """Let an order hold ``n`` pieces of a balance: what the reserving use case leaves behind."""
    from warehouse.models import Balance

    balance = Balance.everything.select_related("cell").get(pk=balance_id)
    book(
        [
            Booking(
                shop_id=balance.shop_id,
                offer_id=balance.offer_id,
                cell_id=balance.cell_id,
                lot_id=balance.lot_id,
                condition=balance.condition,
                delta=0,
                reserved=n,
            )
        ],
        warehouse_id=balance.warehouse_id,
        kind=MovementKind.TRANSFER,
        who="test",
        at=SINCE,
    )
    return Reservation.everything.create(
        shop_id=balance.shop_id, order=order, balance=balance, quantity=n, at=SINCE
    )


def paid_order(
    shop: Shop | None = None, goods: dict[Offer, int] | None = None, **draft: object
) -> Order:
    """Place a paid order of a shop in storage; ``goods`` are its offers and how many of each.

    Without ``goods``: two pieces of one new offer, of which there is no stock.
    """
    shop = shop or (next(iter(goods)).shop if goods else shop_in_storage())
    goods = goods or {OfferFactory(shop=shop): 2}
    lines = tuple(
        line_draft(sku=offer.sku, name=offer.name, quantity=n, unit_price_minor=10_000)
        for offer, n in goods.items()
    )
    return place_order(shop, **{"external_id": f"W-{new_id()}", "lines": lines, **draft})


def confirmed_order(
    shop: Shop | None = None, goods: dict[Offer, int] | None = None, **draft: object
) -> Order:
    """Place an order as `paid_order` does, and have its buyer agree to it."""
    order = paid_order(shop, goods, **draft)
    now = order.paid_at + timedelta(minutes=10)
    acting = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER}
    open_order(**acting, now=now)
    confirm_order(**acting, now=now, availability_checked=True)
    return Order.everything.select_related("contact", "shop", "channel").get(pk=order.pk)
