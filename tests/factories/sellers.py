"""People, shops, offers and tokens for tests."""

import hashlib
from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from sellers.models import ApiToken, Membership, Offer, Shop, User
from sellers.states import Role, TokenScope

PASSWORD = "a-long-test-passphrase"
NOW = datetime(2026, 2, 3, 10, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    """A person without any role; signs in with `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@otgruz.test")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class ShopFactory(DjangoModelFactory):
    """A shop in Kyiv without anybody in it; see `shop_with`."""

    class Meta:
        model = Shop

    slug = factory.Sequence(lambda n: f"shop-{n}")
    name = factory.Sequence(lambda n: f"Shop {n}")


class MembershipFactory(DjangoModelFactory):
    """A role in a shop; with ``shop=None`` give a role of the platform."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    shop = factory.SubFactory(ShopFactory)
    role = Role.OWNER


class TenantFactory(DjangoModelFactory):
    """Base of factories of tenant rows, whose usual manager asks for a scope."""

    class Meta:
        abstract = True

    @classmethod
    def _get_manager(cls, model_class):
        return model_class.everything


class OfferFactory(TenantFactory):
    """An offer on sale."""

    class Meta:
        model = Offer

    shop = factory.SubFactory(ShopFactory)
    sku = factory.Sequence(lambda n: f"SKU-{n:05}")
    name = factory.Sequence(lambda n: f"Offer {n}")
    price_minor = 129_900
    currency = "UAH"


class TokenFactory(TenantFactory):
    """A live token with every scope; its bearer secret is `secret_of(token)`."""

    class Meta:
        model = ApiToken

    class Params:
        number = factory.Sequence(lambda n: n)
        secret = factory.LazyAttribute(lambda o: f"otg_{o.number:08x}_test-secret")

    shop = factory.SubFactory(ShopFactory)
    label = "integration"
    prefix = factory.LazyAttribute(lambda o: o.secret[:12])
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.secret.encode()).hexdigest())
    scopes = factory.LazyFunction(lambda: list(TokenScope.values))
    created_by = factory.SubFactory(UserFactory)
    created_at = NOW


def secret_of(token: ApiToken) -> str:
    """Return the secret of a token made by `TokenFactory` without a secret of its own."""
    return f"{token.prefix}_test-secret"


def bearer(token: ApiToken) -> dict[str, str]:
    """Return the headers of its bearer: ``client.get(url, headers=bearer(token))``."""
    return {"Authorization": f"Bearer {secret_of(token)}"}


def member(role: str = Role.OWNER, shop: Shop | None = None, **user: object) -> User:
    """Return a person with that role in ``shop`` (a new one when a shop role has none given)."""
    platform = role not in {Role.OWNER, Role.MANAGER, Role.OPERATOR}
    place = None if platform else shop or ShopFactory()
    return MembershipFactory(user=UserFactory(**user), shop=place, role=role).user
