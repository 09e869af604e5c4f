"""Take a key back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.errors import NotFound
from kernel.history import Actor
from kernel.scope import Scope
from sellers.models import ApiToken
from sellers.services.changing import note


class TokenNotFound(NotFound):
    """The shop has no such token."""

    code = "token_not_found"


@transaction.atomic
def revoke_token(*, shop_id: int, token_id: int, actor: Actor, at: datetime) -> ApiToken:
    """End a token: it opens nothing from the next request on. Again changes nothing.

    Raises TokenNotFound.
    """
    rows = ApiToken.objects.of(Scope.shop(shop_id)).select_for_update()
    token = rows.filter(pk=token_id).first()
    if token is None:
        raise TokenNotFound(_("The shop has no such token."))
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        note(token, action="revoke_token", actor=actor, at=at, changes={"revoked_at": (None, at)})
    return token
