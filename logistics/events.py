"""The facts of the road."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.outbox.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelMoved(Event):
    """What is known of a parcel leaves it in another state than before; ``since`` is when it came there."""

    topic = "logistics.parcel.moved.v1"
    shop_id: int
    parcel_id: UUID
    before: str
    after: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelMissing(Event):
    """A trade partner handed over an order without its label: it is held until the label comes (R-002-04)."""

    topic = "logistics.label.missing.v1"
    shop_id: int
    order_id: UUID
