"""Make parcels-to-be what their orders are: released, joined, parted, split, short, cancelled.

One use case for every fact about an order, in whatever order they come: it looks at the orders as they
are, holds their parcels, and lets each follow. Doing it again changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.scope import PLATFORM
from orders.public import GoodsToSend, OrderToSend, orders_to_send
from orders.states import OrderState
from warehouse.models import Outbound, OutboundLine, Storage, Wave
from warehouse.rules.following import Course, Had, Key, course
from warehouse.services.calling_back import stop_parcel
from warehouse.services.parcels import ensure_parcels, open_parcels_of, settle_waves
from warehouse.services.walking import keep_walking


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one parcel-to-be should be: its orders, the first of them its leader."""

    orders: tuple[OrderToSend, ...]
    storage: Storage

    @property
    def goods(self) -> dict[Key, GoodsToSend]:
        """Return the goods by order and offer; what fits no offer cannot be picked (see ``is_known``)."""
        return {
            (order.id, goods.offer_id): goods
            for order in self.orders
            if order.is_agreed
            for goods in order.goods
            if goods.offer_id is not None
        }

    @property
    def has_left(self) -> bool:
        """Whether its leader is on the road: nothing follows any more."""
        leader = self.orders[0]
        return not leader.is_agreed and leader.state != OrderState.CANCELLED

    @property
    def is_known(self) -> bool:
        """Whether every line fits an offer of the shop."""
        return all(goods.offer_id for order in self.orders for goods in order.goods)

    @property
    def dispatch_by(self) -> datetime | None:
        """Return when the first of its orders is to leave."""
        return min((o.dispatch_by for o in self.orders if o.dispatch_by), default=None)

    @property
    def needs_check(self) -> bool:
        """Whether the shop wants these goods checked before packing (R-003-13)."""
        checked = set(self.storage.check_before_packing)
        return "*" in checked or any(g.category in checked for g in self.goods.values())


@transaction.atomic
def follow_orders(order_ids: Iterable[UUID], *, at: datetime) -> int:
    """Make the parcels-to-be of these orders, and of all that travel with them, what the orders are now.

    An agreed order of a shop in storage gets one, with ``needs_check`` as its shop says (R-002-15, R-003-13);
    one that lacks goods waits as short until they are held (R-003-04); a rider's goods go in its leader's
    parcel; a cancelled order's parcel is stopped (R-002-37, C-01). Returns how many parcels were looked at.
    """
    orders = _all_of(order_ids)
    ids = {order.id for order in orders}
    there = dict(open_parcels_of(ids).values_list("order_id", "wave_id"))
    _begin([w for leader, w in _wanted(orders).items() if leader not in there], at=at)
    waves = [pk for pk in there.values() if pk]
    list(Wave.objects.filter(pk__in=waves).select_for_update(no_key=True).order_by("pk"))
    parcels = list(open_parcels_of(ids).select_for_update(no_key=True).order_by("pk"))
    if parcels:
        orders = orders_to_send(PLATFORM, ids)  # as they are now that nobody else can follow
        _follow_all(parcels, orders, at=at)
        settle_waves(waves, at=at)
    return len(parcels)


def _follow_all(
    parcels: Iterable[Outbound], orders: Iterable[OrderToSend], *, at: datetime
) -> None:
    orders = list(orders)
    wanted = _wanted(orders)
    cancelled = {order.id for order in orders if order.state == OrderState.CANCELLED}
    for parcel in parcels:
        _follow(parcel, wanted.get(parcel.order_id), cancelled, at=at)


def _all_of(order_ids: Iterable[UUID]) -> list[OrderToSend]:
    """Return these orders and those that they share a parcel with, as it is or as it should be."""
    orders = orders_to_send(PLATFORM, order_ids)
    ids = {order.id for order in orders}
    shared = OutboundLine.objects.filter(outbound__in=open_parcels_of(ids).values("pk"))
    together = ids | set(shared.values_list("order_id", flat=True))
    return orders if together == ids else orders_to_send(PLATFORM, together)


def _wanted(orders: Iterable[OrderToSend]) -> dict[UUID, Wanted]:
    """Return what should be in a parcel, by its leader; only of shops in storage."""
    orders = sorted(orders, key=lambda o: o.id != o.leader_id)
    shops = {order.shop_id for order in orders}
    storages = {s.shop_id: s for s in Storage.everything.filter(shop_id__in=shops)}
    led: dict[UUID, list[OrderToSend]] = {}
    for order in orders:
        if order.shop_id in storages:
            led.setdefault(order.leader_id, []).append(order)
    return {pk: Wanted(tuple(o), storages[o[0].shop_id]) for pk, o in led.items()}


def _begin(wanted: Iterable[Wanted], *, at: datetime) -> None:
    """Begin parcels for orders that are agreed, and not made ready elsewhere; their lines come after."""
    due = [w for w in wanted if w.orders[0].state == OrderState.CONFIRMED and w.goods]
    for warehouse_id in {w.storage.warehouse_id for w in due}:
        leaders = [w.orders[0] for w in due if w.storage.warehouse_id == warehouse_id]
        ensure_parcels(leaders, warehouse_id=warehouse_id, at=at)


def _follow(parcel: Outbound, wanted: Wanted | None, cancelled: set[UUID], *, at: datetime) -> None:
    lines = {(line.order_id, line.offer_id): line for line in parcel.lines.all()}
    if parcel.place > 1 or _has_another(parcel):
        if cancelled & {order_id for order_id, _offer_id in lines}:
            stop_parcel(parcel, at=at)
        return
    if wanted is not None and wanted.has_left:
        return
    goods = wanted.goods if wanted else {}
    turn = course(
        parcel.state,
        {key: Had(line.quantity, line.picked) for key, line in lines.items()},
        {key: one.quantity for key, one in goods.items()},
        cancelled,
    )
    if turn == Course.STOP or (not lines and not goods):
        stop_parcel(parcel, at=at)
    elif wanted is not None:
        if turn == Course.CHANGE:
            _set_lines(parcel, lines, goods)
            _set_terms(parcel, wanted)
        keep_walking(parcel, is_known=wanted.is_known, changed=turn == Course.CHANGE, at=at)


def _has_another(parcel: Outbound) -> bool:
    """Tell whether its order goes in several parcels: what goes in which was decided at packing."""
    others = Outbound.everything.filter(order_id=parcel.order_id, place__gt=1)
    return others.exclude(state="ended").exists()


def _set_lines(
    parcel: Outbound, lines: Mapping[Key, OutboundLine], goods: Mapping[Key, GoodsToSend]
) -> None:
    gone = [line.pk for key, line in lines.items() if key not in goods]
    for line in lines.values():
        if line.pk in gone:
            line.picks.all().delete()
    OutboundLine.objects.filter(pk__in=gone).delete()
    OutboundLine.objects.bulk_create(
        OutboundLine(
            outbound=parcel,
            order_id=order_id,
            offer_id=offer_id,
            sku=one.sku,
            name=one.name,
            quantity=one.quantity,
        )
        for (order_id, offer_id), one in goods.items()
        if (order_id, offer_id) not in lines
    )
    for key, line in lines.items():
        if key in goods and line.quantity != goods[key].quantity:
            line.quantity = goods[key].quantity
            line.save(update_fields=["quantity"])


def _set_terms(parcel: Outbound, wanted: Wanted) -> None:
    parcel.dispatch_by, parcel.needs_check = wanted.dispatch_by, wanted.needs_check
    parcel.carrier = wanted.orders[0].carrier
    parcel.version += 1
    parcel.save(update_fields=["dispatch_by", "needs_check", "carrier", "version"])
