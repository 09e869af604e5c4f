"""What follows for the orders in a parcel from where it is: they end by themselves (R-004-16, R-004-54)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.history import Actor, ActorKind
from kernel.scope import Scope
from logistics.models import Parcel, ParcelOrder, Waybill
from logistics.states import Direction, Kind
from orders.public import cancel_by_carrier, order_standing, receive_order

ON_THE_ROAD = frozenset({"delivering", "awaiting_pickup"})
NOT_DELIVERED = frozenset({Kind.REFUSED, Kind.UNCOLLECTED, Kind.RETURNING, Kind.RETURNED})


@transaction.atomic
def follow_parcel(parcel_id: UUID, *, now: datetime) -> int:
    """End the orders of a parcel that was delivered, refused or not collected; return how many ended.

    An order in several parcels is received when the last of them is. One that is over already stays as it
    is. Looks at the parcel as it is now, so facts may come in any order and twice.
    """
    parcel = Parcel.everything.get(pk=parcel_id)
    ended = 0
    for order_id in ParcelOrder.objects.filter(parcel=parcel).values_list("order_id", flat=True):
        standing = order_standing(Scope.shop(parcel.shop_id), order_id)
        if standing is not None and standing.state in ON_THE_ROAD:
            ended += _end(parcel, order_id, now)
    return ended


def _end(parcel: Parcel, order_id: UUID, now: datetime) -> bool:
    at, scope = parcel.state_since or now, Scope.shop(parcel.shop_id)
    if parcel.state == Kind.DELIVERED:
        if _is_partly_on_the_road(order_id):
            return False
        actor = Actor(ActorKind.PLATFORM, _carrier(parcel), source="worker")
        receive_order(order_id=order_id, scope=scope, actor=actor, at=at, now=now)
        return True
    if parcel.state in NOT_DELIVERED:
        refused = parcel.turned_back == Kind.REFUSED
        cancel_by_carrier(
            order_id=order_id,
            scope=scope,
            carrier=_carrier(parcel),
            reason="changed_mind" if refused else "not_collected",
            comment=parcel.reason,
            at=at,
            now=now,
        )
        return True
    return False


def _is_partly_on_the_road(order_id: UUID) -> bool:
    others = Parcel.everything.filter(contents__order_id=order_id).exclude(state=Kind.DELIVERED)
    return others.exists()


def _carrier(parcel: Parcel) -> str:
    rows = Waybill.everything.filter(parcel=parcel, direction=Direction.FORWARD)
    return rows.values_list("carrier__name", flat=True).first() or ""
