"""A small day of the warehouse, all of it real: people over HTTP, cuts, kills of each kind."""

import contextlib
import os
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import call_command
from django.db import connection

from bootstrap.family import Family
from bootstrap.progress import Progress
from config.settings import base
from tests.day.day import Day, Plan
from tests.day.mishaps import SHARES
from tests.day.network import CALM, Weather
from tests.day.proof import prove
from tests.day.stage import Stage
from warehouse.models import CountLine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at_length]
BAD = Weather(cut=0.05, lost_answer=0.03, wrong_scan=0.03, double_scan=0.03, undo=0.05, short=0.02)
SMALL = Plan(
    orders=12,
    workers=3,
    seed=4,
    hand_seconds=0,
    kill_every=1,
    kill_on=False,
    longest=900,
    cancelled=0.1,
    spread=0.1,
    weather=BAD,
)
ALWAYS_CUT = {"cut": 1, "replayed_again": 1, "cut_seconds": (0, 0)}


@pytest.fixture
def stage(tmp_path, settings):
    """Real web, worker and beat over the database of the test, and the table where sign-ins are counted."""
    settings.CACHES = {"default": base.CACHES["default"]}
    call_command("createcachetable", verbosity=0)
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    services = {"DATABASE_URL": database, "REDIS_URL": os.environ["REDIS_URL"]}
    with Family(tmp_path / "log", Progress()) as family:
        stage = Stage(tmp_path, services, family)
        stage.start(without=frozenset({"sandbox"}))
        yield stage


def counted(day, weather):
    """Have two scans of a count replayed after a cut; return how many pieces were counted."""
    lead = day.worker(0, weather)
    lead.sign_in()
    (shelf, sku), _pieces = next(iter(day.ground.brought.items()))
    assert [said.ok for said in lead.open("count").scan_all([shelf, sku])] == [True, True]
    return CountLine.objects.get(count__state="open", offer__sku=sku).found


@pytest.fixture
def day(stage):
    """A small day over it, whose connections are closed."""
    with contextlib.closing(Day(SMALL, stage, print)) as day:
        yield day


def test_a_day_of_cuts_and_kills_loses_nothing_and_doubles_nothing(day):
    """Every invariant holds, books agree with hands, each order has a good end; and faults are noticed."""
    report = day.run()

    assert (report.proof.faults, report.tally.surprises) == ([], [])
    assert sum(report.proof.orders.values()) == SMALL.orders
    assert set(report.tally.of("killed: ")) == set(SHARES)
    assert report.tally.counts["scans replayed"] > 0

    # The control: a piece that vanishes is missed; a replay under a new id counts a piece once too often.
    day.building.shelves[next(iter(day.building.shelves))] -= 1
    assert len(prove(day.ground, day.building, day.shops).faults) == 1
    assert counted(day, Weather(**{**CALM.__dict__, **ALWAYS_CUT})) == 1
    assert day.tally.surprises == []
    assert counted(day, Weather(**{**CALM.__dict__, **ALWAYS_CUT, "same_id": False})) == 3
    assert day.tally.surprises != []
