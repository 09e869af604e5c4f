"""A shop objects to an order that cost it points, and a moderator answers (R-003-18)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from desk.models import Objection
from desk.selectors.score import costly_orders, score_of
from desk.services.locking import note, refuse_unless
from desk.services.scoring import count_shop
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor
from kernel.scope import PLATFORM, Scope
from orders.public import NoSuchOrder, order_standing
from sellers.public import ShopProfile, shop_profile

LONGEST = 2_000


class ObjectionNotFound(NotFound):
    """There is no such objection."""

    code = "objection_not_found"


class ObjectionRefused(Conflict):
    """It cannot be objected to, or has been."""

    code = "objection_refused"


class WordsMissing(Refusal):
    """An objection and an answer need words."""

    code = "words_missing"


@transaction.atomic
def object_to_order(
    *, shop: ShopProfile, order_id: UUID, text: str, actor: Actor, now: datetime
) -> Objection:
    """File the shop's objection to an order that costs it points now; once an order.

    Raises NoSuchOrder, WordsMissing, ObjectionRefused.
    """
    scope = Scope.shop(shop.id)
    if order_standing(scope, order_id) is None:
        raise NoSuchOrder(_("There is no such order in this shop."))
    _demand_words(text, "text")
    costly = costly_orders(scope, score_of(scope), shop_id=shop.id, zone=shop.zone)
    if not any(order.order_id == order_id and order.points for order in costly):
        raise ObjectionRefused(_("This order costs the shop no points."))
    try:
        with transaction.atomic():
            row = Objection.everything.create(
                shop_id=shop.id,
                order_id=order_id,
                text=text.strip(),
                filed_at=now,
                filed_by=actor.label,
            )
    except IntegrityError:
        raise ObjectionRefused(_("Somebody has objected to this order already.")) from None
    note(row, action="object", actor=actor, at=now, comment=row.text)
    return row


@transaction.atomic
def accept_objection(*, objection_id: int, answer: str, actor: Actor, now: datetime) -> Objection:
    """Agree: the order counts no more, and past days are counted again without it.

    Raises ObjectionNotFound, ObjectionRefused, WordsMissing.
    """
    row = _locked(objection_id, answer, "accept")
    row.accept(answer=answer.strip(), by=actor.label, at=now)
    row.save()
    note(row, action="accept_objection", actor=actor, at=now, comment=row.answer)
    count_shop(shop=shop_profile(row.shop_id), now=now)
    return row


@transaction.atomic
def reject_objection(*, objection_id: int, answer: str, actor: Actor, now: datetime) -> Objection:
    """Disagree, with the reason. Raises ObjectionNotFound, ObjectionRefused, WordsMissing."""
    row = _locked(objection_id, answer, "reject")
    row.reject(answer=answer.strip(), by=actor.label, at=now)
    row.save()
    note(row, action="reject_objection", actor=actor, at=now, comment=row.answer)
    return row


def _locked(objection_id: int, answer: str, move: str) -> Objection:
    rows = Objection.objects.of(PLATFORM).select_for_update()
    row: Objection | None = rows.filter(pk=objection_id).first()
    if row is None:
        raise ObjectionNotFound(_("There is no such objection."))
    refuse_unless(row, move, ObjectionRefused)
    _demand_words(answer, "answer")
    return row


def _demand_words(text: str, field: str) -> None:
    if not text.strip():
        raise WordsMissing(_("Write why: the other side reads it."), field=field)
    if len(text) > LONGEST:
        raise WordsMissing(_("Write at most %(most)d characters.") % {"most": LONGEST}, field=field)
