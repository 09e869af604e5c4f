"""Give an integrator a key to one shop."""

import secrets
import string
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kernel.errors import Conflict, Refusal
from kernel.history import Actor
from kernel.scope import Scope
from sellers.models import ApiToken
from sellers.rules.tokens import LIVE_PER_LABEL, digest_of, prefix_of
from sellers.services.changing import lock_shop, note
from sellers.states import TokenScope

NAMING = string.ascii_lowercase + string.digits


class TooManyTokens(Conflict):
    """The label has its two live tokens: the old one and the one that takes its place."""

    code = "too_many_tokens"


class TokenRefused(Refusal):
    """Such a token would be of no use."""

    code = "token_refused"


class Issued(NamedTuple):
    """The token, and its secret: said once and never kept."""

    token: ApiToken
    secret: str


@transaction.atomic
def issue_token(
    *,
    shop_id: int,
    label: str,
    scopes: Collection[str],
    expires_at: datetime | None,
    created_by_id: int,
    actor: Actor,
    at: datetime,
) -> Issued:
    """Make a token with those scopes; only the hash of its secret is kept (A7).

    Two of one label may live at a time, so that one can be put in the other's place. Raises
    TokenRefused, TooManyTokens.
    """
    shop, label = lock_shop(shop_id), label.strip()
    _check(label, scopes, expires_at, at)
    _check_rotation(shop_id, label, at)
    secret = _new_secret()
    token = ApiToken.everything.create(
        shop=shop,
        label=label,
        prefix=prefix_of(secret),
        sha256=digest_of(secret),
        scopes=sorted(set(scopes)),
        created_by_id=created_by_id,
        created_at=at,
        expires_at=expires_at,
    )
    note(token, action="issue_token", actor=actor, at=at, changes={"scopes": (None, token.scopes)})
    return Issued(token, secret)


def _check(label: str, scopes: Collection[str], expires_at: datetime | None, at: datetime) -> None:
    if not label:
        raise TokenRefused(_("Say what the token is for."), field="label")
    if not scopes or set(scopes) - set(TokenScope):
        raise TokenRefused(_("Choose what the token may do."), field="scopes")
    if expires_at is not None and expires_at <= at:
        raise TokenRefused(_("This moment has passed already."), field="expires_at")


def _check_rotation(shop_id: int, label: str, at: datetime) -> None:
    alive = ApiToken.objects.of(Scope.shop(shop_id)).filter(
        Q(expires_at=None) | Q(expires_at__gt=at), label=label, revoked_at=None
    )
    if alive.count() >= LIVE_PER_LABEL:
        raise TooManyTokens(
            _("“%(label)s” has two live tokens: revoke the older one, then issue the next.")
            % {"label": label},
            field="label",
        )


def _new_secret() -> str:
    name = "".join(secrets.choice(NAMING) for _place in range(8))
    return f"otg_{name}_{secrets.token_urlsafe(32)}"
