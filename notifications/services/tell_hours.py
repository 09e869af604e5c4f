"""Tell sellers of other working hours on some days (R-004-25)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from kernel.calendars.events import SpecialPeriodAnnounced
from notifications.rules import topics
from notifications.selectors.people import shop_recipients
from notifications.services.composing import Action
from notifications.services.links import page_button, today_url
from notifications.services.telling import Tale, tell
from notifications.states import Kind
from sellers.public import ShopProfile, shops_on_calendar


def tell_hours(fact: SpecialPeriodAnnounced, *, now: datetime) -> int:
    """Tell every shop whose clocks run by that calendar; return for how many messages it was."""
    return sum(_tell(fact, shop, now) for shop in shops_on_calendar(fact.calendar))


def _tell(fact: SpecialPeriodAnnounced, shop: ShopProfile, now: datetime) -> int:
    def values(language: str) -> Mapping[str, Any]:
        return {
            "shop": shop.name,
            "title": fact.title,
            "first": day(fact.starts_on, language),
            "last": day(fact.ends_on, language),
        }

    tale = Tale(
        fact_key=f"hours:{fact.period_id}:{fact.starts_on}:{fact.ends_on}",
        topic=topics.HOURS_CHANGED,
        kind=Kind.SERVICE,
        values=values,
        action=Action(today_url(shop.slug), "button.today"),
        buttons=[page_button(today_url(shop.slug), "button.today")],
    )
    return tell(tale, shop_recipients(shop), shop, now=now)


def day(on: date, language: str) -> str:
    """Return a day in words of ``language``."""
    with translation.override("zh-hans" if language == "zh" else language):
        return date_format(on, "j E Y" if language in ("uk", "ru") else "DATE_FORMAT")
