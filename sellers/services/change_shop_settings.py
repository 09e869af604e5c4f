"""Change what a shop has set for itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kernel.calendars import UnknownCalendar, work_table
from kernel.errors import Refusal
from kernel.history import Actor
from sellers.models import Shop
from sellers.rules.offers import HANDLING_DAYS
from sellers.services.changing import lock_shop, note, set_fields

SETTINGS = frozenset(
    {
        "name",
        "language",
        "notification_email",
        "zone",
        "calendar",
        "quiet_from",
        "quiet_until",
        "handling_days",
        "review_url",
    }
)


class SettingRefused(Refusal):
    """A shop cannot have this set so; ``field`` names it."""

    code = "setting_refused"


@transaction.atomic
def change_shop_settings(
    *, shop_id: int, changes: Mapping[str, Any], actor: Actor, at: datetime
) -> Shop:
    """Set the given fields and no other; what changed is history, field by field.

    Promises given already keep their calendar and days; new ones follow the new ones (C-06). Raises
    SettingRefused.
    """
    shop = lock_shop(shop_id)
    _check({name: getattr(shop, name) for name in SETTINGS} | dict(changes))
    changed = set_fields(shop, changes)
    if changed:
        note(shop, action="change_shop_settings", actor=actor, at=at, changes=changed)
    return shop


def _check(wanted: Mapping[str, Any]) -> None:
    """Raise SettingRefused for the first setting that makes no sense."""
    unknown = sorted(set(wanted) - SETTINGS)
    if unknown:
        raise SettingRefused(_("A shop does not set this itself."), field=unknown[0])
    if not wanted["name"].strip():
        raise SettingRefused(_("A shop needs a name."), field="name")
    if wanted["language"] not in dict(settings.LANGUAGES):
        raise SettingRefused(_("We do not speak this language."), field="language")
    if wanted["handling_days"] not in (None, *HANDLING_DAYS):
        raise SettingRefused(
            _("Dispatch takes 1 to 3 working days, or leave it to the marketplace."),
            field="handling_days",
        )
    if wanted["review_url"] and not wanted["review_url"].startswith("https://"):
        raise SettingRefused(_("The address for reviews begins with https://."), field="review_url")
    _check_hours(wanted)


def _check_hours(wanted: Mapping[str, Any]) -> None:
    try:
        ZoneInfo(wanted["zone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingRefused(_("There is no such time zone."), field="zone") from None
    try:
        work_table(wanted["calendar"])
    except UnknownCalendar as error:
        raise SettingRefused(str(error), field="calendar") from error
    begins, ends = wanted["quiet_from"], wanted["quiet_until"]
    if (begins is None) != (ends is None):
        raise SettingRefused(_("Quiet hours need both ends, or neither."), field="quiet_until")
    if begins is not None and begins == ends:
        raise SettingRefused(_("These quiet hours have no length."), field="quiet_until")
