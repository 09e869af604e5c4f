"""The kit in a real browser, over no network: pages are drawn here and handed to Chromium by hand.

Needs neither database nor server; skipped, loudly, where there is no Chromium.
"""

import os
import shutil
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import sync_playwright

from config import gallery

ORIGIN = "http://kit.test"
# Stricter than production: not even inline styles, so that none is needed.
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
FRAME = "{% extends 'base.html' %}{% load kit %}{% block content %}BODY{% endblock %}"


def drawn(body="", **context):
    """Return the HTML of the gallery, or of ``body`` in the frame."""
    request = RequestFactory().get("/kit/")
    request.user = AnonymousUser()
    if not body:
        return gallery.gallery(request).content.decode()
    template = engines["django"].from_string(FRAME.replace("BODY", body))
    return template.render(context, request)


@pytest.fixture
def draw():
    """Return a function that draws the gallery, or a body of one's own in the frame."""
    return drawn


@pytest.fixture(scope="module")
def browser():
    """A browser for one file: its event loop lives in this thread and must not outlast the file."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("NO CHROMIUM: the kit was not looked at in a browser")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


class Site:
    """Answers a page's requests: the page itself, static files, and what the test says of the rest."""

    def __init__(self):
        self.html = ""
        self.answers = {}
        self.asked = []

    def answer(self, route):
        path = route.request.url.removeprefix(ORIGIN)
        if path.startswith("/static/"):
            return route.fulfill(path=finders.find(path.removeprefix("/static/")))
        if route.request.is_navigation_request():
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html"}
            return route.fulfill(body=self.html, headers=headers)
        self.asked.append((route.request.method, path, route.request.post_data))
        status, headers, body = self.answers.get(path.split("?")[0], (204, {}, ""))
        if status is None:
            return route.abort()
        return route.fulfill(status=status, headers=headers, body=body)


def waited(page, happened, patience=200):
    while not happened() and patience:
        page.wait_for_timeout(50)
        patience -= 1
    assert happened()


@pytest.fixture
def until():
    """Return a way to wait for what a page brings about outside itself, however slow the machine."""
    return waited


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def open_page(browser, site):
    """Return a function that opens HTML in a fresh window; what the console said fails the test."""
    complaints = []

    @contextmanager
    def opened(html=None, *, width=1440, scheme="light", expects=()):
        phone = width < 768
        window = browser.new_context(
            viewport={"width": width, "height": 844 if phone else 900},
            color_scheme=scheme,
            has_touch=phone,
            is_mobile=phone,
            reduced_motion="reduce",
        )
        site.html = html if html is not None else drawn()
        window.route("**/*", site.answer)
        # A window closed on a request that still waits for its answer may hang for ever.
        under_way = set()
        window.on("request", lambda request: under_way.add(request))
        window.on("requestfinished", lambda request: under_way.discard(request))
        window.on("requestfailed", lambda request: under_way.discard(request))
        page = window.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        page.goto(f"{ORIGIN}/kit/")
        yield page
        waited(page, lambda: not under_way)
        window.close()
        assert [said for said in complaints if not any(part in said for part in expects)] == []

    return opened
