"""News for sellers with read marks (R-003-26), special periods among them (R-004-25)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from desk.cabinet.words import news_words
from desk.models import NewsItem, NewsRead
from desk.selectors.news import news_for, unread_news
from desk.services import (
    NewsIncomplete,
    NewsNotFound,
    NewsPublished,
    announce_hours,
    keep_draft,
    mark_all_read,
    mark_read,
    publish_news,
    withdraw_news,
)
from kernel.calendars.events import SpecialPeriodAnnounced
from kernel.calendars.services import draft_special_period, publish_special_period
from kernel.history import SYSTEM
from sellers.models import Shop
from sellers.selectors import profile_of
from sellers.states import Role
from tests.factories.desk import LATE, MODERATOR, news, tell_facts
from tests.factories.orders import place_order
from tests.factories.sellers import ShopFactory, UserFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return profile_of(ShopFactory())


@pytest.fixture
def reader():
    return UserFactory()


def titles(shop, reader):
    return [piece.item.title_en for piece in news_for(shop, reader.pk)]


class TestWhoSeesWhat:
    def test_published_news_of_all_and_of_the_shops_country(self, shop, reader):
        news(title_en="all")
        news(title_en="ours", country="UA")
        news(title_en="theirs", country="RU")
        news(title_en="draft", published_at=None)
        assert set(titles(shop, reader)) == {"all", "ours"}

    def test_the_newest_comes_first(self, shop, reader):
        for days, title in ((3, "old"), (1, "new"), (2, "middle")):
            news(title_en=title, published_at=LATE - timedelta(days=days))
        assert titles(shop, reader) == ["new", "middle", "old"]

    @pytest.mark.parametrize(
        ("language", "told"), [("uk", "uk"), ("ru", "ru"), ("zh-hans", "zh"), ("en", "en")]
    )
    def test_it_is_read_in_the_readers_language(self, language, told):
        with translation.override(language):
            assert news_words(news()) == (f"title {told}", f"body {told}")

    @pytest.mark.parametrize("count", [1, 3])
    def test_one_query_whatever_the_number(self, shop, reader, count, django_assert_num_queries):
        for _ in range(count):
            news()
        with django_assert_num_queries(1):
            assert len(news_for(shop, reader.pk)) == count


class TestMarks:
    def test_reading_one_counts_it_off_for_this_reader_alone_r_003_26(self, shop, reader):
        first, _second = news(), news()
        mark_read(shop=shop, item_id=first.pk, user_id=reader.pk, at=LATE)
        mark_read(shop=shop, item_id=first.pk, user_id=reader.pk, at=LATE)
        assert (unread_news(shop, reader.pk), unread_news(shop, UserFactory().pk)) == (1, 2)
        assert {p.item.pk for p in news_for(shop, reader.pk) if p.is_read} == {first.pk}

    def test_all_at_once_but_nothing_that_came_after_the_page(self, shop, reader):
        news(), news(country="RU")
        unseen = news(published_at=LATE + timedelta(minutes=1))
        known = {"shop": shop, "user_id": reader.pk, "at": LATE}
        assert mark_all_read(**known, seen_at=LATE) == 1
        assert [p.item.pk for p in news_for(shop, reader.pk) if not p.is_read] == [unseen.pk]

    def test_what_the_shop_does_not_see_is_not_found(self, shop, reader):
        for item in (news(country="RU"), news(published_at=None)):
            with pytest.raises(NewsNotFound):
                mark_read(shop=shop, item_id=item.pk, user_id=reader.pk, at=LATE)
        assert NewsRead.objects.count() == 0


class TestPublishing:
    def test_a_draft_goes_out_with_words_in_four_languages(self):
        item = keep_draft(item=news(published_at=None), actor=MODERATOR, now=LATE)
        item = publish_news(item_id=item.pk, actor=MODERATOR, now=LATE)
        assert (item.published_at, item.published_by) == (LATE, "Mod")

    def test_one_that_lacks_a_language_stays_a_draft(self):
        item = news(published_at=None, body_zh=" ", title_uk="")
        with pytest.raises(NewsIncomplete, match="missing: uk, zh"):
            publish_news(item_id=item.pk, actor=MODERATOR, now=LATE)
        item.refresh_from_db()
        assert item.published_at is None

    def test_what_is_out_is_neither_published_nor_changed_again(self):
        item = news()
        for act in (
            lambda: publish_news(item_id=item.pk, actor=MODERATOR, now=LATE),
            lambda: keep_draft(item=item, actor=MODERATOR, now=LATE),
        ):
            with pytest.raises(NewsPublished):
                act()

    def test_withdrawn_it_is_unread_when_it_comes_back(self, shop, reader):
        item = news()
        mark_read(shop=shop, item_id=item.pk, user_id=reader.pk, at=LATE)
        withdraw_news(item_id=item.pk, reason="typo", actor=MODERATOR, now=LATE)
        assert news_for(shop, reader.pk) == []
        publish_news(item_id=item.pk, actor=MODERATOR, now=LATE)
        assert unread_news(shop, reader.pk) == 1


class TestHours:
    def fact(self, **values):
        known = {
            "occurred_at": LATE,
            "calendar": "ua-orders",
            "period_id": 1,
            "title": "New Year",
            "starts_on": date(2026, 12, 31),
            "ends_on": date(2027, 1, 4),
        }
        return SpecialPeriodAnnounced(**{**known, **values})

    def test_a_published_period_is_in_the_news_of_its_shops_r_004_25(self, reader):
        shop, elsewhere = ShopFactory(), ShopFactory(calendar="ru-orders", country="RU")
        today = timezone.now().date()
        period_id = draft_special_period(
            calendar="ua-orders",
            title="New Year",
            starts_on=today,
            ends_on=today + timedelta(days=4),
            weekly_hours={},
            actor=SYSTEM,
            now=timezone.now(),
        )
        publish_special_period(period_id=period_id, actor=SYSTEM, now=timezone.now())
        tell_facts(timezone.now())
        [piece] = news_for(profile_of(shop), reader.pk)
        assert news_words(piece.item)[0] == "New Year: other working hours"
        assert (piece.is_read, news_for(profile_of(elsewhere), reader.pk)) == (False, [])

    def test_the_same_fact_twice_is_one_piece_and_other_days_another(self):
        assert [announce_hours(fact=self.fact(), now=LATE) for _ in range(2)] == [True, False]
        assert announce_hours(fact=self.fact(ends_on=date(2027, 1, 6)), now=LATE)
        assert NewsItem.objects.count() == 2


class TestThePage:
    @pytest.fixture
    def cabinet(self, client):
        user = member(Role.OWNER, ShopFactory(slug="ours"))
        client.force_login(user)
        return client

    def badge(self, answer):
        return {item["url"]: int(str(item["badge"])) for item in answer.context["nav"]}[
            "/s/ours/news/"
        ]

    def test_looking_marks_nothing_and_a_press_does_r_003_26(self, cabinet):
        item = news()
        news()
        for _ in range(2):
            assert self.badge(cabinet.get("/s/ours/news/")) == 2
        answer = cabinet.post(f"/s/ours/news/{item.pk}/read/", follow=True)
        assert (answer.redirect_chain, self.badge(answer)) == ([("/s/ours/news/", 302)], 1)
        answer = cabinet.post("/s/ours/news/read/", follow=True)
        assert self.badge(answer) == 0

    @pytest.mark.parametrize(("headers", "asked"), [({}, 1), ({"HX-Request": "true"}, 0)])
    def test_a_page_asks_for_the_number_once_and_a_fragment_never(self, cabinet, headers, asked):
        order = place_order(Shop.objects.get(slug="ours"))
        with CaptureQueriesContext(connection) as queries:
            cabinet.get(f"/s/ours/orders/{order.pk}/", headers=headers)
        assert sum("desk_newsitem" in query["sql"] for query in queries) == asked

    def test_a_piece_that_is_not_there_is_a_404(self, cabinet):
        assert cabinet.post("/s/ours/news/999999/read/").status_code == 404

    def test_without_news_it_says_what_will_stand_here(self, cabinet):
        assert "No news yet" in cabinet.get("/s/ours/news/").content.decode()
