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
