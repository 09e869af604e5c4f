"""Tell a shop of problems on the road: that there is one, that its time runs out, that it has run out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation

from kernel.deadlines.events import DeadlineWarned
from kernel.scope import Scope
from logistics.events import ProblemOpened, SellerLiable
from logistics.public import ProblemNews, problem_news
from notifications.rules import topics
from notifications.rules.languages import DJANGO_CODES
from notifications.rules.words import moment
from notifications.selectors.people import shop_recipients
from notifications.selectors.promises import running
from notifications.services.composing import Action
from notifications.services.links import page_button, problem_url
from notifications.services.telling import Tale, tell
from notifications.services.values import one_line
from notifications.states import Kind
from sellers.public import ShopProfile, shop_profile


def tell_problem(fact: ProblemOpened, *, now: datetime) -> int:
    """Tell what is wrong and what to do by when (R-003-30), unless it has passed or nobody can hurry it."""
    news = problem_news(Scope.shop(fact.shop_id), fact.problem_id)
    if news is None or news.is_quiet or not news.is_open:
        return 0
    shop, key = shop_profile(fact.shop_id), f"problem:{news.id}"
    tale = _tale(news, shop, topics.PROBLEM_OPENED, key, deadline_id=news.deadline_id)
    return tell(tale, shop_recipients(shop), shop, now=now)


def remind_of_address(fact: DeadlineWarned, *, now: datetime) -> int:
    """Remind that a wrong address awaits its correction, while it still does (R-002-63, C-15)."""
    if fact.shop_id is None or now >= fact.due_at or not running([fact.deadline_id]):
        return 0
    news = problem_news(Scope.shop(fact.shop_id), fact.subject_id)
    if news is None:
        return 0
    shop, key = shop_profile(fact.shop_id), f"warned:{fact.deadline_id}:{fact.level}"
    tale = _tale(
        news,
        shop,
        topics.ADDRESS_REMINDER,
        key,
        deadline_id=fact.deadline_id,
        useful_until=fact.due_at,
    )
    return tell(tale, shop_recipients(shop), shop, now=now)


def tell_liable(fact: SellerLiable, *, now: datetime) -> int:
    """Tell the shop that it answers for an address not corrected in time, and what still helps (C-15)."""
    news = problem_news(Scope.shop(fact.shop_id), fact.problem_id)
    if news is None:
        return 0
    shop, key = shop_profile(fact.shop_id), f"liable:{news.id}"
    tale = _tale(news, shop, topics.SELLER_LIABLE, key, kind=Kind.MISSES, urgent=True)
    return tell(tale, shop_recipients(shop), shop, now=now)


def _tale(
    news: ProblemNews,
    shop: ShopProfile,
    topic: str,
    key: str,
    *,
    kind: Kind = Kind.WARNINGS,
    **more: Any,
) -> Tale:
    page = problem_url(shop.slug, news.id)

    def values(language: str) -> Mapping[str, Any]:
        with translation.override(DJANGO_CODES[language]):
            return {
                "shop": one_line(shop.name),
                "number": one_line(", ".join(news.orders)),
                "problem": str(news.name),
                "todo": str(news.todo),
                "detail": one_line(news.detail),
                "carrier": one_line(news.carrier),
                "waybill": one_line(news.waybill),
                "due": moment(news.due_at, ZoneInfo(shop.zone), language),
            }

    return Tale(
        fact_key=key,
        topic=topic,
        kind=kind,
        values=values,
        action=Action(page),
        buttons=[page_button(page)],
        **more,
    )
