"""Every pair of acts on one order, in every interleaving of their steps (D-02, T8).

The winner rule: **who has the order's row lock first acts first; the other acts on the order as it then is,
and does its work, or is refused and has changed nothing.** So whatever the interleaving, what comes out is
what comes out when one follows the other. An act that touches several orders, such as a merge, finds out
which before it locks them; when that has changed meanwhile, it asks its caller to look again
(``order_changed``) and has changed nothing. Acts, states and schedules come from tables.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import combinations_with_replacement

import pytest
from django.db import connections
from django.db.models import Q

from kernel import history
from kernel.deadlines.models import Deadline, DeadlinePolicy
from kernel.deadlines.policies import forget_policies
from kernel.deadlines.repricing import reprice
from kernel.deadlines.sweeping import sweep
from kernel.errors import Refusal
from kernel.history import SYSTEM, Actor
from kernel.scope import PLATFORM
from orders import services
from orders.models import Order, OrderSplit
from orders.rules.edits import Agreement
from orders.states import BEFORE_SHIPPING, MOVES, OPEN_STATES, STATE_CLOCKS, OrderState
from tests.factories.orders import SELLER, TUESDAY_18, place_order
from tests.factories.sellers import ShopFactory
from tests.faults.orders.stage import MIXED, ONE_AFTER_THE_OTHER, TWINS, staged

pytestmark = pytest.mark.beside
S = OrderState
BUYER = Actor(kind="buyer", label="buyer", source="buyer_page")
NOW = TUESDAY_18 + timedelta(minutes=30)
LATER = NOW + timedelta(days=60)


def moving(service, actor=SELLER, **more):
    return lambda order, mate: service(
        order_id=order.pk, scope=PLATFORM, actor=actor, now=NOW, **more
    )


def edit(order, mate):
    services.edit_order(
        order_id=order.pk,
        scope=PLATFORM,
        actor=SELLER,
        now=NOW,
        changes={"delivery_minor": 7_000},
        agreement=Agreement(with_whom="buyer", how="phone", at=NOW),
    )


def split(order, mate):
    services.split_order(
        order_id=order.pk, scope=PLATFORM, actor=SELLER, now=NOW, lines={1: 1}, reason="times"
    )


def merge(order, mate):
    services.merge_orders(
        order_id=order.pk, with_order_id=mate.pk, scope=PLATFORM, actor=SELLER, now=NOW
    )


def miss(order, mate):
    sweep(now=LATER, shop_id=order.shop_id)


def move_clock(order, mate):
    """Reprice the clock of the state by the newer policy; some states have no clock to move."""
    newer = DeadlinePolicy.objects.filter(
        kind=STATE_CLOCKS.get(order.state, ""), effective_from=NOW - timedelta(days=1)
    )
    for policy in newer:
        reprice(policy=policy, only=Q(shop_id=order.shop_id), now=NOW, actor=SYSTEM)


def sources(move):
    return frozenset(MOVES[move][0])


# Name -> (the act, the states in which it may do something).
ACTS = {
    "open": (moving(services.open_order), sources("open")),
    "edit": (edit, BEFORE_SHIPPING),
    "confirm": (moving(services.confirm_order, availability_checked=True), sources("confirm")),
    "split": (split, BEFORE_SHIPPING),
    "merge": (merge, BEFORE_SHIPPING),
    "ready": (moving(services.make_order_ready), sources("make_ready")),
    "ship": (
        moving(services.ship_order, carrier="Nova Poshta", waybill="20450000000001"),
        sources("ship"),
    ),
    "receive": (moving(services.receive_order, actor=BUYER), sources("receive")),
    "seller cancels": (
        moving(services.cancel_order, reason="other", comment="Broken"),
        OPEN_STATES,
    ),
    "buyer cancels": (
        moving(services.cancel_order, actor=BUYER, reason="buyer_request"),
        OPEN_STATES,
    ),
    "miss": (miss, frozenset(STATE_CLOCKS)),
    "reprice": (move_clock, frozenset({S.NEW, S.NEEDS_AGREEMENT})),
}
OF_SEVERAL = frozenset({"split", "merge", "ship", "seller cancels", "buyer cancels"})
ROAD = {
    S.NEW: (),
    S.NEEDS_AGREEMENT: ("open",),
    S.CONFIRMED: ("open", "confirm"),
    S.AWAITING_SHIPMENT: ("open", "confirm", "ready"),
    S.DELIVERING: ("open", "confirm", "ready", "ship"),
}
PAIRS = list(combinations_with_replacement(ACTS, 2))


def where_they_meet(a, b):
    """Return a state in which both may act; where there is none, one in which the first may."""
    both = [state for state in ROAD if state in ACTS[a][1] and state in ACTS[b][1]]
    return (both or [state for state in ROAD if state in ACTS[a][1] | ACTS[b][1]])[0]


def all_meetings(a, b):
    return [state for state in ROAD if state in ACTS[a][1] | ACTS[b][1]]


@pytest.fixture
def scene(transactional_db):
    """Return a way to set an order, with another of the same buyer beside it, into a state."""
    for kind in ("order.new", "order.agreement", "order.dispatch"):
        DeadlinePolicy.objects.create(
            kind=kind,
            calendar="ua-orders",
            effective_from=NOW - timedelta(days=1),
            **({"days": 3} if kind == "order.dispatch" else {"allowance_s": 9 * 3600}),
        )
    forget_policies()
    shop = ShopFactory()

    def at(state):
        order, mate = place_order(shop), place_order(shop)
        for one in (order, mate):
            for step in ROAD[state]:
                ACTS[step][0](one, one)
        return Order.everything.get(pk=order.pk), mate

    return at


def stand(order):
    """Return everything about an order that an act may change, save what differs by chance."""
    order = Order.everything.get(pk=order.pk)
    lines = [(line.position, line.sku, line.quantity) for line in order.lines.order_by("position")]
    clocks = sorted(
        Deadline.objects.filter(subject_id=order.pk).values_list("kind", "state", "due_at")
    )
    return {
        "state": order.state,
        "money": (order.goods_minor, order.delivery_minor, order.total_minor),
        "rides": order.rides_with_id is not None,
        "lines": lines,
        "clocks": clocks,
        "parts": OrderSplit.everything.filter(order=order).count(),
        "history": sorted(line.action for line in history.of("order", order.pk)),
    }


def _do(name, order, mate):
    if name:
        ACTS[name][0](order, mate)


def played(scene, state, schedule, a, b):
    """Play both acts on a new order.

    Return (how each ended, how the order stands), the order, and whether one waited for the other.
    """
    order, mate = scene(state)
    run = staged(schedule, lambda: _do(a, order, mate), lambda: _do(b, order, mate))
    if "miss" in (a, b):  # the sweep passes by what is locked, and comes again in a second
        sweep(now=LATER, shop_id=order.shop_id)
    return (run.ends, stand(order)), order, run.waited


def lawful(scene, state, a, b):
    """Return what may come out: one after the other, and where several orders are locked, one alone."""
    found = [played(scene, state, schedule, a, b)[0] for schedule in ONE_AFTER_THE_OTHER]
    if a in OF_SEVERAL and b in OF_SEVERAL:
        look_again = "refused: order_changed"
        for alone, ends in ((a, ("done", look_again)), (b, (look_again, "done"))):
            found.append((ends, played(scene, state, "AABB", alone, "")[0][1]))
    return found


def hold_true(order):
    """Check what must hold of an order whatever has happened to it."""
    now = Order.everything.get(pk=order.pk)
    running = Deadline.objects.filter(subject_id=order.pk, state="running")
    kinds = [clock.kind for clock in running]
    assert len(kinds) == len(set(kinds))
    if now.state in (S.CANCELLED, S.RECEIVED):
        assert kinds == []
    moves = [line.action for line in history.of("order", order.pk) if line.action in MOVES]
    assert len(moves) == len(set(moves))
    assert sum(line.total_minor for line in now.lines.all()) == now.goods_minor


def meet(scene, a, b, states):
    for state in states:
        legal, waiting = lawful(scene, state, a, b), set()
        for schedule in MIXED:
            mirrored = a == b and schedule[0] == "B"
            if mirrored or TWINS.get(schedule) in waiting:
                continue
            came, order, waited = played(scene, state, schedule, a, b)
            waiting |= {schedule} if waited else set()
            assert not [end for end in came[0] if end.startswith("broke")], (state, schedule, came)
            assert came in legal, (state, schedule, came, legal)
            hold_true(order)


@pytest.mark.parametrize(("a", "b"), PAIRS, ids=[f"{a} and {b}" for a, b in PAIRS])
def test_whatever_the_interleaving_it_is_as_if_one_followed_the_other(scene, a, b):
    meet(scene, a, b, [where_they_meet(a, b)])


@pytest.mark.at_length
@pytest.mark.parametrize(("a", "b"), PAIRS, ids=[f"{a} and {b}" for a, b in PAIRS])
def test_in_every_state_too(scene, a, b):
    meet(scene, a, b, all_meetings(a, b)[1:])


@pytest.mark.parametrize("acts", [("open", "open"), ("seller cancels", "confirm")])
def test_without_the_row_lock_both_win_d_02_control(scene, monkeypatch, acts):
    """The protection off: there is an interleaving whose outcome is no longer that of any succession."""
    a, b = acts
    state = where_they_meet(a, b)
    legal = lawful(scene, state, a, b)
    monkeypatch.setattr(
        "django.db.models.query.QuerySet.select_for_update", lambda rows, *_args, **_how: rows
    )
    assert [s for s in MIXED if played(scene, state, s, a, b)[0] not in legal] != []


@pytest.mark.parametrize("round_", range(3))
def test_forty_at_once_leave_a_legal_order(scene, round_):
    """Forty acts start together: each does its work or is refused, and what must hold holds."""
    order, mate = scene(S.NEW)
    start = threading.Barrier(40)
    names = random.Random(round_).choices(list(ACTS), k=40)

    def race(name):
        try:
            start.wait(20)
            ACTS[name][0](order, mate)
        except Refusal as refusal:
            return f"refused: {refusal.code}"
        except Exception as error:
            return f"broke: {name}: {error!r}"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(40) as pool:
        ends = list(pool.map(race, names))
    assert [end for end in ends if end.startswith("broke")] == []
    sweep(now=LATER, shop_id=order.shop_id)
    hold_true(order)
    hold_true(mate)
