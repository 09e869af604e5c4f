"""People: what they are to shops and to the platform."""

from dataclasses import dataclass

from django.db.models import Q

from sellers.models import Membership, User
from sellers.principals import Principal
from sellers.states import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works for a shop or for the platform."""

    user_id: int
    email: str
    name: str
    language: str
    role: str


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


def people_of_shop(shop_id: int) -> list[Person]:
    """Return the active people of a shop, the owner first."""
    return _people(Q(shop_id=shop_id))


def people_of_platform(role: str = Role.MODERATOR) -> list[Person]:
    """Return the active people with that role on the platform."""
    return _people(Q(shop=None, role=role))


def team_of(shop_id: int) -> list[Membership]:
    """Return everybody who has a role in the shop with their accounts, the owner first."""
    rows = Membership.objects.filter(shop_id=shop_id).select_related("user").order_by("id")
    return sorted(rows, key=lambda member: member.role != Role.OWNER)


def _people(condition: Q) -> list[Person]:
    rows = Membership.objects.filter(condition, user__is_active=True).select_related("user")
    people = [
        Person(m.user_id, m.user.email, str(m.user), m.user.language, m.role)
        for m in rows.order_by("id")
    ]
    return sorted(people, key=lambda person: person.role != Role.OWNER)
