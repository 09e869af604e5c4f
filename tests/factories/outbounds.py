"""Parcels-to-be of agreed orders whose goods lie on shelves, as far as a test wants them."""

from datetime import timedelta
from uuid import uuid4

from kernel.history import Actor
from kernel.scope import PLATFORM
from orders.models import Order
from sellers.models import Offer, Shop
from tests.factories.sellers import OfferFactory, UserFactory
from tests.factories.warehouse import (
    CellFactory,
    confirmed_order,
    stock,
    warehouse_of,
)
from warehouse.models import Balance, Cell, Outbound, Reservation, Wave
from warehouse.services.booking import Booking, book
from warehouse.services.following import follow_orders
from warehouse.services.planning import plan_waves
from warehouse.services.reserving import reserve_orders
from warehouse.services.scanning import Answer, Scanned, scan
from warehouse.states import CellKind, MovementKind

LATER = timedelta(hours=1)


def on_shelf(shop: Shop, n: int = 10, **offer: object) -> Offer:
    """Return an offer of which so many pieces lie on a shelf of its own."""
    made = OfferFactory(shop=shop, **offer)
    stock(made, CellFactory(warehouse=warehouse_of(shop)), n)
    return made


def shelf_of(offer: Offer) -> Cell:
    """Return the first shelf on the walk where an offer lies."""
    rows = Balance.everything.filter(offer=offer, cell__kind=CellKind.SHELF, condition="good")
    return rows.select_related("cell").order_by("cell__path").first().cell


def tote(shop: Shop, **cell: object) -> Cell:
    """Return an empty tote where a shop keeps its goods."""
    return CellFactory(warehouse=warehouse_of(shop), kind=CellKind.TOTE, **cell)


def slot(shop: Shop, **cell: object) -> Cell:
    """Return an empty slot of the sorting wall where a shop keeps its goods."""
    return CellFactory(warehouse=warehouse_of(shop), kind=CellKind.WALL, **cell)


def agreed(goods: dict[Offer, int], **draft: object) -> Order:
    """Place and agree an order that holds its goods on their shelves."""
    order = confirmed_order(None, goods, **draft)
    reserve_orders([order.pk], at=order.paid_at)
    return order


def released(goods: dict[Offer, int], **draft: object) -> Outbound:
    """Return the parcel-to-be of an agreed order."""
    order = agreed(goods, **draft)
    follow_orders([order.pk], at=order.paid_at + LATER)
    return parcel_of(order)


def parcel_of(order: Order) -> Outbound:
    """Return the open parcel-to-be of an order as it is now."""
    rows = Outbound.objects.of(PLATFORM).select_related("order")
    return rows.exclude(state="ended").get(order=order)


def in_wave(*goods: dict[Offer, int]) -> list[Outbound]:
    """Return parcels-to-be in one wave, one for each of ``goods``."""
    parcels = [released(some) for some in goods]
    plan_waves(parcels[0].warehouse_id, at=parcels[0].released_at, pickers=9)
    return [parcel_of(parcel.order) for parcel in parcels]


class Worker:
    """Somebody with a scanner: says what is scanned, and keeps what the screen is told to carry on."""

    def __init__(
        self, warehouse_id: int, action: str, *, at, name: str = "Olena", lead: bool = False
    ) -> None:
        self.user, self.lead = UserFactory(), lead
        self.actor = Actor("platform", name, self.user.pk, "floor")
        self.warehouse_id, self.action, self.at = warehouse_id, action, at
        self.context: dict = {}

    def scan(self, code: str, *, action: str = "", action_id=None) -> Answer:
        """Scan one code a second after the one before."""
        self.at += timedelta(seconds=1)
        answer = scan(
            Scanned(
                action_id=action_id or uuid4(),
                action=action or self.action,
                code=str(code),
                at=self.at,
                warehouse_id=self.warehouse_id,
                actor=self.actor,
                context=dict(self.context),
                by_lead=self.lead,
            )
        )
        told = {**self.context, **answer.data.get("context", {})}
        self.context = {name: value for name, value in told.items() if value is not None}
        return answer

    def undo(self) -> Answer:
        """Take the last scan back."""
        return self.scan("CMD:UNDO", action="undo")


def wave_of(parcel: Outbound) -> Wave:
    """Return the wave a parcel-to-be is in."""
    return Wave.objects.get(pk=parcel.wave_id)


def picked(goods: dict[Offer, int], **draft: object) -> Outbound:
    """Return a parcel-to-be all of whose goods lie in a tote of its own."""
    [parcel] = in_wave(goods)
    shop = next(iter(goods)).shop
    olena, box = Worker(parcel.warehouse_id, "pick", at=parcel.released_at), tote(shop)
    olena.scan(f"WV:{wave_of(parcel).number}")
    olena.scan(box.code)
    for offer, n in goods.items():
        olena.scan(shelf_of(offer).code)
        for _ in range(n):
            olena.scan(offer.sku)
        answer = olena.scan(box.code)
        assert answer.verdict == "ok", answer
    return parcel_of(parcel.order)


def boxed(parcel: Outbound) -> Outbound:
    """Close a picked parcel-to-be as packing does: its goods leave stock, its order holds them no more."""
    for line in parcel.lines.all():
        held = Reservation.everything.select_related("balance").get(
            order_id=line.order_id, balance__offer_id=line.offer_id, balance__cell_id=parcel.tote_id
        )
        book(
            [
                Booking(
                    shop_id=line.offer.shop_id,
                    offer_id=line.offer_id,
                    cell_id=held.balance.cell_id,
                    delta=-line.picked,
                    reserved=-line.picked,
                )
            ],
            warehouse_id=parcel.warehouse_id,
            kind=MovementKind.PACK,
            who="test",
            at=parcel.picked_at,
            subject=("outbound", parcel.pk),
        )
        held.delete()
        line.packed = line.picked
        line.save()
    parcel.pack(at=parcel.picked_at)
    parcel.save()
    return parcel_of(parcel.order)
