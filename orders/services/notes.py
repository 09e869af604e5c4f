"""What is kept beside the moves: agreed dates, private comments, looks at personal data."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Refusal
from kernel.history import Actor
from kernel.scope import Scope
from orders.models import Comment, Order, OrderContact
from orders.rules.edits import Agreement
from orders.services.edit_order import edit_order
from orders.services.locking import locked_order

LONGEST_COMMENT = 4000


class CommentRefused(Refusal):
    """The comment is empty or too long."""

    code = "comment_refused"


def agree_delivery_date(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    agreed_delivery_on: date,
    agreement: Agreement | None = None,
    expected_version: int | None = None,
) -> Order:
    """Store the day agreed with the buyer: an edit of that one field (R-004-13, R-004-39)."""
    return edit_order(
        order_id=order_id,
        scope=scope,
        actor=actor,
        now=now,
        changes={"agreed_delivery_on": agreed_delivery_on},
        agreement=agreement,
        expected_version=expected_version,
    )


@transaction.atomic
def add_comment(*, order_id: UUID, scope: Scope, actor: Actor, now: datetime, text: str) -> Comment:
    """Add a private comment; only the shop's people ever see it (R-004-44)."""
    text = text.strip()
    if not text or len(text) > LONGEST_COMMENT:
        raise CommentRefused(
            _("A comment has 1 to %(most)d characters.") % {"most": LONGEST_COMMENT}, field="text"
        )
    order = locked_order(order_id=order_id, scope=scope)
    return Comment.everything.create(
        shop_id=order.shop_id,
        order=order,
        text=text,
        author_id=actor.user_id if actor.kind != "integrator" else None,
        author_label=actor.label,
        at=now,
    )


@transaction.atomic
def reveal_contact(*, order_id: UUID, scope: Scope, actor: Actor, now: datetime) -> OrderContact:
    """Return the buyer's data unmasked, and keep who looked (personal data are masked by default)."""
    order = locked_order(order_id=order_id, scope=scope)
    history.write(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action="reveal_contact",
        actor=actor,
        at=now,
    )
    return order.contact
