"""Reads of sellers/: the first argument is whose."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, QuerySet

from kernel.scope import Scope
from sellers.models import ApiToken, Membership, Offer, Shop, User
from sellers.principals import Principal
from sellers.states import Role


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


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works for a shop or for the platform."""

    user_id: int
    email: str
    name: str
    language: str
    role: str


@dataclass(frozen=True, slots=True)
class OfferRef:
    """What an order needs to know of an offer."""

    id: int
    sku: str
    name: str
    price_minor: int
    paused: bool


def principal_of(user: User) -> Principal:
    """Return what ``user`` is to every shop and to the platform; read anew for each request."""
    memberships = list(Membership.objects.filter(user=user).values_list("shop_id", "role"))
    return Principal(
        label=str(user),
        user_id=user.pk,
        platform_roles=frozenset(role for shop_id, role in memberships if shop_id is None),
        shop_roles={shop_id: role for shop_id, role in memberships if shop_id is not None},
        language=user.language,
    )


def token_by_secret(secret: str, *, now: datetime) -> ApiToken | None:
    """Return the live token whose secret this is; None for anything else."""
    token = ApiToken.everything.select_related("shop").filter(prefix=secret[:12]).first()
    digest = hashlib.sha256(secret.encode()).hexdigest()
    if token is None or not hmac.compare_digest(token.sha256, digest):
        return None
    expired = token.expires_at is not None and token.expires_at <= now
    return None if token.revoked_at is not None or expired else token


def principal_of_token(token: ApiToken) -> Principal:
    """Return what the bearer of ``token`` may do."""
    return Principal(
        label=f"{token.label} ({token.prefix}…)", token_id=token.pk, grants=frozenset(token.scopes)
    )


def shops_of(user_id: int) -> QuerySet[Shop]:
    """Return the shops in which the user has a role."""
    return Shop.objects.filter(memberships__user_id=user_id).order_by("name", "id")


def shop_by_slug(slug: str) -> Shop | None:
    """Return the shop of that address, whoever asks: check the role before showing anything."""
    return Shop.objects.filter(slug=slug).first()


def shop_profile(shop_id: int) -> ShopProfile:
    """Return the profile of one shop."""
    return profile_of(Shop.objects.get(pk=shop_id))


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
    )


def people_of_shop(shop_id: int) -> list[Person]:
    """Return the active people of a shop, the owner first."""
    return _people(Q(shop_id=shop_id))


def people_of_platform(role: str = Role.MODERATOR) -> list[Person]:
    """Return the active people with that role on the platform."""
    return _people(Q(shop=None, role=role))


def _people(condition: Q) -> list[Person]:
    rows = Membership.objects.filter(condition, user__is_active=True).select_related("user")
    people = [
        Person(m.user_id, m.user.email, str(m.user), m.user.language, m.role)
        for m in rows.order_by("id")
    ]
    return sorted(people, key=lambda person: person.role != Role.OWNER)


def offers_of(scope: Scope) -> QuerySet[Offer]:
    """Return the offers of a scope, by SKU."""
    return Offer.objects.of(scope).order_by("sku", "id")


def offers_by_sku(shop_id: int, skus: Iterable[str]) -> dict[str, OfferRef]:
    """Return a shop's offers among ``skus``, in one query."""
    rows = Offer.objects.of(Scope.shop(shop_id)).filter(sku__in=set(skus))
    return {
        o.sku: OfferRef(o.pk, o.sku, o.name, o.price_minor, o.paused_at is not None) for o in rows
    }
