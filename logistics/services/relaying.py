"""Pass on what a carrier told to the trade partner whose parcel it is, once, never back (R-002-51)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from kernel.remote import plan_many
from logistics.clients.trade_partner.proxy import EVENTS
from logistics.models import Carrier, Consignment
from logistics.rules.heard import Heard
from logistics.states import LinkModel


def relay_events(
    carrier: Carrier, heard: Iterable[Heard], *, told_by: str, now: datetime
) -> dict[str, UUID]:
    """Plan that each new event goes once to the trade partner of its order; return the calls by event.

    ``told_by`` is the partner who told us: it is told nothing back.
    """
    of_number: dict[str, list[Heard]] = defaultdict(list)
    for one in heard:
        of_number[one.number].append(one)
    numbers = list(of_number)
    rows = Consignment.everything.filter(link__model=LinkModel.PARTNER).select_related(
        "link", "order"
    )
    wanted = {
        f"event:{row.pk}:{one.key}": _payload(carrier, row, one)
        for row in rows.filter(Q(code__in=numbers) | Q(tracking__in=numbers))
        if row.link.partner_code != told_by
        for number in {row.code, row.tracking}
        for one in of_number.get(number, ())
    }
    return plan_many(EVENTS, wanted, now=now) if wanted else {}


def _payload(carrier: Carrier, row: Consignment, one: Heard) -> dict[str, Any]:
    return {
        "partner_code": row.link.partner_code,
        "endpoint": row.link.endpoint,
        "id": one.key,
        "external_id": row.order.external_id,
        "tracking_number": row.tracking,
        "carrier": carrier.code,
        "kind": one.kind,
        "at": one.at.isoformat(),
        "code": one.code,
        "text": one.text,
        "place": one.place,
        "reason": one.reason,
    }
