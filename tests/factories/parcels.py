"""Parcels-to-be at any point of their way, as the acts before would have left them, and scans of them."""

from datetime import UTC, datetime, timedelta

from kernel.history import Actor
from kernel.ids import new_id
from orders.models import Order
from sellers.models import Offer
from tests.factories.sellers import OfferFactory, UserFactory
from tests.factories.warehouse import (
    CellFactory,
    confirmed_order,
    reserve_by_hand,
    shop_in_storage,
    stock,
    warehouse_of,
)
from warehouse.models import Cell, Outbound, OutboundLine
from warehouse.services.codes import parcel_codes
from warehouse.services.scanning import Answer, Scanned, scan
from warehouse.states import CellKind, OutboundState

FROM_PACKED = frozenset({OutboundState.PACKED, OutboundState.LABELLED, OutboundState.WEIGHED})
PICKED_AT = datetime(2026, 2, 3, 17, tzinfo=UTC)


def goods(n: int = 1, **offer: object) -> dict[Offer, int]:
    """Return ``n`` pieces of one offer of a shop in storage, as orders are made of them."""
    shop = offer.pop("shop", None) or shop_in_storage()
    return {OfferFactory(shop=shop, **offer): n}


def parcel(state: str, goods_of: dict[Offer, int] | None = None, **draft: object) -> Outbound:
    """Return the parcel of a new confirmed order: picked ones have their goods held in a tote."""
    goods_of = goods_of or goods()
    order = confirmed_order(next(iter(goods_of)).shop, goods_of, **draft)
    return parcel_of(order, goods_of, state)


def parcel_of(
    order: Order,
    goods_of: dict[Offer, int],
    state: str,
    *,
    place: int = 1,
    tote: Cell | None = None,
) -> Outbound:
    """Return a parcel of ``order`` with these goods in ``state``."""
    boxed, warehouse = state in FROM_PACKED, warehouse_of(order.shop)
    if not boxed:
        tote = tote or CellFactory(warehouse=warehouse, kind=CellKind.TOTE)
    outbound = Outbound.everything.create(
        shop=order.shop,
        warehouse=warehouse,
        order=order,
        place=place,
        extra_reason="multi_piece" if place > 1 else "",
        code=parcel_codes(1)[0],
        state=state,
        channel=order.channel_id,
        tote=tote,
        released_at=order.confirmed_at,
        picked_at=PICKED_AT,
        packed_at=PICKED_AT if boxed else None,
        weight_g=1_000 if state == OutboundState.WEIGHED else None,
    )
    for offer, n in goods_of.items():
        _line(outbound, offer, n, packed=n if boxed else 0)
        if tote is not None:
            reserve_by_hand(order, stock(offer, tote, n), n)
    return outbound


def _line(outbound: Outbound, offer: Offer, n: int, *, packed: int) -> None:
    OutboundLine.objects.create(
        outbound=outbound,
        order=outbound.order,
        offer=offer,
        sku=offer.sku,
        name=offer.name,
        quantity=n,
        picked=n,
        packed=packed,
    )


def worker(name: str = "Ігор", email: str = "") -> Actor:
    """Return somebody who works in the warehouse."""
    user = UserFactory(name=name, **({"email": email} if email else {}))
    return Actor("platform", name, user_id=user.pk, source="floor")


def scanned(outbound: Outbound, action: str, code: str, actor: Actor, **more: object) -> Scanned:
    """Return a scan in the warehouse of ``outbound``, half an hour after its goods were picked."""
    given = {"action_id": new_id(), "at": PICKED_AT + timedelta(minutes=30), **more}
    return Scanned(
        action=action, code=code, warehouse_id=outbound.warehouse_id, actor=actor, **given
    )


def do_scan(outbound: Outbound, action: str, code: str, actor: Actor, **more: object) -> Answer:
    """Scan ``code`` at work on ``outbound``."""
    return scan(scanned(outbound, action, code, actor, **more))
