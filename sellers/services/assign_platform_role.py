"""Say who works for the platform, and as what: platform admins only."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from kernel.history import Actor
from sellers.models import Membership, User
from sellers.services.changing import lock_user, note
from sellers.services.people import invited, refuse_oneself
from sellers.states import PLATFORM_ROLES


class NoPlatformRole(Refusal):
    """The platform has no such role."""

    code = "no_platform_role"


@transaction.atomic
def assign_platform_role(
    *, email: str, role: str, actor: Actor, at: datetime, name: str = ""
) -> User:
    """Give the person of that address one role on the platform, in place of any other they have there.

    Raises NoPlatformRole, OwnRole, PersonSuspended.
    """
    if role not in PLATFORM_ROLES:
        raise NoPlatformRole(_("The platform has no such role."), field="role")
    user = lock_user(invited(email, name=name).user.pk)
    refuse_oneself(user.pk, actor)
    before = _role_of(user)
    if before == role:
        return user
    Membership.objects.update_or_create(user=user, shop=None, defaults={"role": role})
    note(user, action="assign_platform_role", actor=actor, at=at, changes={"role": (before, role)})
    return user


@transaction.atomic
def withdraw_platform_role(*, user_id: int, actor: Actor, at: datetime) -> User:
    """Take the person's platform role away; without one nothing changes. Raises OwnRole, PersonNotFound."""
    refuse_oneself(user_id, actor)
    user = lock_user(user_id)
    before = _role_of(user)
    if before is not None:
        Membership.objects.filter(user=user, shop=None).delete()
        changes = {"role": (before, None)}
        note(user, action="withdraw_platform_role", actor=actor, at=at, changes=changes)
    return user


def _role_of(user: User) -> str | None:
    return Membership.objects.filter(user=user, shop=None).values_list("role", flat=True).first()
