"""Pass on what a carrier told to the trade partner whose parcel it is, once, never back (R-002-51)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kernel.arrays import literal
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
    wanted = {
        f"event:{row.pk}:{one.key}": _payload(carrier, row, one)
        for row in _consigned(list(of_number))
        if row.link.partner_code != told_by
        for number in {row.code, row.tracking}
        for one in of_number.get(number, ())
    }
    return plan_many(EVENTS, wanted, now=now) if wanted else {}


def _consigned(numbers: Sequence[str]) -> list[Consignment]:
    """Return what trade partners handed over under these numbers; one query where that is nothing."""
    some = literal(numbers)
    with connection.cursor() as cursor:
        cursor.execute(_CONSIGNED, [some, some])
        ids = [pk for (pk,) in cursor.fetchall()]
    if not ids:
        return []
    rows = Consignment.everything.filter(pk__in=ids, link__model=LinkModel.PARTNER)
    return list(rows.select_related("link", "order"))


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


_CONSIGNED = """
select order_id from logistics_consignment where code <> '' and code = any (%s::text[])
union
select order_id from logistics_consignment where tracking <> '' and tracking = any (%s::text[])
"""
