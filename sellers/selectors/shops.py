"""Shops: what they have set."""

from dataclasses import dataclass
from datetime import time

from django.db.models import QuerySet

from sellers.models import Shop
from sellers.states import SELLERS_DUTIES, OperatingModel


@dataclass(frozen=True, slots=True)
class ShopProfile:
    """What other apps may know of a shop."""

    id: int
    slug: str
    name: str
    country: str
    currency: str
    zone: str
    calendar: str
    language: str
    notification_email: str
    quiet: tuple[time, time] | None
    suspended: bool
    operating_model: str = OperatingModel.OWN
    review_url: str = ""

    @property
    def duties(self) -> frozenset[str]:
        """Return what the seller's people see to themselves (R-003-01)."""
        return SELLERS_DUTIES[self.operating_model]

    handling_days: int | None = None
    """Working days from payment to dispatch that it promises; None leaves it to the channel."""


def shops_of(user_id: int) -> QuerySet[Shop]:
    """Return the shops in which the user has a role."""
    return Shop.objects.filter(memberships__user_id=user_id).order_by("name", "id")


def shop_by_slug(slug: str) -> Shop | None:
    """Return the shop of that address, whoever asks: check the role before showing anything."""
    return Shop.objects.filter(slug=slug).first()


def shop_of(shop_id: int) -> Shop:
    """Return the shop's row, with all it has set."""
    return Shop.objects.get(pk=shop_id)


def shop_profile(shop_id: int) -> ShopProfile:
    """Return the profile of one shop."""
    return profile_of(shop_of(shop_id))


def profile_of(shop: Shop) -> ShopProfile:
    """Return the shop as plain values."""
    quiet = shop.quiet_from and shop.quiet_until and (shop.quiet_from, shop.quiet_until)
    return ShopProfile(
        id=shop.pk,
        slug=shop.slug,
        name=shop.name,
        country=shop.country,
        currency=shop.currency,
        zone=shop.zone,
        calendar=shop.calendar,
        language=shop.language,
        notification_email=shop.notification_email,
        quiet=quiet or None,
        suspended=shop.suspended_at is not None,
        operating_model=shop.operating_model,
        review_url=shop.review_url,
        handling_days=shop.handling_days,
    )


def shops_on_calendar(calendar: str) -> list[ShopProfile]:
    """Return the shops whose clocks run by that calendar."""
    return [profile_of(shop) for shop in Shop.objects.filter(calendar=calendar).order_by("id")]
