"""The facts of the road."""

from dataclasses import dataclass
from datetime import date, datetime
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
class CutOffNear(Event):
    """A warehouse's cut-off is ``minutes`` away and parcels are at risk; ``shop_id`` none: all of it."""

    topic = "logistics.cut_off.near.v1"
    warning_id: int
    warehouse_id: int
    warehouse: str
    shop_id: int | None
    due_at: datetime
    zone: str
    minutes: int
    parcels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupMissed(Event):
    """Parcels of a shop were scanned out in time and nobody acknowledged them: the truck does not know them.

    ``refused`` of the ``parcels`` were refused; they go along with the next pickup once acknowledged.
    """

    topic = "logistics.pickup.missed.v1"
    shop_id: int
    day_id: int
    warehouse: str
    channel: str
    on: date
    parcels: int
    refused: int
