"""What waits for a moderator: orders to reassign, shops to call, objections, questions."""

from desk.models import ModeratorTask, Objection, Question, Reassignment
from desk.states import IN_QUEUE, ObjectionState, TaskState
from kernel.scope import PLATFORM, Scope
from orders.public import Standing
from sellers.public import Goods, SellingShop, shops_selling


def could_take(order: Standing) -> list[SellingShop]:
    """Return the other shops that have all goods of the order on sale now, each with its SKUs."""
    return shops_selling(_goods(order), besides=order.shop_id, currency=order.currency)


def _goods(order: Standing) -> list[Goods]:
    summed: dict[str, Goods] = {}
    for line in order.lines:
        known = summed.get(line.sku, Goods(line.sku, line.barcode, 0))
        summed[line.sku] = Goods(
            line.sku, line.barcode or known.barcode, known.quantity + line.quantity
        )
    return list(summed.values())


def orders_to_reassign(scope: Scope = PLATFORM) -> int:
    """Return how many orders are in the queue."""
    return int(Reassignment.objects.of(scope).filter(state__in=IN_QUEUE).count())


def shops_to_call(scope: Scope = PLATFORM) -> int:
    """Return how many shops a moderator has to see to."""
    return int(ModeratorTask.objects.of(scope).filter(state=TaskState.OPEN).count())


def objections_to_answer(scope: Scope = PLATFORM) -> int:
    """Return how many objections wait for an answer."""
    return int(Objection.objects.of(scope).filter(state=ObjectionState.OPEN).count())


def questions_to_answer(scope: Scope = PLATFORM) -> int:
    """Return how many questions wait for an answer."""
    return int(Question.objects.of(scope).filter(answered_at=None).count())
