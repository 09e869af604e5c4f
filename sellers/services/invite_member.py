"""Let somebody into a shop."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.errors import Conflict, Refusal
from kernel.history import Actor
from sellers.models import Membership
from sellers.services.changing import lock_shop, note
from sellers.services.people import invited, refuse_oneself, tell
from sellers.states import Role

GRANTABLE = frozenset({Role.MANAGER, Role.OPERATOR})


class AlreadyMember(Conflict):
    """They are in the shop, in another role."""

    code = "already_member"


class RoleNotGrantable(Refusal):
    """That is no role somebody can be invited into."""

    code = "role_not_grantable"


@transaction.atomic
def invite_member(
    *, shop_id: int, email: str, role: str, actor: Actor, at: datetime, name: str = ""
) -> Membership:
    """Give the person of that address a role in the shop, and an account if they have none.

    Asking again with the same role changes nothing. A shop has one owner, so nobody is invited as such.
    Raises RoleNotGrantable, AlreadyMember, PersonSuspended, OwnRole, ShopNotFound.
    """
    if role not in GRANTABLE:
        raise RoleNotGrantable(_("Invite a manager or an operator."), field="role")
    shop = lock_shop(shop_id)
    person = invited(email, name=name, language=shop.language)
    refuse_oneself(person.user.pk, actor)
    member, is_new = Membership.objects.get_or_create(
        user=person.user, shop=shop, defaults={"role": role}
    )
    if not is_new and member.role != role:
        raise AlreadyMember(
            _("%(email)s is in the shop already, as %(role)s: change the role in the list.")
            % {"email": person.user.email, "role": member.get_role_display()},
            field="email",
        )
    if is_new:
        note(
            shop,
            action="invite_member",
            actor=actor,
            at=at,
            changes={person.user.email: (None, role)},
        )
        tell(shop, person, role=role, actor=actor, at=at)
    return member
