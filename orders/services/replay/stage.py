"""The stage of a replay: a rehearsal shop, cleared before each play."""

from uuid import UUID

from django.db import connection, transaction

from kernel.deadlines.models import Deadline, OwnClock
from sellers.public import NoRehearsalShop, ShopProfile, profile_of, rehearsal_shop


def stage_of(slug: str, like: ShopProfile | None = None, currency: str = "") -> ShopProfile:
    """Return the rehearsal shop at ``slug``, opened like another shop if there is none.

    Raises NoRehearsalShop when a real shop has that address.
    """
    shop = rehearsal_shop(
        slug=slug[:40],
        name=f"Replay: {like.name}"[:120] if like else "Replay",
        country=like.country if like else "UA",
        currency=currency or (like.currency if like else "UAH"),
        zone=like.zone if like else "Europe/Kyiv",
        calendar=like.calendar if like else "ua-orders",
        language=like.language if like else "en",
    )
    return profile_of(shop)


@transaction.atomic
def clear_stage(shop_id: int) -> None:
    """Take everything off the stage. Raises NoRehearsalShop for a shop whose time is ours."""
    if not OwnClock.objects.select_for_update().filter(pk=shop_id).exists():
        raise NoRehearsalShop("Only a rehearsal shop can be cleared.")
    with connection.cursor() as cursor:
        for statement in _CLEAR:
            cursor.execute(statement, [shop_id])
    Deadline.objects.filter(shop_id=shop_id).delete()


def running_on(shop_id: int) -> list[UUID]:
    """Return the orders of the stage whose promises still run."""
    rows = Deadline.objects.filter(shop_id=shop_id, state="running")
    return list(rows.values_list("subject_id", flat=True).distinct())


_OF_SHOP = "order_id in (select id from orders_order where shop_id = %s)"
_CLEAR = (
    f"delete from orders_comment where {_OF_SHOP}",  # noqa: S608
    f"delete from orders_orderline where {_OF_SHOP}",  # noqa: S608
    f"delete from orders_ordercontact where {_OF_SHOP}",  # noqa: S608
    "delete from orders_order where shop_id = %s",
)
