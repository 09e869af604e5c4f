"""The facts the warehouse tells."""

from dataclasses import dataclass
from uuid import UUID

from kernel.outbox.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReserved(Event):
    """All goods of an order are held for it."""

    topic = "warehouse.stock.reserved.v1"
    shop_id: int
    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StockShort(Event):
    """An order lacks goods: of these SKUs, so many pieces each (R-003-04). The order is held."""

    topic = "warehouse.stock.short.v1"
    shop_id: int
    order_id: UUID
    skus: tuple[str, ...]
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReceived(Event):
    """A delivery was counted to the end; ``differences`` says whether it was not what was announced."""

    topic = "warehouse.goods.received.v1"
    shop_id: int
    inbound_id: int
    pieces: int
    differences: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundShort(Event):
    """A picker did not find what the books said was there."""

    topic = "warehouse.outbound.short.v1"
    shop_id: int
    order_id: UUID
    outbound_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingFinished(Event):
    """A parcel was scanned out: the dispatch scan (R-002-21, C-02). Told once of a parcel."""

    topic = "warehouse.packing.finished.v1"
    shop_id: int
    order_id: UUID
    outbound_id: UUID
    code: str
    weight_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundStopped(Event):
    """The parcel of a cancelled order was stopped; ``state`` is how far it had come."""

    topic = "warehouse.outbound.stopped.v1"
    shop_id: int
    order_id: UUID
    outbound_id: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedParcelForced(Event):
    """A stopped parcel was sent all the same: the risk is the seller's (R-002-38)."""

    topic = "warehouse.outbound.forced.v1"
    shop_id: int
    order_id: UUID
    outbound_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsPutBack(Event):
    """All goods of a cancelled order lie in stock again (R-002-37)."""

    topic = "warehouse.goods.put_back.v1"
    shop_id: int
    order_id: UUID
    outbound_id: UUID
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverFrozen(Event):
    """A sheet was closed: its papers are to be printed (R-002-23)."""

    topic = "warehouse.handover.frozen.v1"
    warehouse_id: int
    handover_id: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSigned(Event):
    """A truck was handed over and signed for by both (R-002-24): the claim clock starts."""

    topic = "warehouse.handover.signed.v1"
    warehouse_id: int
    handover_id: UUID
    carrier: str
    number: str
    order_ids: tuple[UUID, ...]
    outbound_ids: tuple[UUID, ...]
    seals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealFoundBroken(Event):
    """A seal was broken before it should have been opened (R-002-49)."""

    topic = "warehouse.seal.broken.v1"
    warehouse_id: int
    handover_id: UUID
    seal: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnInspected(Event):
    """Goods that came back were looked through: pieces good, in quarantine, defective, written off.

    ``order_id`` is None for a parcel that nobody could match to an order.
    """

    topic = "warehouse.return.inspected.v1"
    shop_id: int
    order_id: UUID | None
    return_id: int
    good: int
    quarantine: int
    defective: int
    written_off: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReleased(Event):
    """Pieces that were set aside, in that ``condition``, were found good and are sold again."""

    topic = "warehouse.goods.released.v1"
    shop_id: int
    offer_id: int
    sku: str
    pieces: int
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsWrittenOff(Event):
    """Pieces that were set aside, in that ``condition``, are gone for good; ``reason`` says why."""

    topic = "warehouse.goods.written_off.v1"
    shop_id: int
    offer_id: int
    sku: str
    pieces: int
    condition: str
    reason: str
