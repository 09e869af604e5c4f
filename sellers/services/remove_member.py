"""Take somebody out of a shop, or leave it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.history import Actor
from sellers.models import ApiToken
from sellers.services.change_role import OwnerStays, member_of
from sellers.services.changing import lock_shop, note
from sellers.states import Role


@transaction.atomic
def remove_member(*, shop_id: int, user_id: int, actor: Actor, at: datetime) -> int:
    """End a membership; it holds from the person's next request. Returns how many live tokens they issued.

    Those tokens belong to the shop and live on: whoever knows a secret keeps it, so revoke them if in
    doubt. Raises MemberNotFound, OwnerStays: the owner hands the shop over first.
    """
    shop = lock_shop(shop_id)
    member = member_of(shop, user_id)
    if member.role == Role.OWNER:
        raise OwnerStays(_("The owner stays: hand the shop over to somebody else first."))
    email, role = member.user.email, member.role
    member.delete()
    note(shop, action="remove_member", actor=actor, at=at, changes={email: (role, None)})
    return ApiToken.everything.filter(shop=shop, created_by_id=user_id, revoked_at=None).count()
