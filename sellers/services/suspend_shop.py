"""Take everything a shop offers off sale, and put it back (R-004-34)."""

from datetime import datetime

from django.db import transaction

from kernel.history import Actor
from kernel.outbox.post import record
from sellers.events import ShopRestored, ShopSuspended
from sellers.models import Shop
from sellers.services.changing import lock_shop, note, set_fields


@transaction.atomic
def suspend_shop(*, shop_id: int, reason: str, actor: Actor, at: datetime) -> Shop:
    """Show no offer of the shop and take no new order for it on our own channels; running orders go on.

    Suspending a suspended shop changes nothing. Raises ShopNotFound.
    """
    shop = lock_shop(shop_id)
    if shop.suspended_at is None:
        _set(shop, at, "suspend_shop", reason, actor, at)
        record(ShopSuspended(occurred_at=at, shop_id=shop.pk, reason=reason))
    return shop


@transaction.atomic
def restore_shop(*, shop_id: int, reason: str, actor: Actor, at: datetime) -> Shop:
    """Show its offers again, each paused one excepted. Restoring what is on sale changes nothing.

    Raises ShopNotFound.
    """
    shop = lock_shop(shop_id)
    if shop.suspended_at is not None:
        _set(shop, None, "restore_shop", reason, actor, at)
        record(ShopRestored(occurred_at=at, shop_id=shop.pk, reason=reason))
    return shop


def _set(
    shop: Shop, since: datetime | None, action: str, reason: str, actor: Actor, at: datetime
) -> None:
    changes = set_fields(shop, {"suspended_at": since})
    note(shop, action=action, actor=actor, at=at, changes=changes, comment=reason)
