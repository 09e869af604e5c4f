"""Facts of orders become messages: to whom, by what, in which language, once (R-004-01..-03, -32)."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kernel.deadlines.events import DeadlineWarned
from kernel.deadlines.models import Deadline
from kernel.outbox.models import Delivery
from kernel.scope import PLATFORM
from notifications.models import Message, Preference, TemplateText
from notifications.services.tell_buyer import tell_buyer
from notifications.services.tell_orders import tell_arrived, tell_missed, tell_warned
from notifications.states import Channel, Kind
from orders.events import OrderMoved, OrderOverdue, OrdersArrived
from orders.services import cancel_order, confirm_order, make_order_ready, open_order, ship_order
from sellers.states import Role
from tests.factories.notifications import deliver_facts, link, shop_of
from tests.factories.orders import SELLER, TUESDAY_18, order_draft, place_many, place_order
from tests.factories.sellers import MembershipFactory, UserFactory, member

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")
LATER = TUESDAY_18 + timedelta(minutes=5)


@pytest.fixture
def owner():
    return UserFactory(email="owner@shop.test", language="ru")


@pytest.fixture
def shop(owner):
    return shop_of(owner, name="Їжак", language="uk", notification_email="inbox@shop.test")


def queued(**about):
    rows = Message.everything.filter(**about).order_by("person_key", "channel", "id")
    return [(m.topic, m.person_key, m.channel, m.language) for m in rows]


class TestNewOrders:
    def test_a_paid_order_goes_to_the_inbox_and_to_linked_people(self, shop, owner):
        """R-004-01, R-004-03."""
        link(owner)
        place_order(shop)
        deliver_facts()
        assert queued() == [
            ("new_order", f"shop:{shop.pk}", "email", "uk"),
            ("new_order", f"user:{owner.pk}", "telegram", "ru"),
        ]

    def test_an_unpaid_order_is_told_to_nobody(self, shop):
        """R-003-27."""
        place_order(shop, paid_at=None)
        deliver_facts()
        assert queued() == []

    def test_a_fact_told_again_adds_nothing(self, shop, owner):
        link(owner)
        order = place_order(shop)
        fact = OrdersArrived(
            occurred_at=LATER, shop_id=shop.pk, channel="native", order_ids=(order.pk,)
        )
        for _ in range(3):
            tell_arrived(fact, now=LATER)
        deliver_facts()
        assert len(queued()) == 2

    def test_many_of_one_fact_are_one_message(self, shop):
        ids = tuple(order.pk for order in place_many(12, shop))
        Delivery.objects.all().delete()
        fact = OrdersArrived(occurred_at=LATER, shop_id=shop.pk, channel="native", order_ids=ids)
        tell_arrived(fact, now=LATER)
        message = Message.everything.get()
        assert (message.topic, message.subject) == ("new_orders", "Нові замовлення: 12")
        assert message.text.count("T-") == 10

    def test_orders_of_another_shop_are_not_told(self, shop):
        foreign = place_order()
        Delivery.objects.all().delete()
        fact = OrdersArrived(
            occurred_at=LATER, shop_id=shop.pk, channel="native", order_ids=(foreign.pk,)
        )
        assert tell_arrived(fact, now=LATER) == 0
        assert queued() == []

    def test_buttons_do_what_the_order_needs(self, shop, owner):
        link(owner)
        order = place_order(shop)
        deliver_facts()
        message = Message.everything.get(channel="telegram")
        acts = [button.get("data") for row in message.buttons for button in row]
        assert acts == [f"open:{order.pk}", f"later:{order.pk}", None]
        assert message.buttons[1][0]["url"].endswith(f"/s/{shop.slug}/orders/{order.pk}/")

    def test_the_message_holds_no_word_of_the_buyer(self, shop, owner):
        link(owner)
        place_order(shop)
        deliver_facts()
        for text in Message.everything.values_list("text", flat=True):
            assert ["Ґудзь" in text, "671234567" in text, "ivan@" in text] == [False] * 3

    def test_what_was_declined_is_not_sent(self, shop, owner):
        link(owner)
        Preference.everything.create(
            shop=shop, user=None, kind=Kind.NEW_ORDERS, channel=Channel.EMAIL, wanted=False
        )
        place_order(shop)
        deliver_facts()
        assert queued() == [("new_order", f"user:{owner.pk}", "telegram", "ru")]


class TestClocks:
    @pytest.fixture
    def order(self, shop):
        order = place_order(shop)
        Delivery.objects.all().delete()
        return order

    def warned(self, order, level=50):
        clock = Deadline.objects.get(subject_id=order.pk, kind="order.new")
        return DeadlineWarned(
            occurred_at=LATER,
            deadline_id=clock.pk,
            kind=clock.kind,
            subject_id=order.pk,
            shop_id=order.shop_id,
            level=level,
            due_at=clock.due_at,
        )

    def overdue(self, order):
        clock = Deadline.objects.get(subject_id=order.pk, kind="order.new")
        return OrderOverdue(
            occurred_at=clock.due_at,
            shop_id=order.shop_id,
            order_id=order.pk,
            kind=clock.kind,
            due_at=clock.due_at,
            noticed_late_s=0,
        )

    def test_each_level_warns_once(self, order, owner):
        link(owner)
        for level in (50, 50, 80, 80):
            tell_warned(self.warned(order, level), now=LATER)
        assert [q[:3] for q in queued(channel="telegram")] == [
            ("clock_warned", f"user:{owner.pk}", "telegram")
        ] * 2
        assert Message.everything.count() == 4

    def test_a_warning_names_level_step_and_moment(self, order):
        tell_warned(self.warned(order, 80), now=LATER)
        message = Message.everything.get()
        assert message.subject == f"№{order.number}: минуло 80 % часу, до 04.02 10:00"
        assert "прийняти замовлення до 04.02 10:00" in message.text

    def test_a_promise_that_is_over_warns_nobody(self, order):
        fact = self.warned(order)
        cancel_order(
            order_id=order.pk, scope=PLATFORM, actor=SELLER, now=LATER, reason="buyer_request"
        )
        assert tell_warned(fact, now=LATER) == 0

    def test_a_warning_after_the_deadline_is_noise(self, order):
        fact = self.warned(order)
        assert tell_warned(fact, now=fact.due_at) == 0

    def test_a_miss_is_told_to_the_shop_and_to_moderators(self, order, owner):
        """Mail to the inbox and to staff, Telegram to whom is linked."""
        link(owner)
        moderator = member(Role.MODERATOR, email="mod@otgruz.test", language="en")
        link(moderator, chat_id=777)
        for _ in range(2):
            tell_missed(self.overdue(order), now=LATER)
        assert queued() == [
            ("clock_missed", f"shop:{order.shop_id}", "email", "uk"),
            ("clock_missed", f"staff:{moderator.pk}", "email", "en"),
            ("clock_missed", f"staff:{moderator.pk}", "telegram", "en"),
            ("clock_missed", f"user:{owner.pk}", "telegram", "ru"),
        ]

    def test_quiet_hours_hold_a_warning_back_and_never_a_miss(self, order, shop):
        shop.quiet_from, shop.quiet_until = time(18), time(9)
        shop.save()
        tell_warned(self.warned(order), now=LATER)
        tell_missed(self.overdue(order), now=LATER)
        warning, miss = Message.everything.order_by("id")
        assert (warning.not_before, warning.gather) == (TUESDAY_18 + timedelta(hours=15), True)
        assert (miss.not_before, miss.next_try_at) == (None, LATER)

    def test_a_warning_that_would_come_too_late_ignores_quiet_hours(self, order, shop):
        shop.quiet_from, shop.quiet_until = time(18), time(10)
        shop.save()
        tell_warned(self.warned(order), now=LATER)
        assert Message.everything.get().not_before is None


class TestBuyers:
    def moved(self, order, after):
        return OrderMoved(
            occurred_at=LATER,
            shop_id=order.shop_id,
            order_id=order.pk,
            move="x",
            before="new",
            after=after,
            actor_kind="seller",
        )

    def buyers(self):
        rows = Message.everything.filter(audience="buyer").order_by("id")
        return [(m.topic, m.channel, m.language) for m in rows]

    def test_every_change_of_status_is_told_exactly_once(self, shop):
        """R-004-32."""
        order = place_order(shop, now=timezone.now())
        scope = {"order_id": order.pk, "scope": PLATFORM}
        told = {**scope, "actor": SELLER, "now": timezone.now()}
        open_order(**told)
        confirm_order(**told, availability_checked=True, contact_made=True)
        make_order_ready(**told)
        ship_order(**told, carrier="nova_poshta", waybill="20450012345678")
        deliver_facts()
        deliver_facts()
        assert self.buyers() == [
            ("buyer_needs_agreement", "email", "uk"),
            ("buyer_confirmed", "email", "uk"),
            ("buyer_awaiting_shipment", "email", "uk"),
            ("buyer_delivering", "email", "uk"),
        ]
        shipped = Message.everything.get(topic="buyer_delivering")
        assert "20450012345678" in shipped.text

    def test_own_courier_names_time_and_phone(self, shop):
        """R-004-15."""
        now = timezone.now()
        draft = order_draft()
        delivery = type(draft.delivery)(
            method="own_courier", country="UA", city="Київ", address="вул. Хрещатик, 1"
        )
        order = place_order(shop, delivery=delivery)
        told = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER, "now": now}
        open_order(**told)
        confirm_order(**told, availability_checked=True, contact_made=True)
        make_order_ready(**told)
        ship_order(**told, visit_at=now + timedelta(hours=3), courier_phone="+380501112233")
        deliver_facts()
        text = Message.everything.get(topic="buyer_delivering").text
        visit = (now + timedelta(hours=3)).astimezone(KYIV)
        assert ["+380501112233" in text, f"{visit:%d.%m %H:%M}" in text] == [True, True]

    def test_without_mail_by_sms_and_without_both_not_at_all(self, shop):
        draft = order_draft().buyer
        phone = type(draft)(name="A", phone="+380671234567", email="", language="ru")
        nobody = type(draft)(name="A", phone="", email="", language="ru")
        for buyer in (phone, nobody):
            order = place_order(shop, buyer=buyer)
            tell_buyer(self.moved(order, "received"), now=LATER)
        assert self.buyers() == [("buyer_received", "sms", "ru")]

    def test_a_channel_that_tells_its_buyers_itself_is_left_alone(self, shop):
        order = place_order(shop, channel="aliexpress")
        tell_buyer(self.moved(order, "received"), now=LATER)
        assert self.buyers() == []

    def test_a_status_that_staff_silenced_is_told_by_the_other_channel_or_not(self, shop):
        """R-004-32b."""
        order = place_order(shop)
        silent = {"topic": "buyer_received", "language": "uk", "enabled": False}
        TemplateText.objects.create(part="email", **silent)
        tell_buyer(self.moved(order, "received"), now=LATER)
        assert self.buyers() == [("buyer_received", "sms", "uk")]
        Message.everything.all().delete()
        TemplateText.objects.create(part="sms", **silent)
        tell_buyer(self.moved(order, "received"), now=LATER)
        assert self.buyers() == []

    def test_words_of_staff_take_the_place_of_the_shipped_ones(self, shop):
        order = place_order(shop)
        TemplateText.objects.create(
            topic="buyer_received", language="uk", part="subject", body="Ура: {{ number }}"
        )
        tell_buyer(self.moved(order, "received"), now=LATER)
        assert Message.everything.get(audience="buyer").subject == f"Ура: {order.number}"

    def test_the_shop_signs_its_letters_to_buyers(self, shop):
        order = place_order(shop)
        tell_buyer(self.moved(order, "received"), now=LATER)
        assert Message.everything.get(audience="buyer").text.endswith("-- \nЇжак")

    def test_an_sms_waits_for_the_morning_and_a_mail_does_not(self, shop):
        shop.quiet_from, shop.quiet_until = time(18), time(9)
        shop.save()
        buyer = order_draft().buyer
        by_sms = place_order(shop, buyer=type(buyer)(name="A", phone="+380671234567"))
        by_mail = place_order(shop)
        for order in (by_sms, by_mail):
            tell_buyer(self.moved(order, "received"), now=LATER)
        waits = {m.channel: m.not_before for m in Message.everything.filter(audience="buyer")}
        assert waits == {"sms": TUESDAY_18 + timedelta(hours=15), "email": None}

    def test_a_cancelled_order_is_told_too(self, shop):
        order = place_order(shop)
        cancel_order(
            order_id=order.pk,
            scope=PLATFORM,
            actor=SELLER,
            now=timezone.now(),
            reason="other",
            comment="The last one broke",
        )
        deliver_facts()
        assert self.buyers() == [("buyer_cancelled", "email", "uk")]


def test_everybody_linked_in_the_shop_is_told_and_nobody_of_another(shop, owner):
    mate, stranger = UserFactory(language="en"), member(Role.OWNER)
    MembershipFactory(user=mate, shop=shop, role=Role.OPERATOR)
    for person, chat in ((owner, 1), (mate, 2), (stranger, 3)):
        link(person, chat_id=chat)
    place_order(shop)
    deliver_facts()
    assert [q[1] for q in queued(channel="telegram")] == [f"user:{owner.pk}", f"user:{mate.pk}"]
