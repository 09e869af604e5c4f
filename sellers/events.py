"""The facts sellers tell."""

from dataclasses import dataclass

from kernel.outbox.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInvited(Event):
    """Somebody was given a role in a shop; ``is_new`` when they had no account and need a way in."""

    topic = "sellers.member.invited.v1"
    shop_id: int
    user_id: int
    role: str
    invited_by: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSuspended(Event):
    """Nothing of the shop is on sale any more (R-004-34)."""

    topic = "sellers.shop.suspended.v1"
    shop_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRestored(Event):
    """The shop is on sale again."""

    topic = "sellers.shop.restored.v1"
    shop_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCorrected(Event):
    """A shop said how much of an offer there really is; ``before`` None was never said (R-004-47).

    ``paused`` when nothing was left and the offer went off sale by that.
    """

    topic = "sellers.stock.corrected.v1"
    shop_id: int
    offer_id: int
    sku: str
    before: int | None
    after: int
    paused: bool
    reason: str
