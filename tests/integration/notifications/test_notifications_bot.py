"""Telegram's people: linking, /today, buttons, farewells (R-004-03, R-004-06)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from kernel.inbox.accept import process_due
from kernel.inbox.models import InboxMessage
from notifications.hooks.secrets import path_secret
from notifications.models import LinkCode, Message, TelegramLink
from notifications.services.bot import hear
from notifications.services.linking import (
    GOOD_FOR,
    CodeRefused,
    deep_link,
    issue_code,
    link_chat,
    unlink_user,
)
from notifications.states import LinkEnd
from orders.models import Order
from sellers.states import Role
from tests.factories.notifications import NOON, link, shop_of
from tests.factories.orders import place_order
from tests.factories.sellers import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "a-secret-for-tests"
numbers = iter(range(1, 10_000))


@pytest.fixture
def owner():
    return UserFactory(email="owner@shop.test", language="en", name="Olena")


@pytest.fixture
def shop(owner):
    return shop_of(owner, name="Hedgehog & <Co>", language="uk")


def says(text, chat=501, person=None):
    person = person or chat
    message = {
        "message_id": 1,
        "chat": {"id": chat, "type": "private", "first_name": "Olena"},
        "from": {"id": person, "is_bot": False, "language_code": "en"},
        "text": text,
    }
    return {"update_id": next(numbers), "message": message}


def presses(data, chat=501, person=None):
    query = {
        "id": "press-1",
        "from": {"id": person or chat},
        "message": {"message_id": 9, "chat": {"id": chat}},
        "data": data,
    }
    return {"update_id": next(numbers), "callback_query": query}


def answers():
    return list(Message.everything.filter(audience="chat").order_by("id"))


def last():
    return answers()[-1]


class TestCodes:
    def test_a_code_links_the_chat_it_came_from(self, owner):
        code = issue_code(user_id=owner.pk, now=NOON)
        row = link_chat(code=code, chat_id=5, telegram_user_id=5, title="Olena", now=NOON)
        assert (row.user_id, row.chat_id, row.ended_at) == (owner.pk, 5, None)

    def test_it_works_once_and_whatever_its_case(self, owner):
        code = issue_code(user_id=owner.pk, now=NOON)
        told = {"telegram_user_id": 5, "title": "", "now": NOON}
        link_chat(code=f" {code.lower()} ", chat_id=5, **told)
        with pytest.raises(CodeRefused):
            link_chat(code=code, chat_id=6, **told)
        assert list(TelegramLink.objects.values_list("chat_id", flat=True)) == [5]

    def test_it_expires(self, owner):
        code = issue_code(user_id=owner.pk, now=NOON)
        with pytest.raises(CodeRefused):
            link_chat(code=code, chat_id=5, telegram_user_id=5, title="", now=NOON + GOOD_FOR)
        assert TelegramLink.objects.count() == 0

    def test_a_new_code_makes_the_old_one_void(self, owner):
        old, _ = issue_code(user_id=owner.pk, now=NOON), issue_code(user_id=owner.pk, now=NOON)
        with pytest.raises(CodeRefused):
            link_chat(code=old, chat_id=5, telegram_user_id=5, title="", now=NOON)

    def test_only_a_hash_is_kept(self, owner):
        code = issue_code(user_id=owner.pk, now=NOON)
        [row] = LinkCode.objects.values()
        assert code not in json.dumps(row, default=str)

    def test_the_deep_link_opens_the_bot(self):
        assert deep_link("ABC") == "https://t.me/otgruz_demo_bot?start=ABC"

    def test_a_second_chat_takes_the_place_of_the_first(self, owner):
        for chat in (5, 6):
            code = issue_code(user_id=owner.pk, now=NOON)
            link_chat(code=code, chat_id=chat, telegram_user_id=chat, title="", now=NOON)
        ended = list(TelegramLink.objects.order_by("id").values_list("chat_id", "end_reason"))
        assert ended == [(5, LinkEnd.RELINKED), (6, "")]

    def test_a_closed_account_links_nothing(self, owner):
        code = issue_code(user_id=owner.pk, now=NOON)
        owner.is_active = False
        owner.save()
        with pytest.raises(CodeRefused):
            link_chat(code=code, chat_id=5, telegram_user_id=5, title="", now=NOON)


class TestWords:
    def test_start_with_a_code_links_and_says_for_which_shops(self, owner, shop):
        code = issue_code(user_id=owner.pk, now=NOON)
        hear(says(f"/start {code}"), now=NOON)
        assert TelegramLink.objects.get().user_id == owner.pk
        assert "Hedgehog &amp; &lt;Co&gt;" in last().text

    def test_start_with_a_wrong_code_says_how_to_get_a_right_one(self):
        hear(says("/start NONSENSE"), now=NOON)
        assert "works once" in last().text
        assert TelegramLink.objects.count() == 0

    @pytest.mark.parametrize("text", ["/start", "/today", "/stop", "hello"])
    def test_a_stranger_is_told_how_to_link(self, text):
        hear(says(text), now=NOON)
        assert "not linked yet" in last().text

    def test_stop_unlinks(self, owner):
        link(owner)
        hear(says("/stop"), now=NOON)
        assert TelegramLink.objects.get().end_reason == LinkEnd.UNLINKED
        assert "unlinked" in last().text

    def test_other_words_are_answered_with_help(self, owner):
        link(owner)
        hear(says("what now?"), now=NOON)
        assert "/today" in last().text

    def test_an_update_heard_twice_is_answered_once(self, owner):
        link(owner)
        update = says("/help")
        hear(update, now=NOON)
        hear(update, now=NOON)
        assert len(answers()) == 1

    def test_a_farewell_ends_the_link_as_blocked(self, owner):
        link(owner)
        change = {"chat": {"id": 501}, "new_chat_member": {"status": "kicked"}}
        hear({"update_id": 1, "my_chat_member": change}, now=NOON)
        assert TelegramLink.objects.get().end_reason == LinkEnd.BLOCKED
        assert answers() == []

    @pytest.mark.parametrize("update", [{}, {"update_id": 3}, {"update_id": 3, "poll": {}}])
    def test_nonsense_is_passed_by(self, update):
        hear(update, now=NOON)
        assert answers() == []


class TestToday:
    def test_it_lists_what_is_due_with_buttons(self, owner, shop):
        link(owner)
        now = timezone.now()
        order = place_order(shop, placed_at=now, paid_at=now)
        hear(says("/today"), now=now)
        answer = last()
        assert order.number in answer.text
        assert answer.buttons[0][0]["data"] == f"open:{order.pk}"

    def test_with_nothing_due_it_says_so(self, owner, shop):
        link(owner)
        hear(says("/today"), now=timezone.now())
        assert "Nothing is due today" in last().text

    def test_each_shop_has_its_message_and_others_have_none(self, owner, shop):
        shop_of(UserFactory(), name="Foreign")
        second = shop_of(UserFactory(), name="Second")
        MembershipFactory(user=owner, shop=second, role=Role.OPERATOR)
        link(owner)
        hear(says("/today"), now=timezone.now())
        texts = " ".join(message.text for message in answers())
        assert [len(answers()), "Second" in texts, "Foreign" in texts] == [2, True, False]


class TestAccept:
    @pytest.fixture
    def order(self, shop):
        return place_order(shop)

    def state(self, order):
        return Order.everything.get(pk=order.pk).state

    def test_the_button_opens_the_order_as_the_person(self, owner, order):
        from kernel import history

        link(owner)
        hear(presses(f"open:{order.pk}"), now=timezone.now())
        assert self.state(order) == "needs_agreement"
        entry = history.of("order", order.pk).last()
        assert (entry.source, entry.actor_id, entry.actor_kind) == ("telegram", owner.pk, "seller")

    def test_the_message_then_says_so(self, owner, order):
        link(owner)
        hear(presses(f"open:{order.pk}"), now=timezone.now())
        answer = last()
        assert (answer.via["answer"], answer.via["edit"], answer.via["alert"]) == (
            "press-1",
            9,
            False,
        )
        assert "✅ Accepted" in answer.text
        acts = [button.get("data") for row in answer.buttons for button in row]
        assert f"open:{order.pk}" not in acts

    def test_a_second_press_is_refused_with_the_reason(self, owner, order):
        link(owner)
        for _ in range(2):
            hear(presses(f"open:{order.pk}"), now=timezone.now())
        answer = last()
        assert (answer.via["alert"], "Needs agreement" in answer.via["say"]) == (True, True)
        assert self.state(order) == "needs_agreement"

    def test_who_lost_the_role_can_do_nothing(self, owner, shop, order):
        link(owner)
        shop.memberships.all().delete()
        hear(presses(f"open:{order.pk}"), now=timezone.now())
        assert (self.state(order), last().via["say"]) == (
            "new",
            "There is no such order in your shops.",
        )

    def test_another_shops_order_is_not_found(self, owner, shop):
        link(owner)
        foreign = place_order()
        hear(presses(f"open:{foreign.pk}"), now=timezone.now())
        assert (self.state(foreign), last().via["alert"]) == ("new", True)

    def test_in_a_group_only_the_linked_person_may_press(self, owner, order):
        link(owner, chat_id=501)
        hear(presses(f"open:{order.pk}", person=999), now=timezone.now())
        assert (self.state(order), "Olena" in last().via["say"]) == ("new", True)

    def test_an_unlinked_chat_can_do_nothing(self, owner, order):
        link(owner)
        unlink_user(user_id=owner.pk, now=NOON)
        hear(presses(f"open:{order.pk}"), now=timezone.now())
        assert self.state(order) == "new"

    def test_a_press_counts_when_it_was_made(self, owner, order):
        """A backlog is not the seller's fault: the order is opened at the moment of the press."""
        link(owner)
        pressed = timezone.now() - timedelta(minutes=3)
        hear(presses(f"open:{order.pk}"), now=pressed)
        assert Order.everything.get(pk=order.pk).opened_at == pressed

    @pytest.mark.parametrize("data", ["", "unknown", "pay:1"])
    def test_an_old_button_says_so(self, owner, data):
        link(owner)
        hear(presses(data), now=timezone.now())
        assert "does not work any more" in last().via["say"]


class TestLater:
    def test_it_reminds_in_half_an_hour_of_the_shops_hours(self, owner, shop):
        link(owner)
        order = place_order(shop)
        evening = datetime(2026, 2, 3, 17, 50, tzinfo=UTC)  # ten to eight in Kyiv, closing time
        hear(presses(f"later:{order.pk}"), now=evening)
        reminder = Message.everything.get(topic="reminder")
        assert reminder.not_before == datetime(2026, 2, 4, 7, 20, tzinfo=UTC)
        assert (reminder.person_key, reminder.channel) == (f"user:{owner.pk}", "telegram")
        assert last().via["say"] == "I shall remind you 4 Feb 09:20"

    def test_pressed_twice_it_reminds_once(self, owner, shop):
        link(owner)
        order = place_order(shop)
        for _ in range(2):
            hear(presses(f"later:{order.pk}"), now=NOON)
        assert Message.everything.filter(topic="reminder").count() == 1


class TestWebhook:
    @pytest.fixture(autouse=True)
    def secret(self, settings):
        settings.TELEGRAM_WEBHOOK_SECRET = SECRET

    HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}

    def post(self, client, update, headers=None, path=None):
        body = update if isinstance(update, bytes | str) else json.dumps(update)
        return client.post(
            f"/hooks/telegram/{path or path_secret()}/",
            body,
            content_type="application/json",
            headers=self.HEADERS if headers is None else headers,
        )

    def test_an_update_is_stored_at_once_and_heard_later(self, client, owner):
        link(owner)
        assert self.post(client, says("/stop")).status_code == 200
        assert (InboxMessage.objects.count(), TelegramLink.objects.get().ended_at) == (1, None)
        process_due(now=timezone.now())
        assert TelegramLink.objects.get().end_reason == LinkEnd.UNLINKED

    def test_a_repeat_is_stored_once_and_answered_with_success(self, client):
        """W1."""
        update = says("/stop")
        assert [self.post(client, update).status_code for _ in range(5)] == [200] * 5
        assert InboxMessage.objects.count() == 1

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"X-Telegram-Bot-Api-Secret-Token": ""},
            {"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"},
            {"X-Telegram-Bot-Api-Secret-Token": SECRET[:-1]},
            {"X-Telegram-Bot-Api-Secret-Token": SECRET.upper()},
        ],
    )
    def test_a_forged_secret_is_refused_and_nothing_is_stored(self, client, headers):
        """W3."""
        assert self.post(client, says("/stop"), headers).status_code == 401
        assert InboxMessage.objects.count() == 0

    def test_a_wrong_path_is_not_found(self, client):
        assert self.post(client, says("/stop"), path="0" * 32).status_code == 404
        assert InboxMessage.objects.count() == 0

    def test_without_a_secret_nobody_is_believed(self, client, settings):
        settings.TELEGRAM_WEBHOOK_SECRET = ""
        answer = self.post(client, says("/stop"), {"X-Telegram-Bot-Api-Secret-Token": ""})
        assert (answer.status_code, InboxMessage.objects.count()) == (404, 0)

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"null",
            b"[]",
            b"{}",
            b'{"update_id": "1"}',
            b'{"update_id": NaN}',
            b'{"update_id": 1',
            b'{"update_id": 1, "x": "\\ud800"}',
            b'{"update_id": 1, "x": "\xff"}',
            b"[" * 100_000,
            b'{"update_id": 1, "x": "' + b"y" * 300_000 + b'"}',
        ],
    )
    def test_a_hostile_body_is_refused(self, client, body):
        """W7."""
        assert self.post(client, body).status_code == 400
        assert InboxMessage.objects.count() == 0

    def test_a_nul_in_a_text_harms_nobody(self, client):
        assert self.post(client, says("/start \x00")).status_code == 200
        process_due(now=timezone.now())
        assert InboxMessage.objects.get().state == "done"

    def test_only_posts_are_taken(self, client):
        assert client.get(f"/hooks/telegram/{path_secret()}/").status_code == 405
