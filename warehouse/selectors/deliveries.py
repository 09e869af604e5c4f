"""Deliveries as they are looked at: at the door, by the seller, over REST."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from kernel.scope import PLATFORM, Scope
from warehouse.models import DoorRefusal, Inbound, InboundLine, ItemBarcode, Storage
from warehouse.states import InboundState

OPEN = (InboundState.ANNOUNCED, InboundState.RECEIVING)


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """What was announced of one offer and what came, over all its lots."""

    offer_id: int
    sku: str
    name: str
    barcode: str
    expected: int
    received: int
    damaged: int
    awaiting_label: int
    put_away: int

    @property
    def missing(self) -> int:
        """Return how many announced pieces have not come."""
        return max(self.expected - self.received, 0)

    @property
    def extra(self) -> int:
        """Return how many pieces came that were not announced."""
        return max(self.received - self.expected, 0)

    @property
    def differs(self) -> bool:
        """Whether it is not as announced."""
        return self.expected != self.received or self.damaged > 0


@dataclass(frozen=True, slots=True)
class KeptShop:
    """A shop whose goods a warehouse keeps."""

    id: int
    slug: str
    name: str


def deliveries_of(scope: Scope) -> QuerySet[Inbound]:
    """Return the deliveries of a scope, the newest first, each with its ``said``, ``came`` and ``broken``.

    ``differs`` where goods came otherwise than announced, were damaged, or were not let in.
    """
    rows: QuerySet[Inbound] = Inbound.objects.of(scope)
    uneven = (
        InboundLine.objects.filter(inbound=OuterRef("pk"))
        .values("offer_id")
        .annotate(off=Sum("received") - Sum("expected"), broken=Sum("damaged"))
        .filter(~Q(off=0) | Q(broken__gt=0))
    )
    refused = DoorRefusal.objects.of(scope).filter(inbound=OuterRef("pk"))
    return rows.annotate(
        differs=Exists(uneven) | Exists(refused),
        said=Sum("lines__expected", default=0),
        came=Sum("lines__received", default=0),
        broken=Sum("lines__damaged", default=0),
    ).order_by("-id")


def delivery_lines(inbound: Inbound) -> list[DeliveryLine]:
    """Return the lines of a delivery, each offer once, by SKU; in one query."""
    rows = InboundLine.objects.filter(inbound=inbound).values(
        "offer_id", "offer__sku", "offer__name", "offer__barcode"
    )
    sums = rows.annotate(
        said=Sum("expected"),
        came=Sum("received"),
        broken=Sum("damaged"),
        waiting=Sum("awaiting_label"),
        away=Sum("put_away"),
    )
    return [
        DeliveryLine(
            row["offer_id"],
            row["offer__sku"],
            row["offer__name"],
            row["offer__barcode"],
            row["said"],
            row["came"],
            row["broken"],
            row["waiting"],
            row["away"],
        )
        for row in sums.order_by("offer__sku")
    ]


def refusals_of(inbound: Inbound) -> QuerySet[DoorRefusal]:
    """Return what of a delivery was not let in."""
    rows: QuerySet[DoorRefusal] = DoorRefusal.objects.of(Scope.shop(inbound.shop_id))
    return rows.filter(inbound=inbound).order_by("id")


def deliveries_at_door(warehouse_id: int) -> list[Inbound]:
    """Return what is being received or expected here, what was begun first; up to forty."""
    rows = Inbound.objects.of(PLATFORM).select_related("shop")
    waiting = rows.filter(warehouse_id=warehouse_id, state__in=OPEN)
    return list(waiting.order_by("-state", "expected_on", "pk")[:40])


def delivery_at_door(inbound_id: object, warehouse_id: int) -> Inbound | None:
    """Return the delivery in hand while it is being received."""
    rows = Inbound.objects.of(PLATFORM).select_related("shop")
    rows = rows.filter(warehouse_id=warehouse_id, state=InboundState.RECEIVING)
    found: Inbound | None = (
        rows.filter(pk=int(str(inbound_id))).first() if _is_id(inbound_id) else None
    )
    return found


def shops_kept_here(warehouse_id: int) -> list[KeptShop]:
    """Return the shops whose goods a warehouse keeps, by name."""
    rows = (
        Storage.objects.of(PLATFORM)
        .filter(warehouse_id=warehouse_id)
        .order_by("shop__name", "shop_id")
    )
    return [KeptShop(*row) for row in rows.values_list("shop_id", "shop__slug", "shop__name")]


def labels_of(offer_ids: list[int]) -> dict[int, tuple[int, str]]:
    """Return our own barcode of each offer that has one, (id, code)."""
    rows = ItemBarcode.objects.of(PLATFORM).filter(offer_id__in=offer_ids, is_ours=True)
    return {offer: (pk, code) for offer, pk, code in rows.values_list("offer_id", "pk", "code")}


def _is_id(value: object) -> bool:
    return str(value).isdigit() and len(str(value)) < 19
