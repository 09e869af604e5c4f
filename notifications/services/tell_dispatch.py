"""Tell of dispatch days: what will miss the cut-off, and what the truck does not know of (R-002-25)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from logistics.events import CutOffNear, PickupMissed
from notifications.rules import topics
from notifications.rules.words import moment
from notifications.selectors.people import shop_recipients, staff_recipients
from notifications.services.composing import Action
from notifications.services.links import dispatch_day_url, page_button, today_url, warning_url
from notifications.services.telling import Tale, tell
from notifications.services.values import one_line
from notifications.states import Kind
from sellers.public import Role, shop_profile


def tell_cut_off(fact: CutOffNear, *, now: datetime) -> int:
    """Warn the shop's people, or the leads of the warehouse: half an hour before also its administrators.

    Nothing once the cut-off has passed. The button leads to where it is acknowledged.
    """
    if now >= fact.due_at:
        return 0
    shop = shop_profile(fact.shop_id) if fact.shop_id is not None else None
    page = today_url(shop.slug) if shop else warning_url(fact.warning_id)

    def values(language: str) -> Mapping[str, Any]:
        return {
            "shop": shop.name if shop else "",
            "warehouse": one_line(fact.warehouse),
            "parcels": fact.parcels,
            "minutes": fact.minutes,
            "due": moment(fact.due_at, ZoneInfo(fact.zone), language),
        }

    tale = Tale(
        fact_key=f"cut_off:{fact.warning_id}",
        topic=topics.CUT_OFF_NEAR,
        kind=Kind.WARNINGS,
        values=values,
        action=Action(page),
        buttons=[page_button(page)],
        urgent=fact.minutes <= LOUDEST,
        useful_until=fact.due_at,
    )
    people = shop_recipients(shop) if shop else staff_recipients(Role.WAREHOUSE_LEAD)
    if shop is None and fact.minutes <= LOUDEST:
        people += staff_recipients(Role.ADMIN)
    return tell(tale, people, shop, now=now)


LOUDEST = 30  # minutes before the cut-off: everybody who can still do something is told


def tell_pickup_missed(fact: PickupMissed, *, now: datetime) -> int:
    """Tell the shop and the leads which parcels nobody acknowledged: they stay until the next truck."""
    shop = shop_profile(fact.shop_id)
    page = dispatch_day_url(shop.slug, fact.day_id)
    tale = Tale(
        fact_key=f"pickup_missed:{fact.day_id}:{fact.shop_id}",
        topic=topics.PICKUP_MISSED,
        kind=Kind.MISSES,
        values=lambda language: {
            "shop": shop.name,
            "warehouse": one_line(fact.warehouse),
            "channel": one_line(fact.channel),
            "parcels": fact.parcels,
            "refused": fact.refused,
            "day": f"{fact.on:%d.%m}",
        },
        action=Action(page),
        buttons=[page_button(page)],
        urgent=True,
    )
    people = [*shop_recipients(shop), *staff_recipients(Role.WAREHOUSE_LEAD)]
    return tell(tale, people, shop, now=now)
