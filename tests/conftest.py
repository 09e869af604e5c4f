"""What all tests share: nothing remembered from the test before, and no bell rung by accident."""

import os
from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings

# How long an example takes says more about the machine than about the code.
hypothesis_settings.register_profile("otgruz", deadline=None, print_blob=True)
hypothesis_settings.load_profile("otgruz")


def pytest_collection_modifyitems(config, items):
    """Leave out what takes minutes, unless all of it is asked for."""
    if "OTGRUZ_AT_LENGTH" in os.environ:
        return
    long = [item for item in items if item.get_closest_marker("at_length")]
    items[:] = [item for item in items if item not in set(long)]
    config.hook.pytest_deselected(items=long)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the database of the tests as ever; let those that commit find it as it was made."""
    from tests import pristine

    with django_db_blocker.unblock(), pristine.kept():
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Forget what processes keep: the language of the last page served, and what is kept for speed.

    Between tests rows change behind its back; a page served in the test's own thread leaves its words there.
    """
    from warehouse.selectors.storages import remember_storages

    remember_storages(frozenset(), seconds=3_600.0)  # else the first page to ask would cost more
    yield
    from kernel.deadlines.policies import forget_policies
    from kernel.outbox import bell
    from orders.services.channels import forget_channels

    forget_channels()
    forget_policies()
    bell.forget_silence()
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True)
def rings(monkeypatch, request):
    """Record the rings of the bell instead of sending them; ``real_bell`` lets them out."""
    sent: list[str] = []
    if "real_bell" not in request.fixturenames:
        monkeypatch.setattr("kernel.outbox.bell._send", sent.append)
    return sent


@pytest.fixture
def real_bell():
    """Send rings to the broker as production does."""


@pytest.fixture
def deliver():
    """Return a way to deliver facts until none is left; it says how many were tried.

    Facts are due by the clock of the server, so unless told otherwise it is long past that.
    """
    from kernel.outbox.relay import deliver_due

    def until_idle(now=datetime(2100, 1, 1, tzinfo=UTC)):
        total = 0
        while tried := deliver_due(now=now):
            total += tried
        return total

    return until_idle


@pytest.fixture
def facts():
    """Return a way to read the recorded facts of a topic, each once, the earliest first."""
    from kernel.outbox.models import Delivery

    def of(topic):
        rows = list(Delivery.objects.filter(topic=topic).order_by("id"))
        return [row.payload for row in rows if row.handler == rows[0].handler]

    return of


@pytest.fixture
def app_role(db, settings):
    """Give the application's role its rights in this database, and return a way to act as it."""
    from contextlib import contextmanager

    from django.db import connection, transaction

    from kernel.rights import grant_rights

    with connection.cursor() as cursor:
        # Roles belong to the cluster: tests of another process may be making it at this moment.
        cursor.execute(
            "do $$ begin create role otgruz_app;"
            " exception when duplicate_object or unique_violation then null; end $$"
        )
    settings.DATABASE_APP_ROLE = "otgruz_app"
    grant_rights()

    @contextmanager
    def acting():
        # A refused act takes the role back with its savepoint.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local role otgruz_app")
            yield cursor
            cursor.execute("reset role")

    return acting
