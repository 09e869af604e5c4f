"""What a shop is told of its goods: a delivery that is not as announced, goods that came back."""

from dataclasses import dataclass

from kernel.scope import Scope
from warehouse.models import Inbound
from warehouse.selectors.deliveries import DeliveryLine, delivery_lines, refusals_of
from warehouse.selectors.returned import returns_of


@dataclass(frozen=True, slots=True)
class DeliveryNews:
    """A delivery that was counted: the lines that differ, and what was not let in, (goods, pieces)."""

    id: int
    number: str
    differing: tuple[DeliveryLine, ...]
    refused: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ReturnNews:
    """Goods that came back: of which order, empty where nobody knows, or else by which number."""

    number: str
    tracking: str


def delivery_news(shop_id: int, inbound_id: int) -> DeliveryNews | None:
    """Return what differs in a shop's delivery; None where there is no such delivery."""
    inbound = Inbound.objects.of(Scope.shop(shop_id)).filter(pk=inbound_id).first()
    if inbound is None:
        return None
    return DeliveryNews(
        inbound.pk,
        inbound.number,
        tuple(line for line in delivery_lines(inbound) if line.differs),
        tuple(refusals_of(inbound).values_list("what", "quantity")),
    )


def return_news(shop_id: int, return_id: int) -> ReturnNews | None:
    """Return which return of a shop it is; None where there is no such return."""
    back = returns_of(Scope.shop(shop_id)).filter(pk=return_id).first()
    return ReturnNews(back.order.number if back.order else "", back.tracking) if back else None
