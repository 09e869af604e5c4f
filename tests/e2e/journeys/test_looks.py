"""Every main page as eyes, thumbs and screen readers meet it: WCAG AA in both themes, no sideways scroll."""

import pytest
from axe_core_python.sync_playwright import Axe

from orders.models import ImportJob, Order

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
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


def pages_of(orders):
    """Return every page with its address; orders in each state, and each dialog open."""
    acts = {1: "confirm", 2: "date", 3: "ship"}
    shown = {
        f"order {order.state}": f"{SHOP}orders/{order.pk}/" for order in Order.everything.all()
    }
    dialogs = {
        f"dialog {act}": f"{SHOP}orders/{orders[at].pk}/?act={act}" for at, act in acts.items()
    }
    cancel = {"dialog cancel": f"{SHOP}orders/{orders[2].pk}/?act=cancel"}
    return (
        {name: SHOP + path for name, path in PAGES.items()} | ELSEWHERE | shown | dialogs | cancel
    )


def visit(page, address):
    """Open a page as it is, without its own wish to accept a new order."""
    page.goto(address)
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)]
)
def test_no_main_page_has_a_serious_fault_or_scrolls_sideways(desk, full, scheme, width):
    faults = []
    with desk(scheme=scheme, width=width, expects=("404",)) as page:
        page.route("**/open/", lambda route: route.fulfill(status=204))
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


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
@pytest.mark.parametrize("language", ["uk", "ru", "zh-hans"])
def test_no_language_makes_a_page_scroll_sideways(
    desk, full, live_server, session, width, language
):
    """320 px is what WCAG 1.4.10 asks: a page at 400 % on a small desktop."""
    wide = []
    with desk(width=width) as page:
        cookie = {"name": "django_language", "value": language, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.route("**/open/", lambda route: route.fulfill(status=204))
        for name in ("today", "orders", "imports", "messages", "notifications", "tokens"):
            visit(page, SHOP + PAGES[name])
            wide += [(name, over)] if (over := page.evaluate(SIDEWAYS)) > 0 else []
        visit(page, f"{SHOP}orders/{full[2].pk}/")
        wide += [("order", over)] if (over := page.evaluate(SIDEWAYS)) > 0 else []
    assert wide == []


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
