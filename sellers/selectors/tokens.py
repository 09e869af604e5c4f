"""API tokens: whose secret is this, and which does a shop have."""

import hmac
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

from kernel.scope import Scope
from sellers.models import ApiToken, Shop
from sellers.principals import Principal
from sellers.rules.tokens import digest_of, prefix_of


def token_by_secret(secret: str, *, now: datetime) -> ApiToken | None:
    """Return the live token whose secret this is; None for anything else."""
    prefix = prefix_of(secret)
    if not prefix.isascii() or not prefix.isprintable():
        return None  # no token looks so, and PostgreSQL refuses some such text
    token = _stored(prefix)
    if token is None or not hmac.compare_digest(token.sha256, digest_of(secret)):
        return None
    return token if token.is_live(now) else None


def _stored(prefix: str) -> ApiToken | None:
    """Return the token with its shop; by hand, for every request of an integrator begins with it (W1a)."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [prefix])
        row = cursor.fetchone()
    if row is None:
        return None
    token = ApiToken.from_db(DEFAULT_DB_ALIAS, _TOKEN, row[: len(_TOKEN)])
    token.shop = Shop.from_db(DEFAULT_DB_ALIAS, _SHOP, row[len(_TOKEN) :])
    return token


def principal_of_token(token: ApiToken) -> Principal:
    """Return what the bearer of ``token`` may do."""
    return Principal(
        label=f"{token.label} ({token.prefix}…)", token_id=token.pk, grants=frozenset(token.scopes)
    )


def tokens_of(scope: Scope) -> QuerySet[ApiToken]:
    """Return the tokens of a scope, the youngest first, with the people who issued them."""
    rows: QuerySet[ApiToken] = ApiToken.objects.of(scope)
    return rows.select_related("created_by").order_by("-created_at", "-id")


def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


_TOKEN, _SHOP = _names(ApiToken), _names(Shop)
_COLUMNS = ", ".join([*(f"t.{name}" for name in _TOKEN), *(f"s.{name}" for name in _SHOP)])
_STORED = f"""
select {_COLUMNS} from sellers_apitoken t join sellers_shop s on s.id = t.shop_id where t.prefix = %s
"""  # noqa: S608
