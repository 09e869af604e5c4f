"""Screens of the receiving door: goods in, and goods to their shelf."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.scope import Scope
from sellers.public import goods_of
from warehouse.floor.photos import photos_of
from warehouse.floor.screens import Command, Floor, Screen, register
from warehouse.models import Inbound
from warehouse.rules.door import is_measured
from warehouse.selectors.deliveries import (
    deliveries_at_door,
    delivery_at_door,
    delivery_lines,
    labels_of,
    refusals_of,
    shops_kept_here,
)
from warehouse.selectors.shelving import suggest_shelf, waiting_at_door
from warehouse.states import Condition

MOST_SHOWN = 60


def show_receive(floor: Floor) -> dict[str, Any]:
    """Return what the receiving screen draws: the deliveries, or the one in hand with its lines."""
    context = floor.context
    inbound = delivery_at_door(context.get("inbound"), floor.warehouse.pk)
    if inbound is None:
        return {
            "prompt": _("Scan a delivery"),
            "deliveries": deliveries_at_door(floor.warehouse.pk),
            "shops": shops_kept_here(floor.warehouse.pk),
        }
    lines = delivery_lines(inbound)
    offer = _chosen(inbound, context.get("offer"))
    return {
        "prompt": _prompt(context, offer),
        "inbound": inbound,
        "lines": lines[:MOST_SHOWN],
        "more": max(len(lines) - MOST_SHOWN, 0),
        "labels": labels_of([line.offer_id for line in lines if line.awaiting_label]),
        "refusals": refusals_of(inbound),
        "photos": photos_of("inbound", inbound.pk),
        "offer": offer,
        "needs_size": offer is not None and offer.size is None and is_measured(offer.category),
        "waiting": sum(line.awaiting_label for line in lines),
        "done": sum(line.received for line in lines),
        "of": sum(line.expected for line in lines),
    }


def _chosen(inbound: Inbound, offer_id: Any) -> Any:
    if not str(offer_id or "").isdigit():
        return None
    return goods_of(Scope.shop(inbound.shop_id), [int(offer_id)]).get(int(offer_id))


def _prompt(context: dict[str, Any], offer: Any) -> Any:
    if offer is not None:
        return _("How many?")
    if context.get("unknown"):
        return _("Which goods are these?")
    if context.get("damaged"):
        return _("Scan the damaged piece")
    return _("Scan the goods")


def show_put_away(floor: Floor) -> dict[str, Any]:
    """Return what the put-away screen draws: what stands at the door, or where the goods in hand go."""
    waiting = waiting_at_door(floor.warehouse.pk)
    context = floor.context
    chosen = str(context.get("balance") or "")
    balance = waiting.filter(pk=int(chosen)).first() if chosen.isdigit() else None
    if balance is None:
        rows = list(waiting[:MOST_SHOWN])
        return {"prompt": _("Scan the goods"), "waiting": [_row(b) for b in rows]}
    best = suggest_shelf(floor.warehouse.pk, balance.offer_id, balance.condition)
    shelf, free = context.get("shelf"), balance.on_hand - balance.reserved
    ask = _("How many on %(cell)s?") % {"cell": shelf} if shelf else _("Scan the shelf")
    return {
        "prompt": ask,
        "balance": balance,
        "best": best,
        "shelf": shelf,
        "free": free,
    }


def _row(balance: Any) -> dict[str, Any]:
    unlabelled = balance.cell.kind == "door" and balance.condition == Condition.QUARANTINE
    return {"balance": balance, "n": balance.on_hand - balance.reserved, "unlabelled": unlabelled}


register(
    Screen(
        key="receive",
        title=_("Receiving"),
        icon="inbox",
        action="receive",
        template="floor/receive.html",
        show=show_receive,
        also=frozenset({"receive_blind"}),
        commands=(
            Command("DAMAGED", _("Damaged")),
            Command("DONE", _("Everything is in")),
            Command("LEAVE", _("Another delivery")),
            Command("LEARN", _("That is their barcode")),
            Command("DROP", _("Back")),
        ),
    )
)
register(
    Screen(
        key="put_away",
        title=_("Put away"),
        icon="arrow-down",
        action="put_away",
        template="floor/put_away.html",
        show=show_put_away,
        commands=(Command("DROP", _("Other goods")),),
    )
)
