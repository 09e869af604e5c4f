"""An order as a row or a page shows it: its clock, and the one act that comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.deadlines.reading import ClockFace
from orders.states import DeliveryMethod, OrderState

S = OrderState
NOBODY = "00000000-0000-0000-0000-000000000000"
CLOCK_NAMES = {
    "order.new": _("accept"),
    "order.agreement": _("agree with the buyer"),
    "order.picking": _("pick and pack"),
    "order.shipping": _("deliver"),
    "order.dispatch": _("dispatch"),
    "order.call_again": _("call again"),
    "order.collection": _("be collected"),
}


def as_felt(clock: ClockFace) -> ClockFace:
    """Return a missed clock as whoever waits feels it: late by so much, until it is done after all."""
    if clock.state != "missed":
        return clock
    if clock.closed_at is None:
        return replace(clock, state="running", ended_at=None)
    return replace(clock, ended_at=clock.closed_at)


@dataclass(frozen=True, slots=True)
class NextAct:
    """The act that brings an order on: pressed at once, or asked for more on the order's page."""

    code: str
    label: Any
    icon: str
    url: str
    direct: bool


# State -> (code, label, icon, pressed without further questions).
NEXT: dict[str, tuple[str, Any, str, bool]] = {
    S.NEW: ("open", _("Accept"), "check", True),
    S.NEEDS_AGREEMENT: ("confirm", _("Confirm with buyer"), "user-check", False),
    S.CONFIRMED: ("ready", _("Ready to ship"), "package", True),
    S.AWAITING_SHIPMENT: ("ship", _("Ship"), "truck-delivery", False),
    S.DELIVERING: ("receive", _("Received"), "circle-check", True),
    S.AWAITING_PICKUP: ("receive", _("Received"), "circle-check", True),
}
PICKUP = ("pickup", _("To the pickup point"), "building-store", True)


def next_act(
    shop: str, order_id: UUID, *, state: str, method: str, waybill: str, paid: bool
) -> NextAct | None:
    """Return what the seller does next; None when it is somebody else's turn."""
    if not paid or state not in NEXT or (state == S.DELIVERING and waybill):
        return None
    pickup = state == S.AWAITING_SHIPMENT and method == DeliveryMethod.SELF_PICKUP
    code, label, icon, direct = PICKUP if pickup else NEXT[state]
    asked = f"orders:{code}" if direct else "orders:order"
    url = address_of(asked, shop, order_id) + ("" if direct else f"?act={code}")
    return NextAct(code, label, icon, url, direct)


def address_of(name: str, shop: str, order_id: UUID) -> str:
    """Return an address of one order; a page of fifty asks for a hundred, and they differ by the id only."""
    return _address(name, shop).replace(NOBODY, str(order_id))


@lru_cache(maxsize=1024)
def _address(name: str, shop: str) -> str:
    return reverse(name, kwargs={"shop": shop, "order_id": UUID(NOBODY)})


def dressed(
    rows: list[dict[str, Any]], *, shop: Any, clocks: Mapping[UUID, Any]
) -> list[dict[str, Any]]:
    """Return list rows with clock, address and next act; ``clocks`` by order id."""
    for row in rows:
        clock = row.get("clock") or clocks.get(row["id"])
        row["clock"] = as_felt(clock) if clock else None
        row["clock_name"] = CLOCK_NAMES.get(clock.kind, "") if clock else ""
        row["url"] = address_of("orders:order", shop.slug, row["id"])
        row["state_face"] = OrderState(row["state"])
        row["act"] = next_act(
            shop.slug,
            row["id"],
            state=row["state"],
            method=row["delivery_method"],
            waybill=row.get("waybill") or "",
            paid=row["paid_at"] is not None,
        )
    return rows
