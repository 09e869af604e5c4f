"""Play a replay: its orders come at their own times, sellers act by their habits, promises end.

Everything goes through the real services at virtual times. What is to happen next is told by the rows
and the seed alone, so a player that dies is followed by another from where it was.
"""

import heapq
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count, groupby
from typing import Any
from uuid import UUID

from django.db.models import F

from kernel.calendars import work_table
from kernel.deadlines.events import DeadlineMissed
from kernel.deadlines.models import Deadline
from kernel.deadlines.settling import void_many
from kernel.deadlines.sweeping import sweep
from kernel.errors import Refusal
from kernel.history import Actor, ActorKind
from kernel.outbox.silence import told_to_nobody
from orders.models import Order, ReplayRun, ReplayState
from orders.rules.files.profiles import Profile
from orders.rules.intake import OrderDraft
from orders.rules.scripts import next_act
from orders.selectors.replay import picture_of
from orders.services.acting import act
from orders.services.imports.storage import folder
from orders.services.note_overdue import note_overdue
from orders.services.place_orders import Outcome, place_orders
from orders.services.replay.reading import orders_to_replay
from orders.services.replay.stage import running_on
from orders.states import LATE_IN, OPEN_STATES
from sellers.public import ShopProfile, shop_profile

CHANNEL = "native"
TICK = timedelta(minutes=15)
AFTERLIFE = timedelta(days=4)
LEASE = timedelta(seconds=30)
NOTE_EVERY = 0.5  # real seconds between two notes of where the clock stands
SELLER = Actor(ActorKind.SELLER, "scripted seller", source="replay")
# When an order came into its state, by its own moments.
SINCE = {
    "new": "received_from_channel_at",
    "needs_agreement": "opened_at",
    "confirmed": "confirmed_at",
    "awaiting_shipment": "ready_at",
    "delivering": "shipped_at",
    "awaiting_pickup": "at_pickup_at",
}


class Overtaken(Exception):
    """Somebody stopped the replay, or plays it in our place."""


class Player:
    """Plays one replay; ``until`` is the real moment by which to make way for other work."""

    def __init__(
        self,
        run: ReplayRun,
        *,
        clock: Callable[[], datetime],
        until: datetime | None = None,
        progress: Callable[[ReplayRun], object] | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.run, self.clock, self.until = run, clock, until
        self.progress, self.sleep = progress, sleep
        self.stage: ShopProfile = shop_profile(run.stage_id)
        self.table = work_table(self.stage.calendar)
        self.heap: list[tuple[datetime, int, Any]] = []
        self._order = count()
        self._noted = 0.0

    def play(self) -> bool:
        """Play to the end or until our time is up; return whether it has ended."""
        with told_to_nobody():
            self._set_up()
            self._began = (time.monotonic(), self.now)
            while self.heap and self._reach(self.heap[0][0]):
                at, _order, event = heapq.heappop(self.heap)
                self._happen(at, event)
            if self.heap and self.heap[0][0] <= self.end:
                self._note(force=True)
                return False
            self._close()
            return True

    @property
    def now(self) -> datetime:
        """The virtual time."""
        return self.run.virtual_now or self.run.created_at

    @property
    def end(self) -> datetime:
        """The virtual end."""
        return self.run.virtual_until or self.now

    def _set_up(self) -> None:
        profile = Profile.from_settings(self.run.settings)
        drafts = orders_to_replay(folder() / self.run.path, profile, self.stage)
        if self.run.virtual_from is None:
            first, last = drafts[0].paid_at, drafts[-1].paid_at
            self.run.virtual_from = self.run.virtual_now = first
            self.run.virtual_until = (last or self.now) + AFTERLIFE
            self.run.orders_told = len(drafts)
            self._note(force=True)
        placed = {order.external_id: order for order in Order.everything.filter(shop=self.stage.id)}
        waiting = [draft for draft in drafts if draft.external_id not in placed]
        for paid_at, at_once in groupby(waiting, key=lambda draft: draft.paid_at):
            self._push(max(paid_at or self.now, self.now), list(at_once))
        for order in placed.values():
            self._plan(order)
        begun = self.run.virtual_from or self.now
        self._push(begun + ((self.now - begun) // TICK + 1) * TICK, None)

    def _reach(self, at: datetime) -> bool:
        """Let the virtual clock come to ``at``; tell whether it has, before the end and our time."""
        if at > self.end:
            return False
        while self.run.speed and (ahead := (at - self._due()).total_seconds()) > 0:
            self._note()
            if self._is_time_up():
                return False
            self.sleep(min(0.2, ahead / self.run.speed))
        if self._is_time_up():
            return False
        self.run.virtual_now = max(at, self.now)
        self._note()
        return True

    def _due(self) -> datetime:
        """Where the virtual clock should stand by the real one."""
        real, virtual = self._began
        return virtual + timedelta(seconds=(time.monotonic() - real) * self.run.speed)

    def _is_time_up(self) -> bool:
        return self.until is not None and self.clock() >= self.until

    def _happen(self, at: datetime, event: Any) -> None:
        if event is None:
            self._sweep(at)
            self._push(at + TICK, None)
        elif isinstance(event, list):
            self._place(at, event)
        else:
            self._act(at, *event)

    def _place(self, at: datetime, drafts: list[OrderDraft]) -> None:
        for start in range(0, len(drafts), 500):
            verdicts = place_orders(
                shop_id=self.stage.id,
                channel=CHANNEL,
                drafts=drafts[start : start + 500],
                actor=SELLER,
                now=at,
                shop=self.stage,
            )
            created = [v.order_id for v in verdicts if v.outcome is Outcome.CREATED]
            self.run.orders_placed += len(created)
            for order in Order.everything.filter(pk__in=created).order_by("id"):
                self._plan(order)

    def _plan(self, order: Order) -> None:
        """Put on the clock what happens next to the order, if anything does."""
        if order.state not in OPEN_STATES:
            return
        since = getattr(order, SINCE[order.state]) or order.received_from_channel_at
        following = next_act(self.run.seed, order.external_id, order.state, order.delivery_method)
        if following is None:
            return
        if following.working:
            at = self.table.due(since, following.after_s)
        else:
            at = since + timedelta(seconds=following.after_s)
        self._push(max(at, self.now), (order.pk, order, following.move))

    def _act(self, at: datetime, order_id: UUID, order: Order, move: str) -> None:
        try:
            moved = act(
                move,
                order_id=order_id,
                number=order.external_id,
                method=order.delivery_method,
                shop_id=self.stage.id,
                seller=SELLER,
                at=at,
            )
        except Refusal:  # the order has gone another way meanwhile
            return
        self.run.moves += 1
        self._plan(moved)

    def _sweep(self, at: datetime) -> None:
        while sweep(now=at, shop_id=self.stage.id):
            pass
        for missed in _missed_between(self.stage.id, at - TICK, at):
            note_overdue(missed=missed)

    def _push(self, at: datetime, event: Any) -> None:
        heapq.heappush(self.heap, (at, next(self._order), event))

    def _note(self, *, force: bool = False) -> None:
        """Store where the clock stands. Raises Overtaken when the replay is no longer ours."""
        if not force and time.monotonic() - self._noted < NOTE_EVERY:
            return
        self._noted = time.monotonic()
        mine = ReplayRun.everything.filter(
            pk=self.run.pk, generation=self.run.generation, state=ReplayState.RUNNING
        )
        names = ("virtual_from", "virtual_until", "virtual_now", "orders_told", "orders_placed")
        values = {name: getattr(self.run, name) for name in names}
        if not mine.update(**values, moves=self.run.moves, lease_until=self.clock() + LEASE):
            raise Overtaken
        if self.progress is not None:
            self.progress(self.run)

    def _close(self) -> None:
        """End what still runs without a verdict, and keep the picture."""
        self.run.virtual_now = self.end
        self._sweep(self.end)
        void_many(subject_ids=running_on(self.stage.id), at=self.end, now=self.end)
        self._note(force=True)
        self.run.summary = picture_of(self.stage.id, self.stage.zone)
        self.run.state, self.run.finished_at = ReplayState.DONE, self.clock()
        self.run.save(update_fields=["summary", "state", "finished_at"])


def _missed_between(shop_id: int, after: datetime, until: datetime) -> Iterator[DeadlineMissed]:
    rows = Deadline.objects.filter(
        shop_id=shop_id,
        kind__in=LATE_IN,
        state="missed",
        noticed_at__gt=after,
        noticed_at__lte=until,
    )
    for row in rows.order_by("due_at", "id"):
        yield DeadlineMissed(
            occurred_at=row.due_at,
            deadline_id=row.pk,
            kind=row.kind,
            subject_id=row.subject_id,
            shop_id=row.shop_id,
            due_at=row.due_at,
            noticed_at=row.noticed_at or until,
        )


def claimed(run_id: UUID, now: datetime, *, take_over: bool = False) -> ReplayRun | None:
    """Take a replay that waits or whose player has not been heard of; None when there is none to take."""
    free = ReplayRun.everything.filter(
        pk=run_id, state__in=[ReplayState.WAITING, ReplayState.RUNNING]
    )
    if not take_over:
        free = free.exclude(state=ReplayState.RUNNING, lease_until__gte=now)
    taken = free.update(
        state=ReplayState.RUNNING, generation=F("generation") + 1, lease_until=now + LEASE
    )
    return ReplayRun.everything.get(pk=run_id) if taken else None
