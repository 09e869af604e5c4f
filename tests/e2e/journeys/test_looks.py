"""Every main page as eyes, thumbs and screen readers meet it: WCAG AA in both themes, no sideways scroll."""

import re
from contextlib import contextmanager

import pytest
from axe_core_python.sync_playwright import Axe

from orders.models import ImportJob, Order

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Looking must not accept the new order. Not by a route: that would turn the cache of static files off.
STILL = """document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.path.endsWith("/open/")) event.preventDefault();
});"""
WIDTHS = (320, 390, 768, 1024, 1440)
HEADINGS = """() => [...document.querySelectorAll("h1, h2, th, .nav-item, .btn-primary, .figure span")]
  .filter((node) => !node.closest("dialog:not([open])"))
  .map((node) => node.textContent.trim().replace(/\\s+/g, " ")).filter(Boolean)"""
# A word of three Latin letters or more that is no name of a thing: then nobody has translated it.
ENGLISH = re.compile(
    r"\b(?<!@)(?<!\.)(?!owner|mail|Telegram|Otgruz|SKU|API|CSV|XLSX|UTC)[A-Za-z]{3,}\b(?!@)"
)
GRAVE = {"serious", "critical"}
SHOP = "/s/corner/"
PAGES = {
    "today": "today/",
    "orders": "orders/",
    "nothing found": "orders/?q=nothing-of-the-kind",
    "imports": "imports/",
    "replays": "replays/",
    "offers": "offers/",
    "new offer": "offers/new/",
    "messages": "messages/",
    "settings": "settings/",
    "hours": "settings/hours/",
    "mail": "settings/mail/",
    "team": "settings/team/",
    "tokens": "settings/tokens/",
    "account": "settings/account/",
    "notifications": "settings/notifications/",
    "plan": "plan/",
    "score": "score/",
    "news": "news/",
    "help": "help/",
}
ELSEWHERE = {
    "two factors": "/account/2fa/",
    "password": "/account/password/change/",
    "not found": "/s/corner/nothing/",
}
LONG = (
    "Дуже-довге-ім’я-покупця Олександра-Вікторія Нечуй-Левицька-Старицька 超级长的名字超级长的名字"
)


@pytest.fixture
def full(arrive, work):
    """Return a shop's orders in many states, with names that hardly fit."""
    from django.utils import timezone

    from kernel.scope import Scope
    from orders import services
    from orders.rules.intake import BuyerDraft
    from tests.factories.orders import SELLER

    orders = [arrive(buyer=BuyerDraft(name=LONG, phone="+380671234567")) for _ in range(4)]
    arrive(paid_at=None)
    for number, order in enumerate(orders[1:], start=1):
        steps = [("open_order", {}), ("confirm_order", {"availability_checked": True})]
        steps += [("make_order_ready", {})]
        for name, values in steps[:number]:
            getattr(services, name)(
                order_id=order.pk,
                scope=Scope.shop(order.shop_id),
                actor=SELLER,
                now=timezone.now(),
                **values,
            )
    work()
    return orders


def buyer_page_of(order):
    """Return the address of the page that the buyer has, by a link made now."""
    from django.utils import timezone

    from kernel.scope import Scope
    from orders.services import buyer_token

    token = buyer_token(order_id=order.pk, scope=Scope.shop(order.shop_id), now=timezone.now())
    return f"/b/{token}/"


def pages_of(orders):
    """Return every page with its address; orders in each state, and each dialog open."""
    acts = {1: "confirm", 2: "date", 3: "ship"}
    shown = {
        f"order {order.state}": f"{SHOP}orders/{order.pk}/" for order in Order.everything.all()
    }
    dialogs = {
        f"dialog {act}": f"{SHOP}orders/{orders[at].pk}/?act={act}" for at, act in acts.items()
    }
    desk = {
        "dialog cancel": f"{SHOP}orders/{orders[2].pk}/?act=cancel",
        "dialog split": f"{SHOP}orders/{orders[1].pk}/?act=split",
        "edit": f"{SHOP}orders/{orders[1].pk}/edit/",
        "buyer": buyer_page_of(orders[1]),
    }
    return {name: SHOP + path for name, path in PAGES.items()} | ELSEWHERE | shown | dialogs | desk


def visit(page, address):
    """Open a page as it is, without its own wish to accept a new order."""
    page.goto(address)
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_no_main_page_has_a_serious_fault_or_scrolls_sideways(desk, full, scheme, width):
    faults = []
    with desk(scheme=scheme, width=width, expects=("404",)) as page:
        page.add_init_script(STILL)
        for name, address in pages_of(full).items():
            visit(page, address)
            if (over := page.evaluate(SIDEWAYS)) > 0:
                faults.append((name, f"{over} px too wide"))
            found = Axe().run(page, options={"resultTypes": ["violations"]})["violations"]
            faults += [
                (name, rule["id"], node["target"], node["failureSummary"][:300])
                for rule in found
                if rule["impact"] in GRAVE
                for node in rule["nodes"]
            ]
    assert faults == []


def test_the_pages_before_sign_in_too(window, db):
    faults = []
    for scheme in ("light", "dark"):
        with window(scheme=scheme, width=390) as page:
            for path in ("/account/login/", "/account/password/reset/"):
                visit(page, path)
                found = Axe().run(page, options={"resultTypes": ["violations"]})["violations"]
                faults += [(path, rule["id"]) for rule in found if rule["impact"] in GRAVE]
                faults += [(path, "wide")] * (page.evaluate(SIDEWAYS) > 0)
    assert faults == []


@pytest.fixture
def in_language(desk, live_server):
    """Return a way to open a phone's window in a language: ``with in_language("uk") as page``."""

    @contextmanager
    def opened(language):
        with desk(width=390) as page:
            cookie = {"name": "django_language", "value": language, "url": live_server.url}
            page.context.add_cookies([cookie])
            page.add_init_script(STILL)
            yield page

    return opened


@pytest.fixture
def addresses(full):
    """Return every main page and one order with its address."""
    pages = {name: SHOP + path for name, path in PAGES.items()}
    order = f"{SHOP}orders/{full[2].pk}/"
    return pages | {"order": order, "edit": f"{SHOP}orders/{full[1].pk}/edit/"}


def too_wide(page):
    """Return the widths at which the page shown scrolls sideways, and by how much."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        found[width] = page.evaluate(SIDEWAYS)
    return {width: over for width, over in found.items() if over > 0}


@pytest.mark.parametrize("language", ["uk", "ru", "zh-hans"])
def test_in_no_language_a_page_scrolls_sideways_or_speaks_english(in_language, addresses, language):
    """320 px is what WCAG 1.4.10 asks: a page at 400 % on a small desktop."""
    faults = []
    with in_language(language) as page:
        for name, address in addresses.items():
            visit(page, address)
            faults += [(name, over)] if (over := too_wide(page)) else []
            assert page.locator("html").get_attribute("lang").lower() == language
            words = page.evaluate(HEADINGS)
            assert words
            faults += [(name, word) for word in words if ENGLISH.search(word)]
    assert faults == []


def test_an_import_and_its_layout_page_fit_too(desk, full, shop, live_server):
    file = b"order number,order date,sku,quantity,price\nL-1,2026-02-03 10:00,CUP,1,10.00\n"
    faults = []
    with desk(width=390) as page:
        page.goto(f"{SHOP}imports/")
        upload = {"name": "a" * 60 + ".csv", "mimeType": "text/csv", "buffer": file}
        page.locator("input[type=file]").set_input_files(upload)
        page.get_by_role("button", name="Look at the file").click()
        page.wait_for_url("**/imports/*-*/")
        for address in (page.url, f"{live_server.url}{SHOP}imports/"):
            visit(page, address)
            faults += [(address, over)] if (over := page.evaluate(SIDEWAYS)) > 0 else []
            found = Axe().run(page, options={"resultTypes": ["violations"]})["violations"]
            faults += [(address, rule["id"]) for rule in found if rule["impact"] in GRAVE]
    assert (faults, ImportJob.everything.count()) == ([], 1)
