"""What partners push, after it was taken in: understood, kept, followed (R-002-51)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from logistics.clients.cainiao.mapper import Unreadable, pushed
from logistics.models import Carrier
from logistics.rules.partner_events import partner_events
from logistics.services.hearing import hear

CAINIAO = "cainiao"


def hear_cainiao(body: Mapping[str, Any], *, at: datetime, now: datetime) -> int:
    """Take in one push of Cainiao; return how many events were new. What says nothing is left where it lies.

    ``at`` is when it came: it stands for a moment that was not told.
    """
    try:
        heard = pushed(body["msg_type"], body["content"], now=at)
    except Unreadable:
        return 0
    carrier = Carrier.objects.get(code=CAINIAO)
    return hear(carrier, heard, now=now, told_by=body["partner_code"])


def hear_partner(body: Mapping[str, Any], *, now: datetime) -> int:
    """Take in what a trade partner told of a parcel; return how many events were new."""
    told = body["told"]
    carrier = Carrier.objects.filter(code=str(told.get("carrier") or CAINIAO)).first()
    if carrier is None:
        return 0
    return hear(carrier, partner_events(told), now=now, told_by=body["partner_code"])
