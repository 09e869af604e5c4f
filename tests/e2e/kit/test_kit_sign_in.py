"""Signing in over a real server: password, authenticator app, passkey, and the pages around them."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from axe_core_python.sync_playwright import Axe
from django.urls import reverse

from sellers.states import Role
from tests.factories.sellers import PASSWORD, ShopFactory, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def address(live_server):
    """Passkeys belong to a name, so not 127.0.0.1."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def seller():
    return member(Role.OWNER, ShopFactory(slug="kettles"))


@pytest.fixture
def page(browser):
    window = browser.new_context(viewport={"width": 1280, "height": 800})
    opened, complaints = window.new_page(), []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda said: "Content Security Policy" in said.text and complaints.append(said.text),
    )
    yield opened
    window.close()
    assert complaints == []


def code_of(secret):
    """Return the six digits of an authenticator app at this moment (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    start = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"


def sign_in(page, address, seller, password=PASSWORD):
    page.goto(address + reverse("account_login"))
    page.fill("[name=login]", seller.email)
    page.fill("[name=password]", password)
    page.locator("main .btn-primary").click()
    page.wait_for_load_state("networkidle")


def confirm_access(page):
    if "reauthenticate" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.locator("main .btn-primary").click()
        page.wait_for_load_state("networkidle")


def test_a_wrong_password_is_told_above_the_form_and_opens_nothing(page, address, seller):
    sign_in(page, address, seller, password="not-it")
    assert page.locator(".errors").inner_text().strip() == (
        "The email address and/or password you specified are not correct."
    )
    page.goto(address + reverse("mfa_index"))
    assert page.url.startswith(address + reverse("account_login"))


def test_an_authenticator_app_is_linked_and_asked_for(page, address, seller, settings):
    """Sign in, scan, and from then on six digits are asked for; the last digit sends them."""
    settings.MFA_TOTP_TOLERANCE = 1  # the half minute may be over before they arrive
    sign_in(page, address, seller)
    page.goto(address + reverse("mfa_activate_totp"))
    confirm_access(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").press_sequentially(code_of(secret))
    page.wait_for_url(f"{address}{reverse('mfa_view_recovery_codes')}")
    assert len(page.locator("main textarea").input_value().split()) == 10

    page.context.clear_cookies()
    sign_in(page, address, seller)
    assert page.url == address + reverse("mfa_authenticate")


def test_a_passkey_is_added_and_signs_in_by_itself(page, address, seller):
    sign_in(page, address, seller)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(address + reverse("mfa_add_webauthn"))
    confirm_access(page)
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(re.compile("recovery-codes|webauthn/$"))

    page.context.clear_cookies()
    page.goto(address + reverse("account_login"))
    page.click("#passkey_login")
    page.wait_for_url(lambda url: reverse("account_login") not in url)
    page.goto(address + reverse("mfa_index"))
    assert page.url == address + reverse("mfa_index")


def test_passkeys_are_not_offered_at_an_address_of_numbers(page, live_server):
    numbers = live_server.url.replace("localhost", "127.0.0.1")
    page.goto(numbers + reverse("account_login"))
    assert page.locator("#passkey_login").is_visible() is False


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_around_signing_in(page, address, seller, scheme):
    page.emulate_media(color_scheme=scheme)
    outside = ["account_login", "account_reset_password"]
    inside = ["mfa_index", "account_change_password", "account_email", "account_logout"]
    found = {}
    for name in outside:
        page.goto(address + reverse(name))
        found[name] = violations(page)
    sign_in(page, address, seller)
    for name in inside:
        page.goto(address + reverse(name))
        found[name] = violations(page)
    assert found == {name: [] for name in outside + inside}


def violations(page):
    rules = Axe().run(page, options={"resultTypes": ["violations"]})["violations"]
    return [(rule["id"], node["target"]) for rule in rules for node in rule["nodes"]]
