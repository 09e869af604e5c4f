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
class ClaimOpened(Event):
    """There is a claim about a parcel, or about goods that nobody knows yet (``shop_id`` is None)."""

    topic = "logistics.claim.opened.v1"
    shop_id: int | None
    claim_id: UUID
    kind: str
    came: str
    by_carrier: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimJudged(Event):
    """Somebody answers for it: ``liable`` is carrier or seller; or person: nobody knows yet."""

    topic = "logistics.claim.judged.v1"
    shop_id: int | None
    claim_id: UUID
    liable: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSettled(Event):
    """A claim was settled in money: what billing books (R-002-74). Minor units; told once of a claim."""

    topic = "logistics.claim.settled.v1"
    shop_id: int | None
    claim_id: UUID
    order_id: UUID | None
    liable: str
    basis: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelMissing(Event):
    """A trade partner handed over an order without its label: it is held until the label comes (R-002-04)."""

    topic = "logistics.label.missing.v1"
    shop_id: int
    order_id: UUID


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelConcerns(Event):
    """Something was heard of a parcel that waits, could not be delivered, or goes back."""

    topic = "logistics.parcel.concerns.v1"
    shop_id: int
    parcel_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldBegan(Event):
    """A parcel waits at a place for its buyer, who is to be told once (R-002-59, R-002-61)."""

    topic = "logistics.hold.began.v1"
    shop_id: int
    parcel_id: UUID
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemOpened(Event):
    """Something on the road wants a person of the shop (R-003-30)."""

    topic = "logistics.problem.opened.v1"
    shop_id: int
    problem_id: UUID
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerLiable(Event):
    """A wrong address was not corrected in time: the seller answers for it (R-002-63, C-15)."""

    topic = "logistics.seller.liable.v1"
    shop_id: int
    problem_id: UUID
    parcel_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeliveryOrdered(Event):
    """A delivery beyond the free ones was ordered at a price (R-002-57); billing charges it."""

    topic = "logistics.redelivery.ordered.v1"
    shop_id: int
    parcel_id: UUID
    attempt: int
    cost_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageSubmitted(Event):
    """A damaged parcel has its photo and its signed act (R-002-66)."""

    topic = "logistics.damage.submitted.v1"
    shop_id: int
    parcel_id: UUID
    order_id: UUID
    damage_id: int
