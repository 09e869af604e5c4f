"""The buyer's link to the page of one order: issued, proved, revoked.

A token is the order's id and the link's generation under our signature, so nothing secret is stored. It opens
until the link expires, and dies at once when the shop revokes it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.history import Actor
from kernel.scope import Scope
from orders.models import BuyerLink, Order
from orders.selectors import NoSuchOrder
from orders.services.locking import locked_order

LIFE = timedelta(days=90)
RENEWED = timedelta(days=60)
"""A link that is told again with less than this left opens for the whole `LIFE` again."""


@transaction.atomic
def buyer_token(*, order_id: UUID, scope: Scope, now: datetime) -> str:
    """Return the token of the order's link, and see to it that it opens for a while. Raises NoSuchOrder."""
    shop_id = _shop_of(order_id, scope)
    link, _created = BuyerLink.everything.get_or_create(
        order_id=order_id,
        defaults={"shop_id": shop_id, "issued_at": now, "expires_at": now + LIFE},
    )
    if link.expires_at - now < RENEWED:
        link.expires_at = now + LIFE
        link.save(update_fields=["expires_at"])
    return _signed(order_id, link.generation)


@transaction.atomic
def revoke_buyer_link(*, order_id: UUID, scope: Scope, actor: Actor, now: datetime) -> None:
    """Have every link told so far open nothing; the next one told is another. Raises NoSuchOrder."""
    order = locked_order(order_id=order_id, scope=scope)
    link = BuyerLink.everything.filter(order=order).first()
    if link is None:
        return
    link.generation += 1
    link.issued_at, link.expires_at = now, now + LIFE
    link.save()
    history.write(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action="revoke_buyer_link",
        actor=actor,
        at=now,
    )


def order_of_token(token: str, *, now: datetime) -> tuple[UUID, Scope]:
    """Return the order a buyer's token opens, and the scope of its shop.

    Raises NoSuchOrder for a token that we did not sign, that was revoked, or that has expired: the three
    cannot be told apart.
    """
    order_id, generation = _read(token)
    link = BuyerLink.everything.filter(order_id=order_id, generation=generation).first()
    if link is None or link.expires_at <= now:
        raise NoSuchOrder(_NOT_OPEN)
    return order_id, Scope.shop(link.shop_id)


_NOT_OPEN = _("This link opens no order: ask the shop for a new one.")
_signer = Signer(salt="orders.buyer_link", sep=".")


def _shop_of(order_id: UUID, scope: Scope) -> int:
    found = Order.objects.of(scope).filter(pk=order_id).values_list("shop_id", flat=True).first()
    if found is None:
        raise NoSuchOrder(_("There is no such order in this shop."))
    return int(found)


def _signed(order_id: UUID, generation: int) -> str:
    name = urlsafe_b64encode(order_id.bytes).rstrip(b"=").decode()
    return _signer.sign(f"{name}.{generation}")


def _read(token: str) -> tuple[UUID, int]:
    try:
        name, _dot, generation = _signer.unsign(token).partition(".")
        return UUID(bytes=urlsafe_b64decode(f"{name}==")), int(generation)
    except (BadSignature, ValueError) as error:
        raise NoSuchOrder(_NOT_OPEN) from error
