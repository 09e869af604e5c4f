"""In how many working days an order leaves: the strictest of those who promised (R-003-09, C-06)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

CHANNEL, SHOP, PLATFORM = "channel", "shop", "platform"
OFFER = "offer "


@dataclass(frozen=True, slots=True)
class DispatchPromise:
    """So many working days after the day of payment, and whose promise that is; no days is no promise."""

    days: int | None
    by: str


NO_PROMISE = DispatchPromise(None, "")


def strictest(*promises: DispatchPromise) -> DispatchPromise:
    """Return the promise of the fewest days; of equal ones the first, without any `NO_PROMISE`."""
    made = [promise for promise in promises if promise.days is not None]
    return min(made, key=lambda promise: promise.days or 0, default=NO_PROMISE)


def promise_of_offers(lines: Iterable[Any], offers: Mapping[str, Any]) -> DispatchPromise:
    """Return the strictest promise of the offers among ``lines``, known by SKU."""
    found = (offers.get(line.sku) for line in lines)
    return strictest(
        *(DispatchPromise(offer.handling_days, OFFER + offer.sku) for offer in found if offer)
    )
