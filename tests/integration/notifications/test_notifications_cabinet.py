"""The seller's pages: the delivery log, the settings, the banners; and what staff sees."""

import re

import pytest
from django.urls import reverse

from notifications.models import (
    DisabledAddress,
    LinkCode,
    Message,
    Preference,
    TelegramLink,
    TemplateText,
)
from notifications.rules.outcomes import Blame, Outcome
from notifications.services.claiming import claim, finish
from notifications.states import Audience, Channel, Kind, LinkEnd, Result
from sellers.states import Role
from tests.factories.notifications import NOON, link, make_message, shop_of
from tests.factories.sellers import MembershipFactory, UserFactory, member

pytestmark = pytest.mark.django_db
REFUSED = Outcome(Result.REFUSED, "smtp_554", "554 spam", blame=Blame.MESSAGE)


@pytest.fixture
def owner():
    return UserFactory(email="owner@shop.test", name="Olena")


@pytest.fixture
def shop(owner):
    return shop_of(owner, slug="demo", notification_email="inbox@shop.test")


@pytest.fixture
def seller(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def operator(client, shop):
    client.force_login(MembershipFactory(shop=shop, role=Role.OPERATOR).user)
    return client


def url(name, *args):
    return reverse(f"notifications:{name}", args=["demo", *args])


def failed(shop):
    message = make_message(shop=shop)
    [claimed] = claim(Channel.EMAIL, now=NOON)
    finish(claimed, REFUSED, now=NOON)
    return message


def state(message):
    return Message.everything.get(pk=message.pk).state


class TestLog:
    @pytest.mark.parametrize("count", [1, 3])
    def test_the_log_costs_the_same_whatever_its_length(
        self, seller, shop, count, django_assert_max_num_queries
    ):
        for n in range(count):
            make_message(shop=shop, subject=f"Subject {n}")
        with django_assert_max_num_queries(11):
            page = seller.get(url("messages")).content.decode()
        assert len(re.findall(r'<tr data-row="', page)) == count

    def test_another_shops_messages_are_not_there(self, seller, shop):
        foreign = make_message(subject="Foreign words")
        page = seller.get(url("messages")).content.decode()
        assert "Foreign words" not in page
        assert seller.get(url("message", foreign.pk)).status_code == 404
        assert seller.post(url("resend", foreign.pk)).status_code == 404

    @pytest.mark.parametrize("audience", [Audience.PLATFORM, Audience.CHAT])
    def test_what_is_said_to_staff_and_in_chats_is_not_the_shops(self, seller, shop, audience):
        message = make_message(shop=shop, audience=audience)
        assert seller.get(url("message", message.pk)).status_code == 404

    def test_filters(self, seller, shop):
        make_message(shop=shop, subject="One", channel=Channel.TELEGRAM)
        make_message(shop=shop, subject="Two", kind=Kind.WARNINGS)
        asked = {
            "?channel=telegram": ["One"],
            "?kind=warnings": ["Two"],
            "?text=tw": ["Two"],
            "?state=sent": [],
            "?state=nonsense&channel='--": ["Two", "One"],
        }
        for query, found in asked.items():
            page = seller.get(url("messages") + query).content.decode()
            assert (query, re.findall(r'class="open"[^>]*>(\w+)<', page)) == (query, found)

    def test_pages_follow_one_another_without_gap_or_repeat(self, seller, shop):
        for n in range(55):
            make_message(shop=shop, subject=f"S{n:02}")
        first = seller.get(url("messages")).content.decode()
        [after] = set(re.findall(r"after=([0-9a-f-]{36})", first))
        second = seller.get(url("messages") + f"?after={after}").content.decode()
        rows = [re.findall(r'class="open"[^>]*>(\w+)<', page) for page in (first, second)]
        assert [len(rows[0]), len(rows[1])] == [50, 5]
        assert rows[0] + rows[1] == [f"S{n:02}" for n in reversed(range(55))]

    def test_a_cursor_cut_short_shows_the_first_page(self, seller, shop):
        make_message(shop=shop)
        assert seller.get(url("messages") + "?after=01a2").status_code == 200

    def test_a_message_shows_every_attempt_and_why(self, seller, shop):
        message = failed(shop)
        page = seller.get(url("message", message.pk)).content.decode()
        assert ["554 spam" in page, "Refused" in page] == [True, True]

    def test_hostile_words_are_shown_as_words(self, seller, shop):
        """A3."""
        words = "<script>alert(1)</script>"
        message = make_message(shop=shop, subject=words, text=words)
        for page in (url("messages"), url("message", message.pk)):
            assert words not in seller.get(page).content.decode()

    def test_what_failed_is_sent_again_by_hand(self, seller, shop):
        message = failed(shop)
        answer = seller.post(url("resend", message.pk), follow=True)
        assert (state(message), "on its way again" in answer.content.decode()) == ("queued", True)

    def test_what_was_sent_is_never_sent_again(self, seller, shop):
        """D-05."""
        message = make_message(shop=shop)
        [claimed] = claim(Channel.EMAIL, now=NOON)
        finish(claimed, Outcome(Result.DONE), now=NOON)
        answer = seller.post(url("resend", message.pk), follow=True)
        assert (state(message), "nothing is sent twice" in answer.content.decode()) == (
            "sent",
            True,
        )

    def test_an_operator_reads_but_does_not_resend(self, operator, shop):
        message = failed(shop)
        assert "Send it again" not in operator.get(url("message", message.pk)).content.decode()
        assert operator.post(url("resend", message.pk)).status_code == 403
        assert state(message) == "failed"


class TestSettings:
    def test_the_page_says_where_mail_goes(self, seller, shop):
        assert "inbox@shop.test" in seller.get(url("settings")).content.decode()
        shop.notification_email = ""
        shop.save()
        page = seller.get(url("settings")).content.decode()
        assert ["owner@shop.test" in page, "no address of its own" in page] == [True, True]

    def test_looking_changes_nothing(self, seller, shop):
        seller.get(url("settings"))
        seller.get(url("telegram"))
        counts = [m.objects.count() for m in (LinkCode, TelegramLink)]
        assert [*counts, Preference.everything.count()] == [0, 0, 0]

    def test_ones_own_choice_is_kept(self, seller, shop, owner):
        for _ in range(2):
            seller.post(url("settings"), {"new_orders.email": "on", "misses.telegram": "on"})
        wanted = Preference.everything.filter(user=owner, wanted=True)
        assert sorted(wanted.values_list("kind", "channel")) == [
            ("misses", "telegram"),
            ("new_orders", "email"),
        ]
        assert Preference.everything.count() == 6

    def test_the_shops_choice_is_its_chiefs(self, operator, shop):
        assert operator.post(url("settings-inbox"), {}).status_code == 403
        assert Preference.everything.count() == 0

    def test_the_shops_choice_is_kept(self, seller, shop):
        seller.post(url("settings-inbox"), {"misses.email": "on"})
        rows = Preference.everything.filter(user=None)
        assert dict(rows.values_list("kind", "wanted")) == {
            "new_orders": False,
            "warnings": False,
            "misses": True,
        }

    def test_a_test_goes_to_the_inbox_or_to_oneself(self, seller, shop, owner):
        link(owner)
        seller.post(url("settings-test"), {"to": "inbox"})
        seller.post(url("settings-test"), {})
        rows = Message.everything.filter(topic="test_message").order_by("channel")
        assert list(rows.values_list("person_key", "channel")) == [
            (f"shop:{shop.pk}", "email"),
            (f"user:{owner.pk}", "telegram"),
        ]

    def test_without_telegram_a_test_is_refused(self, seller, shop):
        answer = seller.post(url("settings-test"), {}, follow=True)
        assert "There is no address yet" in answer.content.decode()
        assert Message.everything.count() == 0

    def test_a_silent_address_is_tried_again_by_hand(self, seller, shop):
        row = DisabledAddress.objects.create(
            shop=shop, channel="email", address="inbox@shop.test", code="mailbox_full", at=NOON
        )
        page = seller.get(url("settings")).content.decode()
        assert ["i•••@shop.test" in page, "The mailbox is full" in page] == [True, True]
        seller.post(url("settings-enable", row.pk))
        row.refresh_from_db()
        assert row.cleared_at is not None

    def test_another_shops_address_is_not_touched(self, seller, shop):
        foreign = DisabledAddress.objects.create(
            shop=shop_of(UserFactory()), channel="email", address="a@b.test", code="x", at=NOON
        )
        seller.post(url("settings-enable", foreign.pk))
        foreign.refresh_from_db()
        assert foreign.cleared_at is None


class TestLinking:
    def test_a_code_is_shown_as_link_picture_and_words(self, seller, shop, owner):
        page = seller.post(url("telegram-link")).content.decode()
        [code] = set(re.findall(r"/start ([A-Z0-9]{10})<", page))
        assert f"https://t.me/otgruz_demo_bot?start={code}" in page
        assert "<svg" in page
        assert LinkCode.objects.get().user_id == owner.pk

    def test_the_panel_waits_and_then_says_linked(self, seller, shop, owner):
        assert seller.get(url("telegram")).status_code == 204
        link(owner)
        answer = seller.get(url("telegram"))
        assert (answer.status_code, "Linked: <b>Olena</b>" in answer.content.decode()) == (
            200,
            True,
        )

    def test_unlinking(self, seller, shop, owner):
        link(owner)
        seller.post(url("telegram-unlink"))
        assert TelegramLink.objects.get().end_reason == LinkEnd.UNLINKED

    def test_a_lost_chat_is_told_on_every_page_until_it_is_done_without(self, seller, shop, owner):
        row = link(owner)
        row.ended_at, row.end_reason = NOON, LinkEnd.BLOCKED
        row.save()
        words = "Olena gets no Telegram messages: the bot was blocked."
        assert words in seller.get(url("messages")).content.decode()
        seller.post(url("telegram-unlink"))
        assert words not in seller.get(url("messages")).content.decode()


class TestBackOffice:
    @pytest.fixture
    def moderator(self, client):
        client.force_login(member(Role.MODERATOR))
        return client

    def admin(self, name, *args):
        return reverse(f"admin:notifications_{name}", args=args)

    def test_staff_reads_the_log_and_changes_nothing(self, moderator):
        message = make_message()
        page = moderator.get(self.admin("message_change", message.pk)).content.decode()
        assert "clock_missed" in page
        answer = moderator.post(self.admin("message_change", message.pk), {"subject": "x"})
        assert (answer.status_code, state(message)) == (405, "queued")
        for name in ("message", "disabledaddress", "channelhealth", "telegramlink", "templatetext"):
            assert moderator.get(self.admin(f"{name}_changelist")).status_code == 200

    def test_the_warehouse_does_not_read_messages(self, client):
        client.force_login(member(Role.WAREHOUSE_OPERATOR))
        assert client.get(self.admin("message_changelist")).status_code == 403

    def test_every_message_can_be_previewed_in_every_language(self, moderator):
        from notifications.rules.topics import TOPICS

        for topic in TOPICS:
            page = moderator.get(self.admin("templatetext_preview") + f"?topic={topic}")
            assert page.status_code == 200
        assert moderator.get(self.admin("templatetext_preview") + "?topic=x").status_code == 404
        assert (
            "buyer_delivering" in moderator.get(self.admin("templatetext_matrix")).content.decode()
        )

    def test_words_of_staff_are_kept_and_stand_in_the_history(self, moderator):
        from kernel import history

        told = {"topic": "buyer_received", "language": "uk", "part": "sms"}
        moderator.post(
            self.admin("templatetext_add"),
            {**told, "body": "Дякуємо, №{{ number }}!", "enabled": "on"},
        )
        row = TemplateText.objects.get()
        assert (row.body, row.changed_by_id is not None) == ("Дякуємо, №{{ number }}!", True)
        assert history.of("templatetext", row.pk).get().action == "write_template"
        page = moderator.get(self.admin("templatetext_preview") + "?topic=buyer_received")
        assert "Дякуємо, №A-1041!" in page.content.decode()

    def test_words_that_cannot_be_sent_are_refused_with_the_reason(self, moderator):
        told = {"topic": "buyer_received", "language": "uk", "part": "sms", "enabled": "on"}
        page = moderator.post(self.admin("templatetext_add"), {**told, "body": "я" * 71})
        assert "does not fit into one SMS" in page.content.decode()
        assert TemplateText.objects.count() == 0

    def test_a_moderator_links_their_own_telegram(self, moderator):
        assert LinkCode.objects.count() == 0
        assert "Show a code" in moderator.get(self.admin("telegramlink_link_mine")).content.decode()
        page = moderator.post(self.admin("telegramlink_link_mine")).content.decode()
        assert ["<svg" in page, "/start " in page, LinkCode.objects.count()] == [True, True, 1]
