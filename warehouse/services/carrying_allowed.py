"""A truck takes what its carrier may carry: the orders' channel says who may (C-41)."""

from collections.abc import Callable, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.scope import PLATFORM
from orders.public import not_carried_by
from warehouse.models import Outbound

MOST_NAMED = 5


class CarrierNotAllowed(Refusal):
    """A parcel on the truck may not go by its carrier."""

    code = "carrier_not_allowed"


def demand_allowed(
    parcels: Sequence[Outbound], carrier: str, sscc_of: Callable[[Outbound], str]
) -> None:
    """Raise CarrierNotAllowed, naming parcels and pallets, where a channel forbids it. One query."""
    reasons = not_carried_by(PLATFORM, {one.order_id for one in parcels}, carrier)
    wrong = [one for one in parcels if one.order_id in reasons]
    if not wrong:
        return
    named = ", ".join(f"{one.code} ({sscc_of(one)})" for one in wrong[:MOST_NAMED])
    raise CarrierNotAllowed(
        format_lazy("{}: {}", named, reasons[wrong[0].order_id].message),
        title=_("Another carrier"),
        parcels=[one.code for one in wrong],
    )
