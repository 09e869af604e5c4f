"""Change what somebody is to a shop; hand the shop over to a new owner."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor, ActorKind
from sellers.models import Membership, Shop
from sellers.services.changing import lock_shop, note
from sellers.services.people import refuse_oneself
from sellers.states import SHOP_ROLES, Role


class MemberNotFound(NotFound):
    """Nobody of that id works for the shop."""

    code = "member_not_found"


class OwnerStays(Conflict):
    """A shop has exactly one owner, who leaves only by handing it over."""

    code = "owner_stays"


class OwnerOnly(Refusal):
    """Only the owner, or the platform, hands a shop over."""

    code = "owner_only"
    status = 403


class UnknownRole(Refusal):
    """There is no such role in a shop."""

    code = "unknown_role"


@transaction.atomic
def change_role(*, shop_id: int, user_id: int, role: str, actor: Actor, at: datetime) -> Membership:
    """Give a member another role; to make them owner is to hand the shop over.

    The owner so far becomes a manager in the same moment. Giving the role they have changes nothing.
    Raises MemberNotFound, OwnRole, OwnerStays, OwnerOnly, UnknownRole.
    """
    if role not in SHOP_ROLES:
        raise UnknownRole(_("There is no such role in a shop."), field="role")
    shop = lock_shop(shop_id)
    refuse_oneself(user_id, actor)
    member = member_of(shop, user_id)
    if member.role == role:
        return member
    if member.role == Role.OWNER:
        raise OwnerStays(_("The owner stays: hand the shop over to somebody else first."))
    changes = _hand_over(shop, actor) if role == Role.OWNER else {}
    changes[member.user.email] = (member.role, role)
    member.role = role
    member.save(update_fields=["role"])
    note(shop, action="change_role", actor=actor, at=at, changes=changes)
    return member


def member_of(shop: Shop, user_id: int) -> Membership:
    """Return what the person is to the shop. Raises MemberNotFound."""
    member = Membership.objects.filter(shop=shop, user_id=user_id).select_related("user").first()
    if member is None:
        raise MemberNotFound(_("This person does not work for the shop."))
    return member


def _hand_over(shop: Shop, actor: Actor) -> dict[str, tuple[str, str]]:
    """Make the owner a manager: first, for no moment may see two of them."""
    owner = Membership.objects.select_related("user").get(shop=shop, role=Role.OWNER)
    if actor.kind != ActorKind.PLATFORM and actor.user_id != owner.user_id:
        raise OwnerOnly(_("Only the owner hands the shop over."))
    owner.role = Role.MANAGER
    owner.save(update_fields=["role"])
    return {owner.user.email: (Role.OWNER, Role.MANAGER)}
