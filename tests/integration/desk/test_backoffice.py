"""Moderators' pages of the desk: the queue, shops to call, objections, news, and the front page."""

import pytest
import time_machine

from desk.models import ModeratorTask, NewsItem, Objection, OverduePolicy, Reassignment
from desk.services import object_to_order
from kernel.deadlines.sweeping import sweep
from orders.models import Order
from sellers.models import Shop
from sellers.selectors import profile_of
from sellers.states import Role
from tests.factories.desk import (
    GRACE_OVER,
    LATE,
    OWNER,
    count,
    ended_order,
    left_order,
    news,
    other_shop,
    pass_time,
    queued,
)
from tests.factories.orders import place_many
from tests.factories.sellers import ShopFactory, member
from tests.moments import kyiv

pytestmark = pytest.mark.django_db
DESK = "/backoffice/desk/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(GRACE_OVER, tick=False):
        yield


def signed_in(client, role):
    client.force_login(member(role))
    return client


@pytest.fixture
def moderator(client):
    return signed_in(client, Role.MODERATOR)


def press(client, model, pk, name, **values):
    """Press an act; return where it leads, or why it was refused."""
    answer = client.post(f"{DESK}{model}/{pk}/{name}/", values)
    return answer.status_code


def page(client, model, pk):
    return client.get(f"{DESK}{model}/{pk}/change/").content.decode()


class TestTheQueue:
    @pytest.fixture
    def row(self):
        return queued(left_order())

    def test_a_moderator_takes_an_order_all_the_way_r_004_29(self, moderator, row):
        shop = other_shop(shop=ShopFactory(name="Taker"))
        assert "Taker" in page(moderator, "reassignment", row.pk)
        assert "Taker" in moderator.get(f"{DESK}reassignment/{row.pk}/offer/").content.decode()
        steps = [("offer", {"shop_id": shop.pk}), ("confirm", {"agreed": "by phone"})]
        for name, values in steps:
            assert press(moderator, "reassignment", row.pk, name, **values) == 302
        row.refresh_from_db()
        assert (row.state, row.new_order.shop_id) == ("done", shop.pk)
        assert row.new_order.number in page(moderator, "reassignment", row.pk)

    def test_only_acts_that_can_be_pressed_are_shown(self, moderator, row):
        shown = page(moderator, "reassignment", row.pk)
        assert ("/offer/" in shown, "/drop/" in shown, "/confirm/" in shown) == (True, True, False)

    def test_a_press_that_came_too_late_says_so_and_changes_nothing(self, moderator, row):
        before = Reassignment.everything.values().get()
        assert press(moderator, "reassignment", row.pk, "confirm", agreed="x") == 422
        assert Reassignment.everything.values().get() == before

    def test_a_shop_that_is_not_on_the_list_cannot_be_sent(self, moderator, row):
        assert press(moderator, "reassignment", row.pk, "offer", shop_id=ShopFactory().pk) == 422
        row.refresh_from_db()
        assert row.state == "waiting"

    def test_back_and_off_the_queue(self, moderator, row):
        shop = other_shop()
        press(moderator, "reassignment", row.pk, "offer", shop_id=shop.pk)
        assert press(moderator, "reassignment", row.pk, "take_back", reason="no") == 302
        assert press(moderator, "reassignment", row.pk, "drop", reason="nobody") == 302
        row.refresh_from_db()
        assert (row.state, row.note) == ("dropped", "nobody")

    def test_the_list_shows_what_is_in_the_queue_first(self, moderator, row):
        shown = moderator.get(f"{DESK}reassignment/?queue=yes").content.decode()
        assert row.order.number in shown

    def test_its_history_tells_every_step(self, moderator, row):
        press(moderator, "reassignment", row.pk, "drop", reason="nobody has it")
        shown = moderator.get(f"{DESK}reassignment/{row.pk}/history/").content.decode()
        assert "nobody has it" in shown


class TestShopsToCall:
    @pytest.fixture
    def shop(self):
        shop = ShopFactory(name="Slow", notification_email="slow@shop.test")
        member(Role.OWNER, shop, name="Olena Slow", email="olena@slow.test")
        return shop

    @pytest.fixture
    def task(self, shop):
        place_many(5, shop)
        pass_time(LATE)
        return ModeratorTask.everything.get()

    def test_the_task_lists_the_orders_and_the_shops_contacts_r_004_33(self, moderator, task):
        shown = page(moderator, "moderatortask", task.pk)
        numbers = Order.everything.values_list("number", flat=True)
        assert all(number in shown for number in numbers)
        assert all(word in shown for word in ("Olena Slow", "olena@slow.test", "slow@shop.test"))

    def test_suspend_restore_and_close_from_the_task_r_004_34(self, moderator, task, shop):
        assert press(moderator, "moderatortask", task.pk, "suspend", reason="silent") == 302
        assert Shop.objects.get(pk=shop.pk).suspended_at == GRACE_OVER
        assert press(moderator, "moderatortask", task.pk, "restore", reason="they called") == 302
        assert Shop.objects.get(pk=shop.pk).suspended_at is None
        assert press(moderator, "moderatortask", task.pk, "close", text="will do") == 302
        task.refresh_from_db()
        assert (task.state, task.note) == ("closed", "will do")

    def test_any_shop_can_be_suspended_by_hand_r_004_34(self, moderator, shop):
        values = {"shop_id": shop.pk, "reason": "papers"}
        assert moderator.post(f"{DESK}moderatortask/suspend_shop/", values).status_code == 302
        assert Shop.objects.get(pk=shop.pk).suspended_at == GRACE_OVER

    def test_the_rule_is_changed_by_an_admin(self, client):
        chief = signed_in(client, Role.ADMIN)
        values = {"orders_count": 7, "window_hours": 48, "suspend_count": 20}
        address = "overduepolicy", "default", "change_rule"
        assert press(chief, *address, **values) == 302
        policy = OverduePolicy.objects.get()
        assert (policy.orders_count, policy.window_hours, policy.suspend_count) == (7, 48, 20)
        assert press(chief, *address, **{**values, "suspend_count": 2}) == 422

    def test_a_moderator_does_not_change_the_rule(self, moderator):
        assert press(moderator, "overduepolicy", "default", "change_rule", orders_count=1) == 403
        assert OverduePolicy.objects.get().orders_count == 5


class TestObjections:
    @pytest.fixture
    def row(self):
        shop = ShopFactory()
        order = ended_order(shop, kyiv(2026, 2, 2, 10))
        sweep(now=kyiv(2026, 2, 2, 14))
        count(shop, GRACE_OVER)
        return object_to_order(
            shop=profile_of(shop), order_id=order.pk, text="Wait!", actor=OWNER, now=GRACE_OVER
        )

    @pytest.mark.parametrize(("act", "state"), [("accept", "accepted"), ("reject", "rejected")])
    def test_a_moderator_answers_in_words_r_003_18(self, moderator, row, act, state):
        assert "Wait!" in page(moderator, "objection", row.pk)
        assert press(moderator, "objection", row.pk, act, answer="") == 422
        assert press(moderator, "objection", row.pk, act, answer="So be it.") == 302
        row.refresh_from_db()
        assert (row.state, row.answer) == (state, "So be it.")
        assert Objection.everything.count() == 1


class TestNews:
    WORDS = {
        f"{part}_{code}": f"{part} {code}"
        for part in ("title", "body")
        for code in ("en", "uk", "ru", "zh")
    }

    def test_staff_writes_and_publishes_r_003_26(self, moderator):
        sent = moderator.post(f"{DESK}newsitem/add/", {**self.WORDS, "country": "UA"})
        item = NewsItem.objects.get()
        assert (sent.status_code, item.published_at, item.title_uk) == (302, None, "title uk")
        assert press(moderator, "newsitem", item.pk, "publish") == 302
        item.refresh_from_db()
        assert item.published_at == GRACE_OVER

    def test_what_is_out_is_read_only_until_it_is_withdrawn(self, moderator):
        item = news()
        moderator.post(f"{DESK}newsitem/{item.pk}/change/", {**self.WORDS, "title_en": "forged"})
        item.refresh_from_db()
        assert item.title_en == "title en"
        assert press(moderator, "newsitem", item.pk, "withdraw", reason="typo") == 302
        item.refresh_from_db()
        assert item.published_at is None


class TestEverythingOpens:
    @pytest.mark.parametrize(
        "model", ["reassignment", "moderatortask", "objection", "newsitem", "overduepolicy"]
    )
    def test_for_moderators_and_not_for_sellers(self, client, model):
        address = f"{DESK}{model}/"
        assert signed_in(client, Role.MODERATOR).get(address).status_code == 200
        client.force_login(member(Role.OWNER))
        assert client.get(address).status_code == 403

    def test_the_front_page_counts_what_waits(self, moderator):
        queued(left_order())
        shown = moderator.get("/backoffice/").context["concerns"]
        counts = {concern.title: concern.count for concern in shown}
        assert (
            counts["orders to reassign"],
            counts["shops to call"],
            counts["objections to answer"],
        ) == (1, 0, 0)
