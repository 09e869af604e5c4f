"""Imports killed at any moment by real processes: run again, the database is the same (I1, Q1)."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import timezone

from bootstrap.paths import ROOT
from kernel.deadlines.models import Deadline
from orders.models import (
    ImportedOrder,
    ImportJob,
    ImportRefusal,
    Order,
    OrderContact,
    OrderLine,
)
from orders.rules.files.profiles import GENERIC
from orders.services.imports import batches, run
from orders.services.imports.run import run_import
from orders.services.imports.start import import_of_file
from orders.services.imports.storage import chunks_of, digest_of
from tests.factories import files
from tests.factories.orders import SELLER
from tests.factories.sellers import ShopFactory
from tests.processes import KILLED, child, wait

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
ORDERS = 60


@pytest.fixture(autouse=True)
def small_batches(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(run, "ORDERS_OF_A_BATCH", 7)


@pytest.fixture
def path(tmp_path):
    """A file with refused rows among the orders, so that both kinds of lines are at stake."""
    lines = list(files.generic_lines(ORDERS))
    for at in range(10, len(lines), 37):
        order, rest = lines[at].split(",", 1)
        lines[at] = f"{order if at % 2 else ''},{rest}".replace(",SKU-", ",,SKU-", at % 2)
    return files.written(tmp_path / "kill.csv", lines)


def job_of(path, shop):
    return import_of_file(
        shop_id=shop.pk,
        channel="native",
        path=path,
        sha256=digest_of(path),
        chunks=chunks_of(path),
        profile=GENERIC,
        dry_run=False,
        actor=SELLER,
        now=NOW,
    )


def outcome(job):
    """Everything the import wrote, ids and moments of ours aside."""
    job.refresh_from_db()
    counts = (
        job.state,
        job.rows_accepted,
        job.rows_refused,
        job.orders_created,
        job.orders_unchanged,
        job.amount_accepted,
        job.amount_refused,
        job.rows_done,
        job.flags,
    )
    of_shop = {"order__shop": job.shop}
    return [
        counts,
        list(
            Order.everything.filter(shop=job.shop)
            .order_by("external_id")
            .values_list("external_id", "state", "version", "total_minor", "placed_at")
        ),
        list(
            OrderLine.objects.filter(**of_shop)
            .order_by("order__external_id", "position")
            .values_list("order__external_id", "position", "sku", "quantity", "total_minor")
        ),
        OrderContact.everything.filter(shop=job.shop).count(),
        list(
            Deadline.objects.filter(shop_id=job.shop_id)
            .order_by("kind", "due_at")
            .values_list("kind", "opened_at", "due_at", "state")
        ),
        list(
            ImportRefusal.objects.filter(job=job)
            .order_by("row")
            .values_list("row", "code", "amount")
        ),
        list(
            ImportedOrder.objects.filter(job=job)
            .order_by("first_row")
            .values_list("first_row", "last_row", "external_id", "created", "rows", "amount")
        ),
    ]


@pytest.fixture
def undisturbed(path):
    """What an import that nobody kills leaves."""
    job = job_of(path, ShopFactory(language="en"))
    assert run_import(job_id=job.pk, clock=lambda: NOW)
    return outcome(job)


def once_more(job):
    run_import(job_id=job.pk, clock=timezone.now, take_over=True)


def test_killed_at_random_and_run_again_the_database_is_the_same(path, undisturbed):
    """I1: as many kills as it takes, each at another row."""
    chance = random.Random(20261120)
    job = job_of(path, ShopFactory(language="en"))
    kills, seen = 0, set()
    while not ImportJob.everything.filter(pk=job.pk, state="done").exists():
        with child(lambda: once_more(job)) as pid:
            before = Order.everything.filter(import_job=job).count()
            _until(lambda n=before, p=pid: _count(job) > n or _has_ended(p))
            time.sleep(chance.uniform(0, 0.05))
            os.kill(pid, signal.SIGKILL)
            kills += wait(pid) == KILLED
        seen.add(_count(job))
    assert kills >= 3
    assert len(seen) >= 3
    assert outcome(job) == undisturbed


def _count(job):
    return Order.everything.filter(import_job=job).count()


def _has_ended(pid):
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


STEPS = ("_place", "_note_rows", "_check_point")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("batch", [0, 1, 5])
def test_killed_at_each_step_of_a_batch(path, undisturbed, monkeypatch, step, batch):
    """Q1: the kill falls right after the step, before the batch commits."""
    job = job_of(path, ShopFactory(language="en"))
    real = getattr(batches.Writer, step)
    calls = iter(range(1000))

    def then_die(self, *args):
        done = real(self, *args)
        if next(calls) == batch:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    def die():
        monkeypatch.setattr(batches.Writer, step, then_die)
        once_more(job)

    with child(die) as pid:
        assert wait(pid) == KILLED
    assert Order.everything.filter(import_job=job).count() <= batch * 7
    job.refresh_from_db()
    assert job.orders_created == Order.everything.filter(import_job=job).count()
    once_more(job)
    assert outcome(job) == undisturbed


def test_two_runners_at_once_take_each_row_once(path, undisturbed):
    """I1: the same import at once; who is overtaken stops."""
    job = job_of(path, ShopFactory(language="en"))
    with child(lambda: once_more(job)) as one, child(lambda: once_more(job)) as other:
        wait(one), wait(other)
    once_more(job)
    assert outcome(job) == undisturbed


def test_two_imports_of_one_file_at_once_make_each_order_once(path, undisturbed):
    """I1: the same file at once, in two jobs."""
    shop = ShopFactory(language="en")
    first = job_of(path, shop)
    ImportJob.everything.filter(pk=first.pk).update(state="done")  # so that the next is a new one
    second = job_of(path, shop)
    ImportJob.everything.update(state="waiting")
    with child(lambda: once_more(first)) as one, child(lambda: once_more(second)) as other:
        assert (wait(one), wait(other)) == (0, 0)
    first.refresh_from_db()
    second.refresh_from_db()
    created = first.orders_created + second.orders_created
    assert created == Order.everything.filter(shop=shop).count() == undisturbed[0][3]
    assert first.rows_accepted == second.rows_accepted == undisturbed[0][1]


def test_the_command_killed_and_run_again_reports_the_whole_file(path, undisturbed, tmp_path):
    """Issue 2: a kill at any row and a re-run give the same database."""
    shop = ShopFactory(slug="killed", language="en")
    report = tmp_path / "report.json"
    command = [
        *(sys.executable, "-c", _COMMAND, "import_orders", str(path)),
        *("--profile", "generic", "--shop", shop.slug, "--report", str(report)),
    ]
    env = {**os.environ, **_environment(tmp_path)}
    for wanted in (1, 40):
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        _until(lambda n=wanted: Order.everything.filter(shop=shop).count() >= n)
        process.kill()
        assert process.wait() == KILLED
    assert ImportJob.everything.filter(shop=shop).count() == 1
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(report.read_text())
    job = ImportJob.everything.get(shop=shop)
    assert [told[name] for name in ("rows_accepted", "rows_refused", "orders_created")] == list(
        undisturbed[0][1:4]
    )
    assert len(told["refused"]) == told["rows_refused"]
    assert (job.state, outcome(job)[1][0][0]) == ("done", undisturbed[1][0][0])
    assert [row[:2] for row in outcome(job)[5]] == [row[:2] for row in undisturbed[5]]


# The command as a shell would run it, with small batches so that there is something to kill.
_COMMAND = """
import sys, django
django.setup()
from django.core.management import execute_from_command_line
from orders.services.imports import run
run.ORDERS_OF_A_BATCH = 2
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


def _environment(tmp_path):
    values = connection.settings_dict
    host, name = values["HOST"] or values["OPTIONS"].get("host", ""), values["NAME"]
    return {
        "DATABASE_URL": f"postgres://{values['USER']}@/{name}?host={host}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "PYTHONPATH": str(ROOT),
    }


def _until(true):
    stop = time.monotonic() + 30
    while not true():
        assert time.monotonic() < stop, "it did not come to that"
        time.sleep(0.01)
