"""What every change of a row has in common: the lock, the comparison, the line of history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from kernel import history
from kernel.errors import NotFound
from kernel.history import Actor
from kernel.scope import Scope
from sellers.models import Offer, Shop, User
from sellers.selectors import OfferNotFound

Changes = dict[str, tuple[Any, Any]]


class ShopNotFound(NotFound):
    """There is no such shop for the caller."""

    code = "shop_not_found"


class PersonNotFound(NotFound):
    """There is no such person, or none the caller has to do with."""

    code = "person_not_found"


def lock_shop(shop_id: int) -> Shop:
    """Return the shop, held: its people, settings and tokens change one at a time."""
    shop = Shop.objects.select_for_update().filter(pk=shop_id).first()
    if shop is None:
        raise ShopNotFound(_("There is no such shop."))
    return shop


def lock_offer(shop_id: int, **key: object) -> Offer:
    """Return the shop's offer of that key, held against other changes."""
    rows = Offer.objects.of(Scope.shop(shop_id)).select_for_update()
    offer = rows.filter(**key).first()
    if offer is None:
        raise OfferNotFound(_("The shop has no such offer."))
    return offer


def lock_user(user_id: int) -> User:
    """Return the person, held."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise PersonNotFound(_("There is no such person."))
    return user


def set_fields(row: Model, values: Mapping[str, Any]) -> Changes:
    """Set what differs on ``row`` and save it; return field -> (before, after)."""
    changes = {name: (getattr(row, name), new) for name, new in values.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    if changes:
        row.save(update_fields=list(changes))
    return changes


def note(row: Model, *, action: str, actor: Actor, at: datetime, **entry: Any) -> None:
    """Write one line into the history of a shop, an offer, a token or a person."""
    subject = (str(row._meta.model_name), str(row.pk))
    shop_id = row.pk if isinstance(row, Shop) else getattr(row, "shop_id", None)
    history.write(subject=subject, action=action, actor=actor, at=at, shop_id=shop_id, **entry)
