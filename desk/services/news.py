"""Write, publish and read news (R-003-26, R-004-25)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desk.models import NewsItem, NewsRead
from desk.selectors.news import news_item_for, unread_items
from desk.services.locking import note
from desk.states import NewsKind
from kernel.calendars.events import SpecialPeriodAnnounced
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor
from sellers.public import ShopProfile

LANGUAGES = ("en", "uk", "ru", "zh")


class NewsNotFound(NotFound):
    """There is no such news for this shop."""

    code = "news_not_found"


class NewsIncomplete(Refusal):
    """It lacks words in one of the four languages."""

    code = "news_incomplete"


class NewsPublished(Conflict):
    """It is out already."""

    code = "news_published"


@transaction.atomic
def keep_draft(*, item: NewsItem, actor: Actor, now: datetime) -> NewsItem:
    """Keep what staff wrote; nobody else sees it before it is published. Raises NewsPublished."""
    if item.pk and _locked(item.pk).published_at is not None:
        raise NewsPublished(_("It is published: withdraw it before you change it."))
    item.save()
    note(item, action="write_news", actor=actor, at=now)
    return item


@transaction.atomic
def publish_news(*, item_id: int, actor: Actor, now: datetime) -> NewsItem:
    """Show it to its shops from now on. Raises NewsNotFound, NewsPublished, NewsIncomplete."""
    item = _locked(item_id)
    if item.published_at is not None:
        raise NewsPublished(_("It is published already."))
    missing = [
        code
        for code in LANGUAGES
        if not (getattr(item, f"title_{code}").strip() and getattr(item, f"body_{code}").strip())
    ]
    if missing:
        raise NewsIncomplete(
            _("Write title and text in all four languages; missing: %(languages)s.")
            % {"languages": ", ".join(missing)}
        )
    item.published_at, item.published_by = now, actor.label
    item.save(update_fields=["published_at", "published_by"])
    note(item, action="publish_news", actor=actor, at=now)
    return item


@transaction.atomic
def withdraw_news(*, item_id: int, reason: str, actor: Actor, now: datetime) -> NewsItem:
    """Make it a draft again; whoever had read it reads it anew when it comes back. Raises NewsNotFound."""
    item = _locked(item_id)
    if item.published_at is None:
        return item
    item.published_at, item.published_by = None, ""
    item.save(update_fields=["published_at", "published_by"])
    item.reads.all().delete()
    note(item, action="withdraw_news", actor=actor, at=now, comment=reason)
    return item


@transaction.atomic
def announce_hours(*, fact: SpecialPeriodAnnounced, now: datetime) -> bool:
    """Put a special period into the news of the shops whose clocks run by it, once; say if it is new."""
    known = NewsItem.objects.filter(
        kind=NewsKind.HOURS,
        period_id=fact.period_id,
        starts_on=fact.starts_on,
        ends_on=fact.ends_on,
    )
    if known.exists():
        return False
    item = NewsItem(
        kind=NewsKind.HOURS,
        period_id=fact.period_id,
        period_title=fact.title,
        calendar=fact.calendar,
        starts_on=fact.starts_on,
        ends_on=fact.ends_on,
        published_at=now,
    )
    NewsItem.objects.bulk_create([item], ignore_conflicts=True)
    return True


def mark_read(*, shop: ShopProfile, item_id: int, user_id: int, at: datetime) -> None:
    """Note that somebody has read a piece of news; again changes nothing. Raises NewsNotFound."""
    if news_item_for(shop, item_id) is None:
        raise NewsNotFound(_("There is no such news."))
    _mark([item_id], user_id, at)


def mark_all_read(*, shop: ShopProfile, user_id: int, seen_at: datetime, at: datetime) -> int:
    """Note that somebody has read all that was out when the page was drawn; return how much was new."""
    unread = unread_items(shop, user_id, seen_at)
    _mark(unread, user_id, at)
    return len(unread)


def _mark(item_ids: Iterable[int], user_id: int, at: datetime) -> None:
    marks = [NewsRead(item_id=pk, user_id=user_id, at=at) for pk in item_ids]
    NewsRead.objects.bulk_create(marks, ignore_conflicts=True)


def _locked(item_id: int) -> NewsItem:
    item = NewsItem.objects.select_for_update().filter(pk=item_id).first()
    if item is None:
        raise NewsNotFound(_("There is no such news."))
    return item
