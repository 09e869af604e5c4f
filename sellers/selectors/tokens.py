"""API tokens: whose secret is this, and which does a shop have."""

import hmac
from datetime import datetime

from django.db.models import QuerySet

from kernel.scope import Scope
from sellers.models import ApiToken
from sellers.principals import Principal
from sellers.rules.tokens import digest_of, prefix_of


def token_by_secret(secret: str, *, now: datetime) -> ApiToken | None:
    """Return the live token whose secret this is; None for anything else."""
    prefix = prefix_of(secret)
    if not prefix.isascii() or not prefix.isprintable():
        return None  # no token looks so, and PostgreSQL refuses some such text
    token = ApiToken.everything.select_related("shop").filter(prefix=prefix).first()
    if token is None or not hmac.compare_digest(token.sha256, digest_of(secret)):
        return None
    return token if token.is_live(now) else None


def principal_of_token(token: ApiToken) -> Principal:
    """Return what the bearer of ``token`` may do."""
    return Principal(
        label=f"{token.label} ({token.prefix}…)", token_id=token.pk, grants=frozenset(token.scopes)
    )


def tokens_of(scope: Scope) -> QuerySet[ApiToken]:
    """Return the tokens of a scope, the youngest first, with the people who issued them."""
    rows: QuerySet[ApiToken] = ApiToken.objects.of(scope)
    return rows.select_related("created_by").order_by("-created_at", "-id")
