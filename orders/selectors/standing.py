"""How an order stands, for those who act over a shop (R-004-29, R-004-33)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.scope import Scope
from orders.models import Order
from orders.states import BEFORE_SHIPPING, OPEN_STATES


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One line and the barcode its offer has."""

    sku: str
    barcode: str
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What one may know of an order without its buyer."""

    id: UUID
    shop_id: int
    number: str
    state: str
    version: int
    overdue_since: datetime | None
    currency: str
    total_minor: int
    calendar: str
    zone: str
    lines: tuple[StandingLine, ...]

    @property
    def is_left(self) -> bool:
        """Whether its shop let a clock run out and the goods have not left: another shop could send them."""
        return self.overdue_since is not None and self.state in BEFORE_SHIPPING


def order_standing(scope: Scope, order_id: UUID, *, held: bool = False) -> Standing | None:
    """Return how the order stands; ``held`` keeps it so until the caller's transaction ends."""
    rows = Order.objects.of(scope).select_related("shop").filter(pk=order_id)
    if held:
        rows = rows.select_for_update(of=("self",), no_key=True)
    order = rows.first()
    return _standing(order) if order is not None else None


def overdue_count(shop_id: int, *, since: datetime | None = None) -> int:
    """Return how many open orders of the shop are overdue, by a clock that ran out ``since`` then."""
    rows = Order.objects.of(Scope.shop(shop_id)).filter(
        overdue_since__isnull=False, state__in=OPEN_STATES
    )
    return rows.filter(overdue_since__gte=since).count() if since else rows.count()


def _standing(order: Order) -> Standing:
    lines = order.lines.select_related("offer").order_by("position")
    return Standing(
        id=order.pk,
        shop_id=order.shop_id,
        number=order.number,
        state=order.state,
        version=order.version,
        overdue_since=order.overdue_since,
        currency=order.currency,
        total_minor=order.total_minor,
        calendar=order.shop.calendar,
        zone=order.shop.zone,
        lines=tuple(
            StandingLine(ln.sku, ln.offer.barcode if ln.offer else "", ln.name, ln.quantity)
            for ln in lines
        ),
    )
