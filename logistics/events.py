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
