"""Who is meant by an e-mail address, and how they learn that a shop has let them in."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from kernel.errors import Refusal
from kernel.history import Actor
from kernel.outbox.post import record
from sellers.events import MemberInvited
from sellers.models import Shop, User


class PersonSuspended(Refusal):
    """The platform has closed this account."""

    code = "person_suspended"


class OwnRole(Refusal):
    """Nobody gives a role to themselves (X4)."""

    code = "own_role"


class Invited(NamedTuple):
    """A person, and whether their account was made this moment."""

    user: User
    is_new: bool


def invited(email: str, *, name: str = "", language: str = "en") -> Invited:
    """Return who has that address; a new account has no password until its owner sets one.

    Raises PersonSuspended.
    """
    address = email.strip().lower()
    user, is_new = User.objects.get_or_create(
        email=address, defaults={"name": name.strip(), "language": language, "password": "!"}
    )
    if not user.is_active:
        raise PersonSuspended(_("This account is closed: write to the platform."), field="email")
    return Invited(user, is_new)


def refuse_oneself(user_id: int, actor: Actor) -> None:
    """Raise OwnRole when the actor is the very person whose role is to change."""
    if actor.user_id == user_id:
        raise OwnRole(_("Nobody changes their own role: ask somebody else who may."))


def tell(shop: Shop, person: Invited, *, role: str, actor: Actor, at: datetime) -> None:
    """Record that the person now has a role in the shop."""
    record(
        MemberInvited(
            occurred_at=at,
            shop_id=shop.pk,
            user_id=person.user.pk,
            role=role,
            invited_by=actor.label,
            is_new=person.is_new,
        )
    )
