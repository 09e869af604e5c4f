"""What a packer needs of a parcel: its lines, how it is to be packed and why, what is recorded so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from kernel.scope import PLATFORM, Scope
from warehouse.models import (
    Outbound,
    OutboundLine,
    OutboundMaterial,
    Packaging,
    PackagingStock,
    PackingRule,
    ReturnedLine,
    Storage,
)
from warehouse.rules.packing import OUTER, Goods, Load, Plan, RuleOf, Size, plan_packing
from warehouse.states import Condition, OutboundState, PackagingKind

AT_PACKING = (OutboundState.PICKED, OutboundState.SORTED)
_RULE = (
    "code", "categories", "flags", "channels", "carriers", "least_longest_mm", "least_pieces",
    "needs", "one_of", "suggests", "least_layers", "requirement",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A parcel at the packing station: what goes in, and how."""

    lines: tuple[OutboundLine, ...]
    plan: Plan

    @property
    def pieces(self) -> int:
        """Return how many pieces there are."""
        return sum(line.quantity for line in self.lines)


def sheet_of(outbound: Outbound) -> Sheet:
    """Return a parcel with its rules, in five queries."""
    rows = OutboundLine.objects.filter(outbound_id=outbound.pk).select_related("offer", "order")
    lines = tuple(rows.order_by("id"))
    return Sheet(lines, plan_packing(_load(outbound, lines), _rules()))


def catalogue(packaging_ids: Iterable[int]) -> dict[int, Packaging]:
    """Return packaging by id."""
    return Packaging.objects.in_bulk(list(packaging_ids))


def packaging_with(code: str) -> Packaging | None:
    """Return the packaging of the catalogue with this barcode, if there is one in use."""
    return Packaging.objects.filter(barcode=code, is_retired=False).first()


def parcel_in_hand(user_id: int | None, warehouse_id: int) -> Outbound | None:
    """Return the parcel that somebody is packing, or has packed and not labelled yet."""
    rows = Outbound.objects.of(PLATFORM).filter(packer_id=user_id, warehouse_id=warehouse_id)
    rows = rows.filter(state__in=[*AT_PACKING, OutboundState.PACKED]).select_related("order")
    return rows.order_by("-packed_at", "-picked_at").first() if user_id else None


def waiting_at_packing(warehouse_id: int) -> int:
    """Return how many parcels wait to be packed."""
    rows = Outbound.objects.of(PLATFORM).filter(warehouse_id=warehouse_id, state__in=AT_PACKING)
    return rows.count()


def packaging_to_buy(warehouse_id: int) -> list[PackagingStock]:
    """Return the packaging of which no more is left than the level at which it is bought (R-001-28)."""
    rows = PackagingStock.objects.filter(warehouse_id=warehouse_id, packaging__is_retired=False)
    low = [row for row in rows.select_related("packaging") if row.quantity <= row.reorder_at]
    return sorted(low, key=lambda row: (row.quantity - row.reorder_at, row.packaging.code))


def without_packaging(rows: QuerySet[Outbound]) -> QuerySet[Outbound]:
    """Keep the parcels that were closed with nothing recorded around their goods (R-002-31)."""
    closed = rows.filter(packed_at__isnull=False)
    return closed.exclude(materials__packaging__kind__in=sorted(OUTER))


def with_damage(rows: QuerySet[Packaging]) -> QuerySet[Packaging]:
    """Return rows of the catalogue with ``parcels`` sent in each and ``damaged`` ones of them (R-003-05)."""
    sent = OutboundMaterial.objects.filter(
        packaging=OuterRef("pk"), outbound__dispatched_at__isnull=False
    )
    return rows.annotate(
        parcels=_parcels(sent), damaged=_parcels(sent.filter(_came_back_spoiled()))
    )


def _parcels(rows: QuerySet[OutboundMaterial]) -> Subquery:
    one_packaging = rows.order_by().values("packaging")
    return Subquery(one_packaging.annotate(n=Count("outbound", distinct=True)).values("n"))


def _came_back_spoiled() -> Exists:
    spoiled = ReturnedLine.objects.filter(Q(condition=Condition.DEFECTIVE) | Q(is_written_off=True))
    return Exists(spoiled.filter(goods_return__order_id=OuterRef("outbound__order_id")))


def charge_of(outbound_id: UUID) -> list[tuple[str, int]]:
    """Return what is charged for the packaging of a parcel, by currency, in minor units (R-001-30)."""
    rows = OutboundMaterial.objects.filter(outbound_id=outbound_id, packaging__charge_minor__gt=0)
    found: dict[str, int] = {}
    for currency, charge, n in rows.values_list(
        "packaging__currency", "packaging__charge_minor", "quantity"
    ):
        found[currency] = found.get(currency, 0) + charge * n
    return sorted(found.items())


def _rules() -> list[RuleOf]:
    return [RuleOf(**row) for row in PackingRule.objects.filter(is_active=True).values(*_RULE)]


def _load(outbound: Outbound, lines: Sequence[OutboundLine]) -> Load:
    wishes = Storage.objects.of(Scope.shop(outbound.shop_id)).values_list(
        "packing_wishes", flat=True
    )
    return Load(
        goods=[_goods(line) for line in lines],
        channel=outbound.channel,
        carrier=outbound.carrier or outbound.order.delivery_method,
        wishes=next(iter(wishes), []),
        boxes=_boxes(),
        note="; ".join(_notes(lines)),
    )


def _notes(lines: Sequence[OutboundLine]) -> list[str]:
    """Return what the buyers asked for, each once."""
    orders = {line.order_id for line in lines}
    rows = OutboundLine.objects.filter(order_id__in=orders).exclude(order__contact__note="")
    return list(rows.values_list("order__contact__note", flat=True).distinct())


def _goods(line: OutboundLine) -> Goods:
    offer = line.offer
    sides = (offer.length_mm, offer.width_mm, offer.height_mm)
    size: Size | None = sides if all(sides) else None  # type: ignore[assignment]
    return Goods(
        category=offer.category, flags=frozenset(offer.flags), size=size, quantity=line.quantity
    )


def _boxes() -> list[Size]:
    rows = Packaging.objects.filter(kind=PackagingKind.BOX, is_retired=False)
    sizes = rows.values_list("length_mm", "width_mm", "height_mm")
    return [(long, wide, high) for long, wide, high in sizes if long and wide and high]
