"""What kept messages of partners set off."""

from django.utils import timezone

from kernel.inbox.accept import receives
from kernel.inbox.models import InboxMessage
from logistics.hooks import cainiao, trade_partner
from logistics.services.pushed import hear_cainiao, hear_partner


@receives(cainiao.SOURCE)
def hear_push(message: InboxMessage) -> None:
    """Follow what Cainiao pushed."""
    hear_cainiao(message.body, at=message.received_at, now=timezone.now())


@receives(trade_partner.SOURCE)
def hear_tracking(message: InboxMessage) -> None:
    """Follow what a trade partner told of a parcel."""
    hear_partner(message.body, now=timezone.now())
