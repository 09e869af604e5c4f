"""Goods that come back are expected from the moment it is known that they will (R-002-69, R-002-56)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound
from kernel.scope import PLATFORM
from warehouse.models import GoodsReturn, Outbound, OutboundLine
from warehouse.states import OutboundState, ReturnState

OPEN = (ReturnState.EXPECTED, ReturnState.ARRIVED)


class NoSuchReturn(NotFound):
    """No goods are expected under this code."""

    code = "no_such_return"


class ReturnNotOpen(Conflict):
    """The return is not in a state in which this can be done."""

    code = "return_not_open"


@transaction.atomic
def expect_return(
    *,
    reason: str,
    at: datetime,
    order_id: UUID | None = None,
    outbound_id: UUID | None = None,
    tracking: str = "",
) -> list[GoodsReturn]:
    """Expect back the parcels of an order that have left us, or one parcel, whatever its state.

    ``reason`` is a code such as recall, rejected, discrepancy, forced. Without a ``tracking`` number the
    order's own waybill is expected. A parcel that is expected already stays so, and learns the number.
    Returns the open returns; none where nothing of the order has left.
    """
    chosen = Q(pk=outbound_id)
    if outbound_id is None:
        with_goods = OutboundLine.objects.filter(order=order_id).values("outbound_id")
        chosen = Q(order=order_id) | Q(pk__in=with_goods)
        chosen &= Q(state=OutboundState.HANDED_OVER) | ~Q(forced_reason="")
    rows = Outbound.everything.select_related("order").filter(chosen)
    held = rows.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return [_expect(outbound, reason, tracking, at) for outbound in held]


@transaction.atomic
def expect_off_the_road(
    *, order_id: UUID, reason: str, at: datetime, tracking: str = ""
) -> list[GoodsReturn]:
    """Expect what a carrier brings back of an order, however often it says so (R-002-69).

    A parcel that has come back and was looked through is not expected again. Returns the open returns.
    """
    looked_through = GoodsReturn.everything.filter(state=ReturnState.INSPECTED).values(
        "outbound_id"
    )
    mine = Q(order=order_id) | Q(
        pk__in=OutboundLine.objects.filter(order=order_id).values("outbound_id")
    )
    rows = Outbound.everything.filter(mine, state=OutboundState.HANDED_OVER)
    parcels = rows.exclude(pk__in=looked_through.filter(outbound__isnull=False)).order_by("pk")
    return [
        back
        for pk in parcels.values_list("pk", flat=True)
        for back in expect_return(outbound_id=pk, reason=reason, tracking=tracking, at=at)
    ]


@transaction.atomic
def give_up_return(*, return_id: int, at: datetime) -> GoodsReturn:
    """Wait no more for goods that never came; again changes nothing. Raises NoSuchReturn, ReturnNotOpen."""
    back = held_return(return_id)
    if back.state != ReturnState.LOST:
        demand_return(back, ReturnState.EXPECTED)
        back.give_up()
        back.save()
    return back


def held_return(return_id: object, *, warehouse_id: int | None = None) -> GoodsReturn:
    """Return one return under its row lock. Raises NoSuchReturn."""
    rows = GoodsReturn.objects.of(PLATFORM).select_related("order", "outbound")
    rows = rows.filter(warehouse_id=warehouse_id) if warehouse_id is not None else rows
    rows = rows.select_for_update(no_key=True, of=("self",))
    back = rows.filter(pk=int(str(return_id))).first() if str(return_id).isdigit() else None
    if back is None:
        raise NoSuchReturn(_("There is no such return: scan the parcel again."))
    found: GoodsReturn = back
    return found


def demand_return(back: GoodsReturn, *states: str) -> None:
    """Raise ReturnNotOpen, naming the state, unless the return stands in one of ``states``."""
    if back.state not in states:
        raise ReturnNotOpen(
            _("This return is “%(state)s” already.") % {"state": back.get_state_display()}
        )


def find_return(code: str, *, warehouse_id: int, at: datetime) -> GoodsReturn:
    """Return the open return that a parcel's label or its tracking number means, under its row lock.

    A parcel of ours that has left and comes back unannounced is expected on the spot. Raises NoSuchReturn,
    ReturnNotOpen for one that was inspected.
    """
    found = _first(_of_code(code, warehouse_id))
    if found is None:
        rows = Outbound.everything.filter(warehouse_id=warehouse_id)
        left = rows.filter(state=OutboundState.HANDED_OVER)
        outbound = left.filter(Q(code=code) | Q(order__waybill=code)).order_by("pk").first()
        if outbound is not None:
            [made] = expect_return(reason="unannounced", outbound_id=outbound.pk, at=at)
            found = made.pk
    if found is None:
        raise NoSuchReturn(
            _("Nobody expects %(code)s back. Check the label; else open it as “Nobody knows it”.")
            % {"code": code},
            title=_("Not expected"),
        )
    return held_return(found, warehouse_id=warehouse_id)


def open_blind_return(
    *, warehouse_id: int, shop_id: int, tracking: str, at: datetime
) -> GoodsReturn:
    """Take in a parcel that nobody could match: it has arrived, and belongs to the shop that was chosen."""
    back: GoodsReturn = GoodsReturn.everything.create(
        shop_id=shop_id,
        warehouse_id=warehouse_id,
        reason="unmatched",
        tracking=tracking[:60],
        opened_at=at,
    )
    back.arrive(at=at)
    back.save()
    return back


def _expect(outbound: Outbound, reason: str, tracking: str, at: datetime) -> GoodsReturn:
    number = tracking or outbound.order.waybill
    back: GoodsReturn
    back, is_new = GoodsReturn.everything.get_or_create(
        outbound=outbound,
        state__in=OPEN,
        defaults={
            "shop_id": outbound.shop_id,
            "warehouse_id": outbound.warehouse_id,
            "order_id": outbound.order_id,
            "reason": reason[:40],
            "tracking": number[:60],
            "opened_at": at,
        },
    )
    if not is_new and tracking and back.tracking != tracking[:60]:
        back.tracking = tracking[:60]
        back.save(update_fields=["tracking"])
    return back


def _of_code(code: str, warehouse_id: int) -> Iterable[int]:
    """Return the returns a code may mean: open ones first, then the last inspected."""
    rows = GoodsReturn.objects.of(PLATFORM).filter(warehouse_id=warehouse_id)
    known = rows.filter(Q(outbound__code=code) | Q(tracking=code))
    still = known.filter(state__in=OPEN).order_by("pk").values_list("pk", flat=True)
    past = known.filter(state=ReturnState.INSPECTED).order_by("-pk").values_list("pk", flat=True)
    return [*still[:1], *past[:1]]


def _first(ids: Iterable[int]) -> int | None:
    return next(iter(ids), None)
