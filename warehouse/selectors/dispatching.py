"""What stands before the dispatch scan, and what has passed it."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from kernel.scope import PLATFORM
from warehouse.models import Label, Outbound
from warehouse.states import OutboundState

MOST_CODES = 500
"""So many codes a screen is told, to tell right from wrong by itself."""


def dispatched_since(warehouse_id: int, since: datetime) -> int:
    """Return how many parcels were scanned out since a moment."""
    rows = Outbound.objects.of(PLATFORM).filter(warehouse_id=warehouse_id)
    return rows.filter(dispatched_at__gte=since).count()


class Waiting(NamedTuple):
    """How many parcels may be scanned out now, and the codes that mean one of them."""

    number: int
    codes: list[str]


def waiting_for_dispatch(warehouse_id: int) -> Waiting:
    """Return what is weighed and not scanned out: codes of parcels, the most urgent first, then of labels.

    No codes when there are more than a screen is told: it cannot tell wrong ones then.
    """
    valid = Label.objects.filter(outbound=OuterRef("pk"), replaced_at=None, is_carriers=True)
    waiting = _weighed(warehouse_id).annotate(label_code=Subquery(valid.values("code")))
    known = waiting.order_by("dispatch_by", "pk").values_list("code", "label_code")
    found = list(known[: MOST_CODES + 1])  # of valid labels a parcel has one at most
    if len(found) > MOST_CODES:
        return Waiting(_weighed(warehouse_id).count(), [])
    codes = [code for code, _label in found]
    return Waiting(len(found), codes + [label for _code, label in found if label])


def _weighed(warehouse_id: int) -> "QuerySet[Outbound]":
    rows: QuerySet[Outbound] = Outbound.objects.of(PLATFORM)
    return rows.filter(warehouse_id=warehouse_id, state=OutboundState.WEIGHED)
