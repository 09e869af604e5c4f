"""News as one shop and one reader see it (R-003-26)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from desk.models import NewsItem, NewsRead
from desk.states import NewsKind
from sellers.public import ShopProfile

SHOWN = 50
MANY = 99


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of news and whether its reader has read it."""

    item: NewsItem
    is_read: bool


def news_for(shop: ShopProfile, user_id: int) -> list[Piece]:
    """Return the newest news of the shop with the reader's marks, in one query."""
    rows = (
        _published(shop).annotate(is_read=Exists(_marks(user_id))).order_by("-published_at", "-pk")
    )
    return [Piece(item, item.is_read) for item in rows[:SHOWN]]


def unread_news(shop: ShopProfile, user_id: int) -> int:
    """Return how much of what the page shows is unread, counted up to 99."""
    unread = _published(shop).filter(~Exists(_marks(user_id)))
    return int(unread.order_by()[:MANY].count())


def news_item_for(shop: ShopProfile, item_id: int) -> NewsItem | None:
    """Return one published piece that the shop can see."""
    return _published(shop).filter(pk=item_id).first()


def unread_items(shop: ShopProfile, user_id: int, until: datetime) -> list[int]:
    """Return the ids of what is unread of all that was published ``until`` then."""
    unread = _published(shop).filter(~Exists(_marks(user_id)), published_at__lte=until)
    return list(unread.values_list("pk", flat=True))


def _published(shop: ShopProfile) -> QuerySet[NewsItem]:
    for_all = Q(kind=NewsKind.WRITTEN, country__in=["", shop.country])
    of_hours = Q(kind=NewsKind.HOURS, calendar=shop.calendar)
    return NewsItem.objects.filter(for_all | of_hours, published_at__isnull=False)


def _marks(user_id: int) -> QuerySet[NewsRead]:
    return NewsRead.objects.filter(item_id=OuterRef("pk"), user_id=user_id)
