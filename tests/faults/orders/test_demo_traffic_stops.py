"""The demo's life is a process: it stops when told, and there is one at a time."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from bootstrap.paths import ROOT
from orders.models import Order
from orders.services.demo_traffic import SLUG
from tests.factories.sellers import OfferFactory, ShopFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def life():
    values = connection.settings_dict
    host = values["HOST"] or values["OPTIONS"].get("host", "")
    env = {
        **os.environ,
        "DATABASE_URL": f"postgres://{values['USER']}@/{values['NAME']}?host={host}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    started = []

    def start():
        command = [sys.executable, "manage.py", "demo_traffic", "--pace", "0.05", "0.1"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=env))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def _until(true):
    stop = time.monotonic() + 40
    while not true():
        assert time.monotonic() < stop, "it did not come to that"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_lives_until_it_is_told_to_stop(life, number):
    OfferFactory.create_batch(5, shop=ShopFactory(slug=SLUG))
    process = life()
    _until(lambda: Order.everything.count() > 60)
    process.send_signal(number)
    assert process.wait(timeout=10) == 0


def test_a_second_life_waits_for_the_first_to_end(life):
    OfferFactory.create_batch(5, shop=ShopFactory(slug=SLUG))
    first = life()
    _until(lambda: Order.everything.count() > 60)
    second = life()
    time.sleep(3)
    first.send_signal(signal.SIGSTOP)
    try:
        before = Order.everything.count()
        time.sleep(1)
        assert (Order.everything.count(), second.poll()) == (before, None)
    finally:
        first.send_signal(signal.SIGCONT)
