"""The demo shop lives: orders come, are handled by habit, and end; through the services people use."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kernel.calendars import Table, work_table
from kernel.deadlines.events import DeadlineMissed
from kernel.deadlines.models import Deadline
from kernel.errors import Refusal
from kernel.history import Actor, ActorKind
from kernel.outbox.silence import told_to_nobody
from kernel.scope import Scope
from orders.models import Order
from orders.rules.demo import STAGED, Goods, demo_order, demo_road
from orders.rules.intake import DeliveryDraft
from orders.rules.scripts import next_act
from orders.services.acting import act
from orders.services.mark_paid import mark_paid
from orders.services.note_overdue import note_overdue
from orders.services.place_orders import Outcome, place_orders
from orders.states import LATE_IN, OPEN_STATES, OrderState
from sellers.public import ShopProfile, offers_on_sale

SLUG = "demo-shop"
FIRST, FRESH, AGREED = 60, 6, 14
PAST = timedelta(days=6)
MOST_OPEN = 400
FORGOTTEN = timedelta(days=2)
SELLER = Actor(ActorKind.SELLER, "Demo seller", source="worker")
SINCE = {
    OrderState.NEW: "received_from_channel_at",
    OrderState.NEEDS_AGREEMENT: "opened_at",
    OrderState.CONFIRMED: "confirmed_at",
    OrderState.AWAITING_SHIPMENT: "ready_at",
    OrderState.DELIVERING: "shipped_at",
    OrderState.AWAITING_PICKUP: "at_pickup_at",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """What an order's habit has in store."""

    at: datetime
    order: Order
    move: str


class Traffic:
    """The life of one demo shop; ``seed`` makes it the same life again."""

    def __init__(self, shop: ShopProfile, seed: int) -> None:
        self.shop, self.seed = shop, seed
        self.chance = random.Random(seed)
        offers = offers_on_sale(shop.id)
        self.goods = [Goods(offer.sku, offer.name, offer.price_minor) for offer in offers]

    def fill(self, now: datetime) -> int:
        """Give an empty shop a past of six days, told to nobody; return how many orders it has."""
        if not self.goods or self._orders().exists():
            return 0
        for place in range(FIRST):
            back = PAST * (1 - place / FIRST) * self.chance.uniform(0.9, 1)
            self._live_through(now - back, now, pickup=place % 7 == 0)
        for _ in range(FRESH):
            self._live_through(now - timedelta(minutes=self.chance.randint(1, 50)), None)
        for _ in range(AGREED):
            self._live_through(
                now - timedelta(minutes=self.chance.randint(20, 90)), None, agreed=True
            )
        return self._orders().count()

    def step(self, now: datetime) -> str:
        """Let one thing happen; return what it was, in a word or two."""
        if not self.goods:
            return "no goods"
        if paid := self._pay(now):
            return paid
        live = list(self._open())
        due = [plan for order in live if (plan := self._plan(order)) and plan.at <= now]
        crowded = len(live) >= MOST_OPEN
        if due and (crowded or self.chance.random() < 0.65):
            return self._make(self.chance.choice(due), now)
        if crowded or (live and self._is_forgotten(live[0], now)):
            return self._finish(live[0], now)
        if not self._table().is_open(now) and self.chance.random() > 0.2:
            return "night"
        return self._arrive(now)

    def _arrive(self, now: datetime) -> str:
        channel, draft = demo_order(
            self.chance, self.goods, number=self._number(), at=now, currency=self.shop.currency
        )
        [verdict] = place_orders(
            shop_id=self.shop.id,
            channel=channel,
            drafts=[draft],
            actor=Actor(ActorKind.INTEGRATOR, "Demo site", source="api"),
            now=now,
            shop=self.shop,
        )
        return f"{verdict.outcome.value} {draft.external_id}"

    def _live_through(
        self, at: datetime, until: datetime | None, *, pickup: bool = False, agreed: bool = False
    ) -> None:
        """Place an order in the past and let its habit take it as far as it came by ``until``.

        One that is ``agreed`` is confirmed within minutes, and there it stands: for the warehouse.
        In one transaction: the sweep never sees a past clock that is about to be settled.
        """
        channel, draft = demo_order(
            self.chance, self.goods, number=self._number(), at=at, currency=self.shop.currency
        )
        if pickup:
            draft = replace(draft, delivery=DeliveryDraft(method="self_pickup"))
        with told_to_nobody(), transaction.atomic():
            [verdict] = place_orders(
                shop_id=self.shop.id,
                channel=channel,
                drafts=[draft],
                actor=Actor(ActorKind.INTEGRATOR, "Demo site", source="api"),
                now=at,
                shop=self.shop,
            )
            if verdict.outcome is not Outcome.CREATED or draft.paid_at is None:
                return
            order = Order.everything.get(pk=verdict.order_id)
            if agreed:
                for minutes, move in ((1, "open"), (6, "confirm")):
                    then = at + timedelta(minutes=minutes)
                    order = self._act(Planned(then, order, move), then)
            if until is None:
                return
            while (plan := self._plan(order)) and plan.at <= until:
                order = self._act(plan, plan.at)
            self._note_misses(order)

    def _note_misses(self, order: Order) -> None:
        missed = Deadline.objects.filter(subject_id=order.pk, kind__in=LATE_IN, state="missed")
        for row in missed.order_by("id"):
            note_overdue(
                missed=DeadlineMissed(
                    occurred_at=row.due_at,
                    deadline_id=row.pk,
                    kind=row.kind,
                    subject_id=row.subject_id,
                    shop_id=row.shop_id,
                    due_at=row.due_at,
                    noticed_at=row.noticed_at or row.due_at,
                )
            )

    def _pay(self, now: datetime) -> str:
        """Pay one order that has waited for some minutes."""
        waiting = self._orders().filter(
            state=OrderState.NEW, paid_at=None, placed_at__lt=now - timedelta(minutes=8)
        )
        order = waiting.order_by("placed_at").first()
        if order is None or self.chance.random() > 0.4:
            return ""
        scope = Scope.shop(self.shop.id)
        mark_paid(order_id=order.pk, scope=scope, paid_at=now, actor=SELLER, now=now)
        return f"pay {order.number}"

    def _make(self, plan: Planned, now: datetime) -> str:
        try:
            self._act(plan, now)
        except Refusal as refusal:  # somebody plays with the demo: their move counts
            return f"{plan.order.number}: {refusal.code}"
        return f"{plan.move} {plan.order.number}"

    def _finish(self, order: Order, now: datetime) -> str:
        """Bring an order that nobody has touched for days one step nearer to its end."""
        following = next_act(0, order.external_id, order.state, order.delivery_method)
        move = following.move if following and order.paid_at else "cancel"
        return self._make(Planned(now, order, move), now)

    def _act(self, plan: Planned, at: datetime) -> Order:
        return act(
            plan.move,
            order_id=plan.order.pk,
            number=plan.order.external_id,
            method=plan.order.delivery_method,
            shop_id=self.shop.id,
            seller=SELLER,
            at=at,
            road=demo_road(plan.order.channel_id, plan.order.external_id),
        )

    def _plan(self, order: Order) -> Planned | None:
        following = next_act(self.seed, order.external_id, order.state, order.delivery_method)
        if following is None or order.paid_at is None:
            return None
        since = self._since(order)
        if following.working:
            return Planned(self._table().due(since, following.after_s), order, following.move)
        return Planned(since + timedelta(seconds=following.after_s), order, following.move)

    def _is_forgotten(self, order: Order, now: datetime) -> bool:
        return now - self._since(order) > FORGOTTEN and self._plan(order) is None

    def _since(self, order: Order) -> datetime:
        since: datetime | None = getattr(order, SINCE[OrderState(order.state)])
        return max(since or order.received_from_channel_at, order.paid_at or order.placed_at)

    def _open(self) -> Iterator[Order]:
        yield from (
            self._orders()
            .filter(state__in=sorted(OPEN_STATES))
            .exclude(external_id__startswith=STAGED)
            .order_by("id")[: MOST_OPEN + 1]
        )

    def _orders(self) -> QuerySet[Order]:
        orders: QuerySet[Order] = Order.objects.of(Scope.shop(self.shop.id))
        return orders

    def _number(self) -> int:
        return 10_001 + self._orders().count() * 3 + self.chance.randint(0, 2)

    def _table(self) -> Table:
        return work_table(self.shop.calendar)
