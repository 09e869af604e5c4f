"""A real browser on the floor: a dock, parcels that wait there, and somebody who only has a scanner."""

import os
import shutil
import threading

import pytest
from playwright.sync_api import expect, sync_playwright

from sellers.states import Role
from tests.factories.docks import dispatched, dock_of_shop
from tests.factories.sellers import MembershipFactory, UserFactory
from tests.factories.warehouse import shop_in_storage

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def chromium(django_db_setup):
    """A browser for one file: its event loop lives in this thread and must not outlast the file."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip("NO CHROMIUM: nobody worked on the floor")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
        for thread in threading.enumerate():  # each gives its connection back
            if "process_request_thread" in thread.name:
                thread.join(timeout=10)


@pytest.fixture
def dock(transactional_db):
    return dock_of_shop(shop_in_storage())


@pytest.fixture
def parcels(dock):
    from warehouse.models import Storage

    shop = Storage.everything.get(warehouse=dock.warehouse).shop
    return dispatched(4, shop)


@pytest.fixture
def packer(transactional_db):
    user = UserFactory(name="Павло Стриж", language="en")
    MembershipFactory(user=user, shop=None, role=Role.WAREHOUSE_OPERATOR)
    return user


class Hands:
    """Somebody with a wedge scanner at a page."""

    def __init__(self, page, base):
        self.page, self.base = page, base

    def go(self, screen):
        self.page.goto(f"{self.base}{screen}")
        self.ready()

    def ready(self):
        self.page.wait_for_selector("body[data-floor=ready]")

    def shoot(self, code):
        """Type as a scanner does, wherever the page's attention is."""
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def hears(self, verdict):
        expect(self.page.locator("body")).to_have_attribute("data-verdict", verdict)

    def says(self, text):
        expect(self.page.locator("#said")).to_contain_text(text)

    def shows(self, text):
        expect(self.page.locator("#verdict")).to_contain_text(text)


@pytest.fixture
def hands(chromium, live_server, client, packer, dock, settings):
    """A person at the dock's browser; what the console complained of fails the test."""
    client.force_login(packer)
    name = settings.SESSION_COOKIE_NAME
    cookies = [{"name": name, "value": client.cookies[name].value, "url": live_server.url},
               {"name": "station", "value": dock.code, "url": live_server.url}]  # fmt: skip
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": 1280, "height": 800},
        reduced_motion="reduce",
        locale="en-GB",
    )
    context.add_cookies(cookies)
    context.set_default_timeout(15_000)
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Hands(page, f"/floor/{dock.warehouse.code}/")
    context.close()
    assert complaints == []
