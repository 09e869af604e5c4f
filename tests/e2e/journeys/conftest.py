"""A real browser against the real application: one shop whose clock never stands still, and its owner."""

import os
import shutil
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from kernel.calendars.models import WorkCalendar
from kernel.deadlines.models import DeadlinePolicy
from kernel.deadlines.policies import forget_policies
from orders.models import Order
from orders.rules.intake import DeliveryDraft
from orders.states import NEW_CLOCK
from tests.factories.orders import place_order
from tests.factories.sellers import PASSWORD, ShopFactory, member

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(7)}
HASTE = 240  # seconds to accept: below five minutes the clock shows seconds
expect.set_options(timeout=15_000)


def let_go():
    """Wait for the threads of the server, which give their connections back once the browser has gone."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


@pytest.fixture(scope="module")
def chromium(django_db_setup):
    """A browser for one file: its event loop lives in this thread and must not outlast the file."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip("NO CHROMIUM: no journey was made in a browser")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # that loop would shut out the database
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
        let_go()


@pytest.fixture
def shop(transactional_db):
    """Return a shop in whose hours every minute counts, and in which accepting is urgent."""
    WorkCalendar.objects.create(code="always", title="Always", zone="UTC", weekly_hours=ALWAYS)
    shop = ShopFactory(slug="corner", name="Крамниця", calendar="always", zone="UTC", language="en")
    DeadlinePolicy.objects.create(
        kind=NEW_CLOCK,
        shop_id=shop.pk,
        effective_from=datetime(2000, 1, 1, tzinfo=UTC),
        calendar="always",
        allowance_s=HASTE,
        good_s=HASTE // 2,
        warnings=[50, 80],
    )
    forget_policies()
    return shop


@pytest.fixture
def owner(shop):
    return member(shop=shop, email="owner@corner.test", name="Olena", language="en")


@pytest.fixture
def arrive(shop):
    """Return a way to have orders arrive just now: ``arrive(method="own_courier")``."""

    def arrived(method="carrier_point", **draft):
        delivery = DeliveryDraft(
            method=method, country="UA", city="Київ", address="Хрещатик, 1", point_code="12"
        )
        placed = timezone.now() - timedelta(seconds=1)
        return place_order(shop, placed_at=placed, delivery=delivery, **draft)

    return arrived


@pytest.fixture
def work():
    """Return a way to do what workers do: imports that wait, facts, a round of the sweep."""
    from kernel.tasks import deliver_facts, sweep_deadlines
    from orders.tasks import run_import

    def done():
        for task in (run_import, sweep_deadlines, deliver_facts):
            task()

    return done


@pytest.fixture
def state_of():
    """Return where an order stands, read anew."""
    return lambda order: Order.everything.get(pk=order.pk).state


@pytest.fixture
def window(chromium, live_server):
    """Return a way to open a window; what the console complained of in it fails the test.

    ``expects`` are parts of complaints that the test provokes, e.g. the status of a refusal.
    """
    complaints = []

    @contextmanager
    def opened(*, width=1440, scheme="light", expects=(), cookies=(), locale="en-GB"):
        phone = width < 768
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844 if phone else 900},
            color_scheme=scheme,
            has_touch=phone,
            is_mobile=phone,
            reduced_motion="reduce",
            locale=locale,
            accept_downloads=True,
        )
        context.add_cookies(list(cookies))

        def listen(page):
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on(
                "console",
                lambda said: complaints.append(said.text) if said.type == "error" else None,
            )

        context.on("page", listen)
        context.set_default_timeout(15_000)
        yield context.new_page()
        context.close()
        found = [said for said in complaints if not any(part in said for part in expects)]
        assert found == []

    return opened


@pytest.fixture
def session(client, owner, live_server, settings):
    """Return the cookies of the owner, signed in."""
    client.force_login(owner)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]


@pytest.fixture
def desk(window, session):
    """Return a way to open a window as the owner: ``with desk(width=390) as page``."""

    def opened(**how):
        return window(cookies=session, **how)

    return opened


@pytest.fixture
def password():
    return PASSWORD
