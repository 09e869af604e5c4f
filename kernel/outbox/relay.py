"""Deliver facts to their subscribers."""

from datetime import datetime

from kernel.outbox.models import Delivery
from kernel.outbox.registry import dispatch
from kernel.work import work_off


def deliver_due(*, now: datetime, limit: int = 500) -> int:
    """Deliver up to ``limit`` facts that are due; return how many were tried."""
    return work_off(Delivery, _deliver, now=now, limit=limit)


def _deliver(row: Delivery) -> None:
    dispatch(row.topic, row.handler, row.payload)
