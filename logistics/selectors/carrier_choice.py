"""What is worth knowing before a parcel is given to a carrier (R-003-06, R-003-15)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from logistics.models import Carrier, LeadTime
from logistics.rules.lead_times import Range, lead_of
from logistics.rules.places import city_key
from orders.public import Destination, destination_of


@dataclass(frozen=True, slots=True)
class Offered:
    """A carrier that we recommend, and in how many days it offers and delivers there; None: not known."""

    name: str
    first_attempt_days: int | None
    delivery_days: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The carriers for one order, the quickest first, and whether the one written is one of ours.

    ``wants_yes``: it is not recommended, or nobody here knows it, so the seller is asked (R-003-15).
    """

    city: str
    offered: tuple[Offered, ...]
    written: str
    wants_yes: bool
    is_known: bool


def carrier_choice(scope: Any, order_id: UUID, *, written: str, now: datetime) -> Choice | None:
    """Return the choice for an order of the scope, or None where there is no such order. Three queries."""
    goal = destination_of(scope, order_id)
    if goal is None:
        return None
    carriers = list(Carrier.objects.order_by("name"))
    rows = LeadTime.objects.filter(country=goal.country.upper(), valid_from__lte=now)
    leads = [row.lead for row in rows]
    offered = []
    for carrier in carriers:
        if carrier.is_recommended and _is_allowed(carrier, goal):
            lead = lead_of(_trip(carrier, goal), leads, at=now)
            days = (lead.first_attempt_days, lead.delivery_days) if lead else (None, None)
            offered.append(Offered(carrier.name, *days))
    offered.sort(key=lambda one: (one.delivery_days is None, one.delivery_days or 0, one.name))
    known = next((one for one in carriers if written.casefold() in _names(one)), None)
    wants_yes = bool(written) and (known is None or not known.is_recommended)
    return Choice(goal.city, tuple(offered), written, wants_yes, known is not None)


def _is_allowed(carrier: Carrier, goal: Destination) -> bool:
    return not goal.allowed_carriers or bool(_names(carrier) & set(goal.allowed_carriers))


def _names(carrier: Carrier) -> set[str]:
    return {name.casefold() for name in (carrier.code, carrier.name, *carrier.spellings)}


def _trip(carrier: Carrier, goal: Destination) -> Range:
    return Range(
        country=goal.country.upper(),
        region=goal.region.strip().casefold(),
        city=city_key(goal.city),
        carrier=carrier.pk,
        service=goal.method.removeprefix("carrier_"),
        mode=carrier.mode,
    )
