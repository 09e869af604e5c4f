"""What stands before the dispatch scan, and what has passed it."""

from datetime import datetime

from django.db.models import QuerySet

from kernel.scope import PLATFORM
from warehouse.models import Label, Outbound
from warehouse.states import OutboundState

MOST_CODES = 500
"""So many codes a screen is told, to tell right from wrong by itself."""


def dispatched_since(warehouse_id: int, since: datetime) -> int:
    """Return how many parcels were scanned out since a moment."""
    rows = Outbound.objects.of(PLATFORM).filter(warehouse_id=warehouse_id)
    return rows.filter(dispatched_at__gte=since).count()


def waiting_for_dispatch(warehouse_id: int) -> int:
    """Return how many parcels are weighed and not scanned out."""
    return _weighed(warehouse_id).count()


def dispatch_codes(warehouse_id: int) -> list[str]:
    """Return the codes of parcels that may be scanned out now, of their labels too, the most urgent first.

    None when there are more than a screen is told: it cannot tell wrong ones then.
    """
    waiting = _weighed(warehouse_id).order_by("dispatch_by", "pk")
    codes = list(waiting.values_list("code", flat=True)[: MOST_CODES + 1])
    if len(codes) > MOST_CODES:
        return []
    labels = Label.objects.filter(outbound__in=_weighed(warehouse_id), replaced_at=None)
    labels = labels.filter(is_carriers=True)
    return codes + list(labels.values_list("code", flat=True))


def _weighed(warehouse_id: int) -> "QuerySet[Outbound]":
    rows: QuerySet[Outbound] = Outbound.objects.of(PLATFORM)
    return rows.filter(warehouse_id=warehouse_id, state=OutboundState.WEIGHED)
