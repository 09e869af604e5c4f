"""An order that its shop let go, to another shop (R-004-29)."""

import pytest
from django.db import connection

from desk.models import Reassignment
from desk.services import (
    ReassignmentRefused,
    ShopCannotTake,
    confirm_reassignment,
    drop_reassignment,
    enter_queue,
    offer_to_shop,
    take_back_offer,
)
from kernel import history
from kernel.deadlines.models import Deadline
from kernel.scope import PLATFORM, Scope
from orders.models import Order
from orders.public import NotPlacedInstead
from orders.services import cancel_order, confirm_order, open_order
from orders.states import CancelReason
from sellers.models import Offer, Shop
from sellers.services import suspend_shop
from tests.factories.desk import (
    GRACE_OVER,
    LATE,
    MODERATOR,
    left_order,
    other_shop,
    pass_time,
    queued,
    tell_facts,
)
from tests.factories.orders import SELLER, place_order
from tests.factories.sellers import OfferFactory, ShopFactory
from tests.moments import kyiv
from tests.racing import together

pytestmark = pytest.mark.django_db
NOON = kyiv(2026, 2, 4, 12)


def grace_of(order):
    return Deadline.objects.get(subject_id=order.pk, kind="desk.reassign")


def offered(order, shop):
    row = queued(order)
    return offer_to_shop(reassignment_id=row.pk, shop_id=shop.pk, actor=MODERATOR, now=GRACE_OVER)


def confirm(row, **values):
    known = {"agreed": "The buyer by phone, 12:05", "actor": MODERATOR, "now": GRACE_OVER}
    return confirm_reassignment(reassignment_id=row.pk, **{**known, **values})


def everything():
    """Return how the queue and all orders stand, to be compared."""
    return (
        list(Reassignment.everything.order_by("pk").values()),
        list(Order.everything.order_by("pk").values("pk", "shop_id", "state", "version")),
    )


class TestEnteringTheQueue:
    def test_an_order_overdue_for_two_working_hours_enters_it_r_004_29(self):
        order = left_order()
        assert (grace_of(order).due_at, Reassignment.everything.count()) == (NOON, 0)
        row = queued(order)
        assert (row.state, row.shop_id, row.overdue_since) == (
            "waiting",
            order.shop_id,
            kyiv(2026, 2, 4, 10),
        )

    def test_at_the_end_of_the_grace_itself_there_is_still_time(self):
        left_order()
        pass_time(NOON)
        assert Reassignment.everything.count() == 0

    def test_the_seller_does_not_see_the_grace_on_any_list(self):
        assert grace_of(left_order()).shop_id is None

    def test_a_contact_made_in_the_grace_keeps_the_order_r_004_35(self):
        order = left_order()
        known = {"order_id": order.pk, "scope": Scope.shop(order.shop_id), "actor": SELLER}
        open_order(**known, now=LATE)
        confirm_order(
            **known,
            now=LATE,
            availability_checked=True,
            contact_made=True,
            agreed_delivery_on=kyiv(2026, 2, 6).date(),
        )
        tell_facts(LATE)
        assert grace_of(order).state == "void"
        pass_time(GRACE_OVER)
        assert Reassignment.everything.count() == 0

    def test_opening_it_late_is_not_enough(self):
        order = left_order()
        open_order(order_id=order.pk, scope=PLATFORM, actor=SELLER, now=LATE)
        assert queued(order).state == "waiting"

    def test_a_cancelled_one_does_not_enter_r_004_36(self):
        order = left_order()
        cancel_order(
            order_id=order.pk,
            scope=PLATFORM,
            actor=SELLER,
            now=LATE,
            reason=CancelReason.BUYER_REQUEST,
        )
        pass_time(GRACE_OVER)
        assert Reassignment.everything.count() == 0

    def test_the_same_fact_twice_enters_it_once(self):
        order = left_order()
        row = queued(order)
        assert enter_queue(order_id=order.pk, now=GRACE_OVER) is False
        assert list(Reassignment.everything.all()) == [row]

    def test_leaving_the_overdue_state_drops_it_with_a_reason_r_004_29(self):
        order = left_order()
        row = queued(order)
        cancel_order(
            order_id=order.pk,
            scope=PLATFORM,
            actor=SELLER,
            now=GRACE_OVER,
            reason=CancelReason.BUYER_REQUEST,
        )
        tell_facts(GRACE_OVER)
        row.refresh_from_db()
        assert (row.state, row.note, row.ended_at) == (
            "dropped",
            "The order is not overdue any more.",
            GRACE_OVER,
        )


class TestWhoCouldTakeIt:
    def candidates(self, order):
        from desk.selectors.queue import could_take
        from orders.public import order_standing

        return [shop.name for shop in could_take(order_standing(PLATFORM, order.pk))]

    def test_those_that_sell_all_of_it_by_sku_where_no_barcode_is_known(self):
        order = place_order()
        other_shop(shop=ShopFactory(name="All"))
        OfferFactory(shop=ShopFactory(name="Half"), sku="CUP-1")
        assert self.candidates(order) == ["All"]

    def test_the_same_barcode_under_another_sku_and_never_the_same_sku_of_another_barcode(self):
        ours = ShopFactory()
        OfferFactory(shop=ours, sku="CUP-1", barcode="4820000000017")
        order = place_order(ours)
        same, other = ShopFactory(name="Same"), ShopFactory(name="Other")
        for shop, sku, code in (
            (same, "TASSE", "4820000000017"),
            (other, "CUP-1", "4820000000024"),
        ):
            OfferFactory(shop=shop, sku=sku, barcode=code)
            OfferFactory(shop=shop, sku="PLATE-7")
        assert self.candidates(order) == ["Same"]

    @pytest.mark.parametrize("why", ["paused", "suspended", "sold out", "other money"])
    def test_none_that_cannot_sell_it_now(self, why):
        order, shop = place_order(), other_shop()
        if why == "suspended":
            Shop.objects.filter(pk=shop.pk).update(suspended_at=LATE)
        else:
            values = {
                "paused": {"paused_at": LATE},
                "sold out": {"stock_said": 1},
                "other money": {"currency": "RUB"},
            }
            Offer.everything.filter(shop=shop, sku="CUP-1").update(**values[why])
        assert self.candidates(order) == []


class TestReassigning:
    def test_confirming_cancels_the_old_one_and_links_the_new_r_004_29(self, facts):
        order, shop = left_order(), other_shop()
        row = confirm(offered(order, shop))
        order.refresh_from_db()
        new = Order.everything.select_related("contact").get(pk=row.new_order_id)
        assert (order.state, order.cancel_reason, order.cancelled_by) == (
            "cancelled",
            "overdue_reassigned",
            "platform",
        )
        assert (new.shop_id, new.state, new.paid_at, new.total_minor, new.number) == (
            shop.pk,
            "new",
            GRACE_OVER,
            order.total_minor,
            f"{order.number}-R{order.pk.hex[-6:]}",
        )
        assert (new.contact.name, new.contact.phone, new.contact.city) == (
            "Іван Ґудзь",
            "+380671234567",
            "Київ",
        )
        assert [line.offer.shop_id for line in new.lines.all()] == [shop.pk, shop.pk]
        assert (row.state, row.note) == ("done", "The buyer by phone, 12:05")
        line = history.of("reassignment", row.pk).last()
        assert line.changes == {"order": [order.number, new.number]}

    def test_the_new_order_has_clocks_of_its_own_from_now(self):
        row = confirm(offered(left_order(), other_shop()))
        clock = Deadline.objects.get(subject_id=row.new_order_id, kind="order.new")
        assert (clock.opened_at, clock.state) == (GRACE_OVER, "running")

    def test_the_facts_that_follow_leave_it_done(self):
        row = confirm(offered(left_order(), other_shop()))
        tell_facts(GRACE_OVER)
        row.refresh_from_db()
        assert row.state == "done"

    def test_an_offer_can_be_taken_back_and_made_to_another(self):
        order, first, second = left_order(), other_shop(), other_shop()
        row = offered(order, first)
        take_back_offer(reassignment_id=row.pk, reason="no time", actor=MODERATOR, now=GRACE_OVER)
        row = offer_to_shop(
            reassignment_id=row.pk, shop_id=second.pk, actor=MODERATOR, now=GRACE_OVER
        )
        assert (row.state, row.offered_to_id) == ("offered", second.pk)

    def test_it_can_be_taken_off_the_queue_by_hand(self):
        row = queued(left_order())
        row = drop_reassignment(
            reassignment_id=row.pk, reason="nobody has it", actor=MODERATOR, now=GRACE_OVER
        )
        assert (row.state, row.note) == ("dropped", "nobody has it")


class TestRefusals:
    def test_a_shop_without_the_goods_cannot_be_offered_and_nothing_changes(self):
        row, shop = queued(left_order()), ShopFactory()
        before = everything()
        with pytest.raises(ShopCannotTake):
            offer_to_shop(reassignment_id=row.pk, shop_id=shop.pk, actor=MODERATOR, now=GRACE_OVER)
        assert everything() == before

    def test_what_was_not_offered_cannot_be_confirmed(self):
        row = queued(left_order())
        before = everything()
        with pytest.raises(ReassignmentRefused):
            confirm(row)
        assert everything() == before

    def test_a_shop_that_saw_to_it_meanwhile_keeps_it_r_004_35(self):
        order = left_order()
        row = offered(order, other_shop())
        known = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER, "now": GRACE_OVER}
        open_order(**known)
        confirm_order(
            **known,
            availability_checked=True,
            contact_made=True,
            agreed_delivery_on=kyiv(2026, 2, 6).date(),
        )
        before = everything()
        with pytest.raises(ReassignmentRefused):
            confirm(row)
        assert everything() == before

    def test_a_shop_suspended_since_the_offer_gets_nothing(self):
        order, shop = left_order(), other_shop()
        row = offered(order, shop)
        suspend_shop(shop_id=shop.pk, reason="x", actor=MODERATOR, at=GRACE_OVER)
        before = everything()
        with pytest.raises(ShopCannotTake):
            confirm(row)
        assert everything() == before

    def test_what_intake_refuses_undoes_the_cancelling(self, monkeypatch):
        order, shop = left_order(), other_shop()
        row = offered(order, shop)
        place_order(shop, external_id=f"{order.number}-R{order.pk.hex[-6:]}")
        before = everything()
        with pytest.raises(NotPlacedInstead):
            confirm(row)
        assert everything() == before


@pytest.mark.django_db(transaction=True)
class TestTwoModerators:
    """The winner is who locks the row first; the other is told that it is done."""

    def race(self, row):
        answers = together(lambda _n: confirm(row), 2)
        return sorted(type(answer).__name__ for answer in answers)

    def test_one_reassignment_is_taken_once_r_004_29(self):
        row = offered(left_order(), other_shop())
        assert self.race(row) == ["Reassignment", "ReassignmentRefused"]
        assert Order.everything.count() == 2

    def test_control_without_the_lock_both_get_as_far_as_cancelling(self, monkeypatch):
        """With the lock off the second is stopped only by the order's own version, not by the queue."""

        def unlocked(reassignment_id):
            return Reassignment.everything.get(pk=reassignment_id)

        row = offered(left_order(), other_shop())
        monkeypatch.setattr("desk.services.reassigning._locked", unlocked)
        seen = []
        real = __import__("desk.services.reassigning", fromlist=["cancel_order"]).cancel_order

        def counted(**values):
            seen.append(values["order_id"])
            with connection.cursor() as cursor:
                cursor.execute("select pg_sleep(0.3)")
            return real(**values)

        monkeypatch.setattr("desk.services.reassigning.cancel_order", counted)
        answers = self.race(row)
        assert len(seen) == 2 and "ReassignmentRefused" not in answers

    def test_two_offers_of_one_order_leave_one(self):
        order, shops = left_order(), [other_shop(), other_shop()]
        row = queued(order)

        def offer(number):
            return offer_to_shop(
                reassignment_id=row.pk, shop_id=shops[number].pk, actor=MODERATOR, now=GRACE_OVER
            )

        answers = together(offer, 2)
        assert sorted(type(a).__name__ for a in answers) == ["Reassignment", "ReassignmentRefused"]
