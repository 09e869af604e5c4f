"""One order with everything its page shows."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import NotFound
from kernel.history import History
from kernel.scope import Scope
from orders.models import Comment, Order


class NoSuchOrder(NotFound):
    """No such order in the caller's scope."""

    code = "order_not_found"


def whole_order(scope: Scope, order_id: UUID) -> Order:
    """Return the order with channel, shop, contact, lines and splits in three queries. Raises NoSuchOrder."""
    rows = Order.objects.of(scope).select_related("channel", "shop", "contact", "split_from")
    order = rows.prefetch_related("lines", "splits").filter(pk=order_id).first()
    if order is None:
        raise NoSuchOrder(_("There is no such order in this shop."))
    return order


def order_history(scope: Scope, order_id: UUID) -> QuerySet[History]:
    """Return its history, oldest first. Raises NoSuchOrder."""
    if not Order.objects.of(scope).filter(pk=order_id).exists():
        raise NoSuchOrder(_("There is no such order in this shop."))
    return history.of("order", order_id)


def comments_of(scope: Scope, order_id: UUID) -> QuerySet[Comment]:
    """Return the shop's private comments on an order, oldest first (R-004-44)."""
    return Comment.objects.of(scope).filter(order_id=order_id).order_by("id")
