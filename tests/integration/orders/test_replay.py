"""Replays: a file lived through again on a fast clock, in a shop of its own, told to nobody."""

import json
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from kernel.deadlines.models import Deadline, OwnClock
from kernel.deadlines.sweeping import sweep
from kernel.ids import new_id
from kernel.outbox.models import Delivery
from kernel.scope import Scope
from orders.models import Order, OrderContact, ReplayRun, ReplayState
from orders.rules.files.profiles import GENERIC, UCI
from orders.selectors.replay import picture_of, replays_of
from orders.services.imports.storage import chunks_of, folder, keep
from orders.services.replay import playing
from orders.services.replay.run import (
    ReplayNotFound,
    ReplayRefused,
    replay_run,
    run_due_replays,
    run_replay,
    start_replay,
    stop_replay,
)
from orders.services.replay.stage import clear_stage, stage_of
from sellers.public import NoRehearsalShop, shop_profile
from tests.factories import files
from tests.factories.orders import SELLER, place_order
from tests.factories.sellers import ShopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(playing, "TICK", timedelta(hours=2))


@pytest.fixture
def stage(db):
    return stage_of("replay-test")


@pytest.fixture
def start(stage, tmp_path):
    def started(path=None, profile=GENERIC, speed=0, seed=1, shop_id=None):
        path = path or files.generic_file(tmp_path, 25, lines=1)
        kept, _sha, _size = keep(new_id(), chunks_of(path))
        return start_replay(
            shop_id=shop_id or stage.id,
            stage=stage,
            kept_as=kept.name,
            filename=path.name,
            profile=profile,
            speed=speed,
            seed=seed,
            actor=SELLER,
            now=timezone.now(),
            folder=folder(),
        )

    return started


def played(run):
    assert run_replay(run_id=run.pk, clock=timezone.now)
    run.refresh_from_db()
    return run


def rows_of(stage):
    orders = Order.everything.filter(shop=stage.id).order_by("external_id")
    return list(
        orders.values_list("external_id", "state", "opened_at", "confirmed_at", "received_at")
    )


def test_orders_come_at_their_own_times_and_are_handled_by_the_real_services(start, stage):
    run = played(start())
    assert (run.state, run.orders_told, run.orders_placed) == (ReplayState.DONE, 25, 25)
    orders = Order.everything.filter(shop=stage.id)
    assert all(o.received_from_channel_at == o.paid_at for o in orders)
    assert {o.state for o in orders} >= {"received"}
    first = orders.order_by("placed_at").first()
    assert run.virtual_from == first.placed_at
    assert run.virtual_until == orders.order_by("placed_at").last().placed_at + playing.AFTERLIFE


def test_promises_are_kept_and_missed_at_virtual_times_and_none_is_left_running(start, stage):
    run = played(start())
    kinds = run.summary["kinds"]
    assert sum(kinds["order.new"].values()) == sum(kinds["order.dispatch"].values()) == 25
    assert all(ends["running"] == 0 for ends in kinds.values())
    assert kinds["order.new"]["good"] > kinds["order.new"]["missed"] > 0
    missed = Deadline.objects.filter(shop_id=stage.id, state="missed")
    assert sum(map(sum, run.summary["hours"])) == missed.count()
    assert all(row.noticed_at - row.due_at <= timedelta(days=7) for row in missed)
    assert run.summary == picture_of(stage.id, stage.zone)


def test_the_same_seed_is_the_same_week_and_another_seed_is_not(start, stage):
    weeks = []
    for seed in (1, 1, 2):
        played(start(seed=seed))
        weeks.append(rows_of(stage))
    assert weeks[0] == weeks[1] != weeks[2]


def test_nobody_is_told_and_no_person_is_in_it(start, stage):
    played(start())
    assert Delivery.objects.count() == 0
    people = OrderContact.everything.filter(shop=stage.id).values_list("name", "phone", "email")
    assert set(people) == {("", "", "")}


def test_the_common_sweep_and_other_shops_are_left_alone(start, stage):
    other = place_order(ShopFactory(), placed_at=datetime(2026, 2, 3, 9, tzinfo=UTC))
    before = list(Deadline.objects.filter(subject_id=other.pk).order_by("id").values())
    run = start()
    calls = iter(range(10**6))
    with suppress(InterruptedError):
        playing_until(run, lambda: next(calls) < 40)
    assert sweep(now=timezone.now()) == len(before)  # those of the other shop, and no one's else
    assert (
        Deadline.objects.filter(shop_id=stage.id, state="missed")
        .exclude(noticed_at__lt=datetime(2026, 3, 1, tzinfo=UTC))
        .count()
        == 0
    )


def playing_until(run, goes_on):
    """Play a replay and die without a word in the middle of it."""
    taken = playing.claimed(run.pk, timezone.now(), take_over=True)
    player = playing.Player(taken, clock=timezone.now)
    real = player._happen

    def happen(at, event):
        if not goes_on():
            player._note(force=True)
            raise InterruptedError
        real(at, event)

    player._happen = happen
    player.play()


def test_another_player_goes_on_where_one_died(start, stage):
    whole = played(start())
    expected, moves = rows_of(stage), whole.moves
    run = start()
    for more in (30, 50, 10**6):
        calls = iter(range(10**7))
        with suppress(InterruptedError):
            playing_until(run, lambda n=more, c=calls: next(c) < n)
    run.refresh_from_db()
    assert (run.state, run.moves, run.orders_placed) == (ReplayState.DONE, moves, 25)
    assert rows_of(stage) == expected


def test_a_task_plays_for_its_time_and_the_next_goes_on(start, stage):
    run = start(speed=5_000_000)
    rounds = 0
    while not ReplayRun.everything.filter(pk=run.pk, state=ReplayState.DONE).exists():
        until = timezone.now() + timedelta(seconds=0.4)
        assert run_due_replays(clock=timezone.now, until=until) == 1
        rounds += 1
        assert rounds < 60
    assert rounds > 1
    assert run_due_replays(clock=timezone.now, until=timezone.now() + timedelta(seconds=1)) == 0


def test_a_replay_keeps_the_pace_of_its_clock(start, stage):
    """At N virtual seconds a real second, so much virtual time and no more has passed when it is stopped."""
    run = start(speed=3600)
    began = timezone.now()
    until = began + timedelta(seconds=1)
    assert run_replay(run_id=run.pk, clock=timezone.now, until=until) is False
    real = (timezone.now() - began).total_seconds()
    run.refresh_from_db()
    assert run.virtual_now - run.virtual_from <= timedelta(seconds=3600 * real)


def test_a_replay_is_stopped_where_it_is(start, stage):
    run = start(speed=1)
    stopped = stop_replay(run_id=run.pk, scope=Scope.shop(stage.id), now=timezone.now())
    assert stopped.state == ReplayState.STOPPED
    assert run_replay(run_id=run.pk, clock=timezone.now) is True
    assert Order.everything.filter(shop=stage.id).count() == 0


def test_stopped_in_the_middle_its_player_leaves_at_once(start, stage):
    run = start()
    taken = playing.claimed(run.pk, timezone.now())
    player = playing.Player(taken, clock=timezone.now)
    stop_replay(run_id=run.pk, scope=Scope.shop(stage.id), now=timezone.now())
    with pytest.raises(playing.Overtaken):
        player.play()


def test_one_replay_at_a_time_on_a_stage(start):
    start()
    with pytest.raises(ReplayRefused):
        start()
    assert ReplayRun.everything.count() == 1


def test_a_real_shop_is_never_a_stage(start):
    shop = place_order().shop
    with pytest.raises(NoRehearsalShop):
        clear_stage(shop.pk)
    with pytest.raises(NoRehearsalShop):
        stage_of(shop.slug)
    assert Order.everything.filter(shop=shop).count() == 1


def test_a_stage_is_like_the_shop_it_is_for_and_has_its_own_clock():
    shop = shop_profile(ShopFactory(calendar="cn-orders", zone="Asia/Shanghai").pk)
    stage = stage_of(f"replay-{shop.slug}", like=shop)
    assert (stage.calendar, stage.zone) == ("cn-orders", "Asia/Shanghai")
    assert OwnClock.objects.filter(pk=stage.id).exists()
    assert stage_of(f"replay-{shop.slug}", like=shop).id == stage.id


def test_another_shop_does_not_see_it(start, stage):
    run = start()
    other = Scope.shop(ShopFactory().pk)
    assert (replays_of(other), len(replays_of(Scope.shop(stage.id)))) == ([], 1)
    with pytest.raises(ReplayNotFound):
        replay_run(other, run.pk)


def test_a_file_without_orders_is_refused(start, tmp_path):
    path = files.written(tmp_path / "h.csv", ["Order,Date,SKU,Qty,Price"])
    with pytest.raises(ReplayRefused, match="no paid order"):
        start(path)


def test_a_dirty_week_is_replayed_without_its_dirt(start, stage, tmp_path):
    run = played(start(files.dirty_file(tmp_path), profile=UCI))
    assert (run.orders_placed, run.summary["kinds"]["order.new"]["running"]) == (5, 0)


def test_the_command_shows_and_writes_the_picture(tmp_path, capsys):
    path = files.generic_file(tmp_path, 20, lines=1)
    report = tmp_path / "picture.json"
    for _ in range(2):  # again it begins anew
        call_command("replay", str(path), report=report, speed=0)
    picture = json.loads(report.read_text())
    assert (picture["orders"], sum(picture["kinds"]["order.new"].values())) == (20, 20)
    assert Counter(picture["states"]).total() == 20
    assert "New order (3 h)" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [{"profile": "none"}, {"shop": "real"}, {"file": "none.csv"}])
def test_the_command_says_what_it_cannot_do(tmp_path, arguments):
    ShopFactory(slug="real")
    path = arguments.pop("file", None) or str(files.generic_file(tmp_path, 2))
    with pytest.raises(CommandError) as caught:
        call_command("replay", path, **arguments)
    assert caught.value.returncode == 2
