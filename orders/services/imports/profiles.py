"""Profiles of files: those that ship, and those a shop has made its own."""

from hashlib import sha256
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound, Refusal
from kernel.scope import Scope
from orders.models import ImportProfile
from orders.rules.files.profiles import SHIPPED, Profile, faults_of_profile


class UnknownProfile(NotFound):
    """Neither the platform nor the shop has a profile of this code."""

    code = "unknown_profile"


class ProfileRefused(Refusal):
    """The profile makes no sense as it is set."""

    code = "profile_refused"


def profile_by_code(shop_id: int, code: str) -> Profile:
    """Return the shop's own profile of this code, else the one that ships. Raises UnknownProfile."""
    own = ImportProfile.objects.of(Scope.shop(shop_id)).filter(code=code).first()
    if own is not None:
        return Profile.from_settings({**own.settings, "code": own.code, "title": own.title})
    if code not in SHIPPED:
        message = _("There is no profile “%(code)s”; there are: %(known)s.")
        known = ", ".join(profile.code for profile in profiles_of(shop_id))
        raise UnknownProfile(message % {"code": code[:40], "known": known}, field="profile")
    return SHIPPED[code]


def profiles_of(shop_id: int) -> list[Profile]:
    """Return the profiles a shop may choose from, its own ones first."""
    own = ImportProfile.objects.of(Scope.shop(shop_id)).order_by("title", "id")
    mine = [
        Profile.from_settings({**row.settings, "code": row.code, "title": row.title}) for row in own
    ]
    taken = {profile.code for profile in mine}
    return [*mine, *(profile for code, profile in SHIPPED.items() if code not in taken)]


def save_profile(*, shop_id: int, title: str, profile: Profile) -> Profile:
    """Keep a layout under a title of the shop's choice; the same title again replaces it.

    Raises ProfileRefused naming the field.
    """
    title = title.strip()[:120]
    code = slugify(title)[:40] or f"profile-{sha256(title.encode()).hexdigest()[:12]}"
    faults: dict[str, Any] = faults_of_profile(profile)
    if not title:
        faults["title"] = _("Give the profile a title.")
    if code in SHIPPED:
        faults["title"] = _("This is the title of a profile that ships: choose another.")
    for name, message in faults.items():
        raise ProfileRefused(message, field=name)
    settings = {
        name: value for name, value in profile.settings().items() if name not in ("code", "title")
    }
    ImportProfile.objects.of(Scope.shop(shop_id)).update_or_create(
        shop_id=shop_id, code=code, defaults={"title": title, "settings": settings}
    )
    return profile_by_code(shop_id, code)
