"""The score of a shop: counted each night, explained order by order, and objected to (R-003-18)."""

from datetime import date, timedelta

import pytest

from desk.models import Objection, ScoreDay
from desk.rules.score import FULL
from desk.selectors.score import costly_orders, due_today, outlook, score_of
from desk.services import (
    ObjectionNotFound,
    ObjectionRefused,
    WordsMissing,
    accept_objection,
    count_scores,
    object_to_order,
    reject_objection,
)
from kernel.deadlines.models import Deadline
from kernel.deadlines.sweeping import sweep
from kernel.errors import NotFound
from kernel.history import Actor
from kernel.scope import PLATFORM, Scope
from orders.models import Order
from orders.services import cancel_order, confirm_order, make_order_ready, open_order, ship_order
from orders.states import CancelReason
from sellers.selectors import profile_of
from tests.factories.desk import MODERATOR, OWNER, count, ended_order
from tests.factories.orders import SELLER
from tests.factories.sellers import ShopFactory
from tests.moments import kyiv
from tests.racing import together

pytestmark = pytest.mark.django_db
MONDAY = kyiv(2026, 2, 2, 10)
NEXT_DAY = kyiv(2026, 2, 3, 8)
BUYER = Actor(kind="buyer", label="Buyer", source="buyer_page")


@pytest.fixture
def shop():
    return ShopFactory()


def good_order(shop, at=MONDAY):
    """Return an order that was handled in time all the way: three promises kept."""
    order = ended_order(shop, at)
    soon = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER}
    open_order(**soon, now=at + timedelta(minutes=5))
    confirm_order(**soon, now=at + timedelta(minutes=10), availability_checked=True)
    make_order_ready(**soon, now=at + timedelta(minutes=20))
    ship_order(**soon, now=at + timedelta(minutes=30), carrier="NP", waybill="20450000000001")
    return order


def late_order(shop, at=MONDAY):
    """Return an order whose first promise was missed."""
    order = ended_order(shop, at)
    sweep(now=at + timedelta(hours=4))
    return order


def cancelled(shop, reason, actor=SELLER, at=MONDAY, **more):
    """Return an order cancelled for that reason in time; the row itself, for what a reason may need."""
    order = ended_order(shop, at)
    known = {"order_id": order.pk, "scope": PLATFORM, "now": at + timedelta(minutes=5)}
    cancel_order(**known, actor=BUYER, reason=CancelReason.BUYER_REQUEST)
    Order.everything.filter(pk=order.pk).update(
        cancel_reason=reason, cancelled_by=actor.kind, **more
    )
    return order


def now_of(shop, now=NEXT_DAY):
    count(shop, now)
    return score_of(Scope.shop(shop.pk))


def slips(shop, now=NEXT_DAY):
    return costly_orders(Scope.shop(shop.pk), now_of(shop, now), shop_id=shop.pk, zone=shop.zone)


class TestCounting:
    def test_the_score_falls_by_the_formula_after_a_late_order_r_003_18(self, shop):
        for _ in range(5):
            good_order(shop)
        assert now_of(shop).tenths == 1000
        late_order(shop)
        score = now_of(shop)
        # 15 promises kept and one missed: 40/16 + 20/16 points.
        assert (score.tenths, score.tallies[14].kept, score.tallies[14].missed) == (963, 15, 1)

    def test_today_is_not_counted_until_it_is_over_r_003_18(self, shop):
        late_order(shop)
        assert now_of(shop, kyiv(2026, 2, 2, 23, 59)).tenths == 1000
        assert now_of(shop, kyiv(2026, 2, 3, 0, 1)).tenths == 940

    def test_days_are_those_of_the_shop(self):
        """23:30 in Kyiv is the next day in Shanghai."""
        shop = ShopFactory(zone="Asia/Shanghai", calendar="ua-orders")
        order = ended_order(shop, MONDAY)
        Deadline.objects.filter(subject_id=order.pk, kind="order.new").update(
            state="missed",
            due_at=kyiv(2026, 2, 2, 19),
            ended_at=kyiv(2026, 2, 2, 19),
            noticed_at=kyiv(2026, 2, 2, 19),
        )
        count(shop, kyiv(2026, 2, 3, 19))
        day = ScoreDay.everything.get(shop=shop, missed=1)
        assert day.day == date(2026, 2, 3)

    @pytest.mark.parametrize(
        ("reason", "actor", "at_fault", "stock"),
        [
            ("out_of_stock", SELLER, 1, 1),
            ("overdue_reassigned", MODERATOR, 1, 0),
            ("buyer_request", SELLER, 0, 0),
            ("no_contact", SELLER, 0, 0),
            ("buyer_request", BUYER, 0, 0),
        ],
    )
    def test_cancellations_count_by_whose_fault_they_are_r_003_18(
        self, shop, reason, actor, at_fault, stock
    ):
        cancelled(shop, reason, actor)
        tally = now_of(shop).tallies[14]
        assert (tally.handled, tally.at_fault, tally.out_of_stock) == (1, at_fault, stock)

    def test_counting_again_gives_the_same_rows(self, shop):
        late_order(shop)
        count(shop, NEXT_DAY)
        before = list(ScoreDay.everything.order_by("pk").values())
        count(shop, NEXT_DAY)
        assert list(ScoreDay.everything.order_by("pk").values()) == before
        assert len(before) == 30

    def test_the_task_counts_each_shop_once_a_day(self, shop):
        other = ShopFactory(zone="Asia/Shanghai")
        assert [count_scores(now=NEXT_DAY), count_scores(now=NEXT_DAY)] == [2, 0]
        # Midnight in Shanghai comes six hours before Kyiv's.
        assert count_scores(now=kyiv(2026, 2, 3, 19)) == 1
        assert ScoreDay.everything.filter(shop=other).latest("day").day == date(2026, 2, 3)

    def test_a_rehearsal_has_no_score(self, shop):
        from kernel.deadlines.models import OwnClock

        OwnClock.objects.create(shop_id=shop.pk)
        assert count_scores(now=NEXT_DAY) == 0

    @pytest.mark.django_db(transaction=True)
    def test_two_that_count_the_same_shop_do_not_wait_in_a_circle(self):
        shop = ShopFactory()
        together(lambda _n: count(shop, NEXT_DAY), 3)
        assert ScoreDay.everything.count() == 30

    def test_the_trend_has_the_score_of_each_day(self, shop):
        late_order(shop)
        score = now_of(shop, kyiv(2026, 2, 5, 8))
        assert score.trend[-4:] == (
            (date(2026, 2, 1), 1000),
            (date(2026, 2, 2), 940),
            (date(2026, 2, 3), 940),
            (date(2026, 2, 4), 940),
        )

    def test_a_slip_costs_less_after_14_days_and_nothing_after_30(self, shop):
        late_order(shop)
        days = (date(2026, 2, 2) + timedelta(days=n) for n in (14, 15, 30, 31))
        tenths = []
        for day in days:
            count(shop, kyiv(day.year, day.month, day.day, 8))
            tenths.append(score_of(Scope.shop(shop.pk)).tenths)
        assert tenths == [940, 980, 980, 1000]


class TestDrillDown:
    def test_each_order_that_cost_points_is_there_with_its_slips_r_003_18(self, shop):
        late = late_order(shop)
        gone = cancelled(shop, "out_of_stock")
        good_order(shop)
        late_order(ShopFactory())
        found = {order.number: order for order in slips(shop)}
        assert {
            number: [(slip.what, slip.detail) for slip in order.slips]
            for number, order in found.items()
        } == {
            late.number: [("missed", "order.new")],
            gone.number: [("cancelled", "out_of_stock")],
        }

    def test_what_they_cost_is_what_is_missing(self, shop):
        late_order(shop)
        cancelled(shop, "out_of_stock")
        score = now_of(shop)
        missing = sum(order.points for order in slips(shop))
        assert score.tenths == round((FULL - missing) * 10)

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_constant_number_of_queries(self, shop, number, django_assert_num_queries):
        for _ in range(number):
            late_order(shop)
        score = now_of(shop)
        scope = Scope.shop(shop.pk)
        with django_assert_num_queries(3):
            score_of(scope)
            costly_orders(scope, score, shop_id=shop.pk, zone=shop.zone)


class TestWhatIf:
    def due(self, shop):
        """Return what has to be sent on Thursday: three working days after Monday."""
        return due_today(Scope.shop(shop.pk), now=kyiv(2026, 2, 5, 12), zone=shop.zone)

    def test_it_lists_the_orders_to_be_sent_today_r_003_18(self, shop):
        order = ended_order(shop, MONDAY)
        ended_order(shop, kyiv(2026, 2, 3, 10))
        good_order(shop)
        ended_order(ShopFactory(), MONDAY)
        assert [one.number for one in self.due(shop)] == [order.number]

    def test_it_tells_the_score_then_and_changes_nothing_r_003_18(self, shop):
        for _ in range(4):
            ended_order(shop, MONDAY)
        score, due = now_of(shop), self.due(shop)
        before = list(Deadline.objects.order_by("pk").values())
        told = outlook(score, due, {due[0].order_id})
        assert told == {"sent": 1, "left": 3, "then": 820, "none": 760, "all": 1000}
        assert list(Deadline.objects.order_by("pk").values()) == before


class TestObjecting:
    @pytest.fixture
    def order(self, shop):
        order = late_order(shop)
        count(shop, NEXT_DAY)
        return order

    def file(self, shop, order, text="The buyer asked us to wait.", actor=OWNER):
        return object_to_order(
            shop=profile_of(shop), order_id=order.pk, text=text, actor=actor, now=NEXT_DAY
        )

    def answer(self, service, row, text="True: we saw the letter."):
        return service(objection_id=row.pk, answer=text, actor=MODERATOR, now=NEXT_DAY)

    def tenths(self, shop):
        return score_of(Scope.shop(shop.pk)).tenths

    def test_an_accepted_one_takes_the_order_out_of_the_score_r_003_18(self, shop, order):
        row = self.file(shop, order)
        assert self.tenths(shop) == 940
        row = self.answer(accept_objection, row)
        assert (row.state, row.answered_by, self.tenths(shop)) == ("accepted", "Mod", 1000)
        [shown] = slips(shop)
        assert (shown.is_excluded, shown.points) == (True, 0)

    def test_a_rejected_one_changes_nothing_but_says_why(self, shop, order):
        row = self.answer(reject_objection, self.file(shop, order), "The letter came later.")
        assert (row.state, row.answer, self.tenths(shop)) == (
            "rejected",
            "The letter came later.",
            940,
        )

    def test_it_is_answered_once(self, shop, order):
        row = self.answer(reject_objection, self.file(shop, order))
        with pytest.raises(ObjectionRefused):
            self.answer(accept_objection, row)
        row.refresh_from_db()
        assert (row.state, self.tenths(shop)) == ("rejected", 940)

    def test_one_objection_an_order(self, shop, order):
        self.file(shop, order)
        with pytest.raises(ObjectionRefused):
            self.file(shop, order, "again")
        assert Objection.everything.get().text == "The buyer asked us to wait."

    def test_an_order_that_costs_nothing_is_not_objected_to(self, shop):
        order = good_order(shop)
        count(shop, NEXT_DAY)
        with pytest.raises(ObjectionRefused):
            self.file(shop, order)
        assert Objection.everything.count() == 0

    @pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
    def test_it_needs_words(self, shop, order, text):
        with pytest.raises(WordsMissing):
            self.file(shop, order, text)
        assert Objection.everything.count() == 0

    def test_an_answer_needs_words_too(self, shop, order):
        row = self.file(shop, order)
        with pytest.raises(WordsMissing):
            self.answer(accept_objection, row, " ")
        assert self.tenths(shop) == 940

    def test_another_shops_order_is_not_found(self, shop, order):
        other = ShopFactory()
        with pytest.raises(NotFound):
            self.file(other, order)
        with pytest.raises(ObjectionNotFound):
            accept_objection(objection_id=0, answer="x", actor=MODERATOR, now=NEXT_DAY)
        assert Objection.everything.count() == 0
