"""Shops that stop handling their orders: called, suspended, and let back (R-004-33, R-004-34)."""

import pytest

from desk.models import ModeratorTask, OverduePolicy
from desk.services import (
    PolicyRefused,
    TaskClosed,
    change_overdue_policy,
    close_task,
    restore_for_task,
    review_shop,
    suspend_by_hand,
    suspend_for_task,
    watch_shop,
)
from kernel import history
from kernel.scope import PLATFORM, Scope
from orders.models import Order
from orders.services import cancel_order
from orders.states import CancelReason
from sellers.models import Shop
from tests.factories.desk import LATE, MODERATOR, left_order, pass_time, tell_facts
from tests.factories.orders import SELLER, TUESDAY_18, place_many
from tests.factories.sellers import ShopFactory
from tests.moments import kyiv
from tests.racing import together

pytestmark = pytest.mark.django_db
DAYS_LATER = kyiv(2026, 2, 9, 10)


@pytest.fixture
def shop():
    return ShopFactory()


def let_go(shop, number):
    """Have so many orders of the shop run out."""
    orders = place_many(number, shop)
    pass_time(LATE)
    return orders


def set_rule(**values):
    OverduePolicy.objects.update(**values)


def cancel(order, now=LATE):
    cancel_order(
        order_id=order.pk,
        scope=PLATFORM,
        actor=SELLER,
        now=now,
        reason=CancelReason.BUYER_REQUEST,
    )


def is_suspended(shop):
    return Shop.objects.get(pk=shop.pk).suspended_at is not None


def actions(shop):
    return [line.action for line in history.of("shop", shop.pk)]


class TestTheTask:
    def test_five_overdue_orders_call_a_moderator_once_r_004_33(self, shop):
        let_go(shop, 6)
        task = ModeratorTask.everything.get()
        assert (task.shop_id, task.state, task.opened_at, task.overdue_then) == (
            shop.pk,
            "open",
            LATE,
            6,
        )

    def test_four_do_not(self, shop):
        let_go(shop, 4)
        assert ModeratorTask.everything.count() == 0

    def test_the_number_is_a_row(self, shop):
        set_rule(orders_count=1)
        let_go(shop, 1)
        assert ModeratorTask.everything.count() == 1

    def test_what_ran_out_before_the_window_does_not_count(self, shop):
        set_rule(orders_count=2, window_hours=24)
        let_go(shop, 2)
        ModeratorTask.everything.all().delete()
        assert watch_shop(shop_id=shop.pk, now=DAYS_LATER) is None

    def test_orders_of_other_shops_do_not_count(self, shop):
        let_go(shop, 3)
        let_go(ShopFactory(), 3)
        assert ModeratorTask.everything.count() == 0

    def test_it_closes_by_itself_with_the_last_overdue_order_r_004_33(self, shop):
        set_rule(orders_count=2)
        first, second = let_go(shop, 2)
        cancel(first)
        tell_facts(LATE)
        assert ModeratorTask.everything.get().state == "open"
        cancel(second)
        tell_facts(LATE)
        task = ModeratorTask.everything.get()
        assert (task.state, task.closed_by, task.note) == (
            "closed",
            "",
            "No order is overdue any more.",
        )

    def test_a_moderator_closes_it_with_a_note(self, shop):
        let_go(shop, 5)
        task = close_task(
            task_id=ModeratorTask.everything.get().pk,
            text="They were ill; back tomorrow.",
            actor=MODERATOR,
            now=LATE,
        )
        assert (task.state, task.closed_by, task.note) == (
            "closed",
            "Mod",
            "They were ill; back tomorrow.",
        )
        assert [line.action for line in history.of("moderatortask", task.pk)] == [
            "open_task",
            "close_task",
        ]

    def test_a_closed_one_cannot_be_closed_again_and_keeps_its_note(self, shop):
        let_go(shop, 5)
        known = {"task_id": ModeratorTask.everything.get().pk, "actor": MODERATOR, "now": LATE}
        close_task(**known, text="first")
        with pytest.raises(TaskClosed):
            close_task(**known, text="second")
        assert ModeratorTask.everything.get().note == "first"

    def test_the_next_overdue_order_after_that_opens_a_new_one(self, shop):
        let_go(shop, 5)
        task = ModeratorTask.everything.get()
        close_task(task_id=task.pk, text="promised", actor=MODERATOR, now=LATE)
        watch_shop(shop_id=shop.pk, now=LATE)
        states = ModeratorTask.everything.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["closed", "open"]


@pytest.mark.django_db(transaction=True)
def test_facts_of_five_orders_at_once_open_one_task_r_004_33():
    shop = ShopFactory()
    orders = place_many(5, shop)
    Order.everything.filter(pk__in=[o.pk for o in orders]).update(overdue_since=TUESDAY_18)
    answers = together(lambda _n: watch_shop(shop_id=shop.pk, now=LATE), 5)
    assert {answer.pk for answer in answers} == {ModeratorTask.everything.get().pk}


class TestSuspension:
    def test_a_moderator_suspends_and_restores_and_both_are_audited_r_004_34(self, shop, facts):
        left_order(shop)
        task = suspend_by_hand(shop_id=shop.pk, reason="no answer", actor=MODERATOR, now=LATE)
        assert is_suspended(shop)
        restore_for_task(task_id=task.pk, reason="they called", actor=MODERATOR, now=LATE)
        assert not is_suspended(shop)
        lines = [(ln.action, ln.actor_label, ln.comment) for ln in history.of("shop", shop.pk)]
        assert lines == [
            ("suspend_shop", "Mod", "no answer"),
            ("restore_shop", "Mod", "they called"),
        ]

    def test_again_changes_nothing(self, shop):
        known = {"shop_id": shop.pk, "actor": MODERATOR, "now": LATE}
        first = suspend_by_hand(**known, reason="a")
        second = suspend_by_hand(**known, reason="b")
        assert (first.pk, actions(shop)) == (second.pk, ["suspend_shop"])

    def test_clearing_the_overdue_list_brings_it_back_r_004_34(self, shop):
        set_rule(orders_count=2)
        orders = let_go(shop, 2)
        task = ModeratorTask.everything.get()
        suspend_for_task(task_id=task.pk, reason="no answer", actor=MODERATOR, now=LATE)
        assert is_suspended(shop)
        for order in orders:
            cancel(order)
        tell_facts(LATE)
        assert not is_suspended(shop)
        line = history.of("shop", shop.pk).last()
        assert (line.action, line.actor_label) == ("restore_shop", "Otgruz")

    def test_the_rule_suspends_where_it_says_so_r_004_34(self, shop):
        set_rule(orders_count=2, suspend_count=3)
        let_go(shop, 2)
        assert not is_suspended(shop)
        let_go(shop, 1)
        assert is_suspended(shop)

    def test_closing_the_task_ends_the_suspension_it_began(self, shop):
        task = suspend_by_hand(shop_id=shop.pk, reason="x", actor=MODERATOR, now=LATE)
        close_task(task_id=task.pk, text="seen to", actor=MODERATOR, now=LATE)
        assert not is_suspended(shop)

    def test_one_suspended_with_nothing_overdue_stays_so_until_a_moderator_acts(self, shop):
        suspend_by_hand(shop_id=shop.pk, reason="papers", actor=MODERATOR, now=LATE)
        assert (review_shop(shop_id=shop.pk, now=LATE), is_suspended(shop)) == (False, True)

    def test_the_overdue_orders_of_a_suspended_shop_go_on(self, shop):
        order = left_order(shop)
        suspend_by_hand(shop_id=shop.pk, reason="x", actor=MODERATOR, now=LATE)
        cancel(order)
        assert Order.objects.of(Scope.shop(shop.pk)).get().state == "cancelled"


class TestTheRule:
    def test_it_is_changed_with_its_history(self):
        known = {"window_hours": 72, "suspend_count": None, "actor": MODERATOR, "now": LATE}
        change_overdue_policy(orders_count=7, **known)
        assert OverduePolicy.objects.get().orders_count == 7
        assert history.of("overduepolicy", "default").get().changes == {"orders_count": [5, 7]}

    def test_a_shop_is_not_suspended_before_it_is_called(self):
        with pytest.raises(PolicyRefused):
            change_overdue_policy(
                orders_count=5, window_hours=72, suspend_count=4, actor=MODERATOR, now=LATE
            )
        assert OverduePolicy.objects.get().suspend_count is None
