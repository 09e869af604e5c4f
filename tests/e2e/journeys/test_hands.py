"""What hands do by habit and by mistake: keys, two tabs, double clicks, back, looking without acting."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from kernel import history
from orders.models import Order, SavedView

pytestmark = pytest.mark.browser


MOST_STOPS = 60
# What the Tab key stands on: its words, whether it has a box on the page, whether a ring; null past the end.
STOP = """() => {
  const node = document.activeElement, box = node.getBoundingClientRect(), style = getComputedStyle(node);
  if (node === document.body) return null;
  const ring = style.outlineStyle !== "none" || style.boxShadow !== "none";
  const words = node.textContent.trim().slice(0, 30) || node.ariaLabel || node.name || node.tagName;
  return [words, box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0, ring];
}"""


def moves(order):
    return [line.action for line in history.of("order", order.pk)]


def test_a_double_click_on_accept_is_one_move(desk, arrive, state_of):
    order = arrive()
    with desk() as page:
        page.goto("/s/corner/today/")
        page.locator("[data-row]").get_by_role("button", name="Accept").dblclick()
        expect(page.get_by_text("Accepted.")).to_be_visible()
        page.wait_for_load_state("networkidle")
    assert (state_of(order), moves(order)) == ("needs_agreement", ["place", "open"])


def test_a_stale_tab_is_told_and_moves_nothing(desk, arrive, state_of):
    """The second tab shows an older version: 412, a note with the way out, and nothing is done."""
    order = arrive()
    with desk(expects=("412",)) as page:
        page.goto(f"/s/corner/orders/{order.pk}/")
        expect(page.get_by_role("button", name="Confirm with buyer")).to_be_visible()
        other = page.context.new_page()
        other.goto(f"/s/corner/orders/{order.pk}/?act=confirm")
        other.get_by_label("Every line is in stock").check()
        other.get_by_role("button", name="Confirm order").click()
        expect(other.get_by_role("button", name="Ready to ship")).to_be_visible()
        page.get_by_role("button", name="Cancel order…").click()
        dialog = page.get_by_role("dialog", name="Cancel this order?")
        dialog.get_by_label("Other reason").check()
        dialog.get_by_label("Comment").fill("The cup is cracked")
        dialog.get_by_role("button", name="Cancel order").click()
        expect(page.get_by_text("The order was changed meanwhile")).to_be_visible()
        assert dialog.get_by_label("Comment").input_value() == "The cup is cracked"
        with page.expect_navigation():
            page.get_by_role("button", name="Reload").click()
        expect(page.get_by_role("button", name="Ready to ship")).to_be_visible()
    assert state_of(order) == "confirmed"


def test_back_and_forward_after_an_act_move_nothing(desk, arrive, state_of):
    order = arrive()
    with desk() as page:
        page.goto("/s/corner/today/")
        page.locator("a.open").click()
        expect(page.get_by_role("button", name="Confirm with buyer")).to_be_visible()
        done = moves(order)
        page.go_back()
        expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
        expect(page.locator("[data-row]").get_by_text("Needs agreement")).to_be_visible()
        page.go_forward()
        expect(page.get_by_role("button", name="Confirm with buyer")).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="Confirm with buyer")).to_be_visible()
    assert (done, moves(order)) == (["place", "open"], ["place", "open"])


def test_what_only_looks_opens_nothing_c_28(desk, arrive, state_of, live_server, session):
    """A prefetch, a HEAD, a preview without scripts: none of them accepts an order (R-004-06)."""
    order = arrive()
    address = f"/s/corner/orders/{order.pk}/"
    with desk() as page:
        page.goto("/s/corner/orders/")
        fetched = page.evaluate(
            """(address) => new Promise((done) => {
              const link = Object.assign(document.createElement("link"), { rel: "prefetch", href: address });
              link.onload = link.onerror = (event) => done(event.type);
              document.head.append(link);
            })""",
            address,
        )
        head = page.request.head(address)
        read = page.request.get(address, headers={"Sec-Purpose": "prefetch"})
    assert (fetched, head.status, read.status) == ("load", 200, 200)
    assert (state_of(order), moves(order)) == ("new", ["place"])


def test_a_journey_by_keys_alone(desk, arrive, state_of):
    """From Today to Confirmed with nothing but the keyboard; the focus is always somewhere to be seen."""
    order, other = arrive(), arrive()
    with desk() as page:
        page.goto("/s/corner/today/")
        for key in ("g", "o"):
            page.keyboard.press(key)
        expect(page.get_by_role("heading", name="Orders", level=1)).to_be_visible()
        page.wait_for_load_state()  # keys are heard from then on
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type(order.number)
        page.keyboard.press("Enter")
        expect(page.locator("[data-row]")).to_have_count(1)
        page.wait_for_load_state()  # keys are heard from then on
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.get_by_text("Accepted.")).to_be_visible()
        expect(page.locator("[data-row].is-active")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=f"Order {order.number}")).to_be_visible()
        page.wait_for_load_state()  # keys are heard from then on
        page.keyboard.press("a")
        expect(page.get_by_label("Every line is in stock")).to_be_focused()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Ready to ship")).to_be_visible()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
    assert (state_of(order), state_of(other)) == ("confirmed", "new")


def test_every_stop_of_the_tab_key_can_be_seen(desk, arrive):
    """The first one skips to the content; each has a box on the page and a ring around it."""
    arrive()
    with desk() as page:
        page.goto("/s/corner/orders/")
        stops = []
        while len(stops) < MOST_STOPS:
            page.keyboard.press("Tab")
            if (stop := page.evaluate(STOP)) is None:
                break
            stops.append(stop)
    assert stops[0][0] == "Skip to the content" and len(stops) < MOST_STOPS
    assert [stop for stop in stops if not (stop[1] and stop[2])] == []


def test_several_are_accepted_at_once_with_a_verdict_for_each(desk, arrive, state_of):
    orders, unpaid = [arrive(), arrive()], arrive(paid_at=None)
    with desk() as page:
        page.goto("/s/corner/orders/")
        page.locator("[data-select-all]").check()
        expect(page.get_by_text("Selected: 3")).to_be_visible()
        page.get_by_role("button", name="Accept them").click()
        expect(page.get_by_text("2 orders accepted. 1 refused")).to_be_visible()
        expect(page.locator("[data-bulk]")).to_be_hidden()
    assert [state_of(order) for order in orders] == ["needs_agreement"] * 2
    assert state_of(unpaid) == "new"


def test_a_view_is_saved_found_again_and_forgotten(desk, arrive):
    arrive()
    arrive("own_courier")
    with desk() as page:
        page.goto("/s/corner/orders/")
        page.get_by_label("Delivery").select_option("own_courier")
        expect(page.locator("[data-row]")).to_have_count(1)
        page.get_by_role("button", name="Save view").click()
        page.get_by_role("dialog", name="Save this view").get_by_label("Name").fill(
            "By our own <car>"
        )
        page.get_by_role("dialog").get_by_role("button", name="Save view").click()
        page.goto("/s/corner/orders/")
        expect(page.locator("[data-row]")).to_have_count(2)
        page.get_by_role("link", name="By our own <car>").click()
        expect(page.locator("[data-row]")).to_have_count(1)
        page.get_by_role("button", name="Delete view").click()
        page.get_by_role("dialog", name="Delete this view?").get_by_role("button").last.click()
        expect(page.get_by_role("link", name="By our own <car>")).to_have_count(0)
    assert SavedView.everything.count() == 0


@pytest.mark.parametrize(("form", "begins"), [("CSV", b"\xef\xbb\xbfNumber,"), ("XLSX", b"PK")])
def test_the_list_is_downloaded(desk, arrive, form, begins):
    order = arrive()
    with desk() as page:
        page.goto("/s/corner/orders/")
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as downloading:
            page.get_by_role("link", name=form, exact=True).click()
        download = downloading.value
        content = download.path().read_bytes()
    assert re.fullmatch(
        rf"orders-corner-\d{{4}}-\d\d-\d\d\.{form.lower()}", download.suggested_filename
    )
    assert content.startswith(begins)
    assert form == "XLSX" or order.number.encode() in content


def test_the_search_knows_phone_name_sku_and_number(desk, arrive):
    order, other = arrive(), arrive()
    with desk() as page:
        for words, found in (
            (order.number, 1),
            ("ґудзь", 2),
            ("PLATE-7", 2),
            ("0671234567", 2),
            ("%", 0),
        ):
            page.goto("/s/corner/orders/")
            page.keyboard.press("/")
            page.keyboard.type(words)
            page.keyboard.press("Enter")
            page.wait_for_url("**q=**")
            expect(page.locator("[data-row]")).to_have_count(found)
    assert other.number != order.number


def test_personal_data_are_shown_on_demand_and_the_look_is_kept(desk, arrive):
    order = arrive()
    with desk() as page:
        page.goto(f"/s/corner/orders/{order.pk}/")
        expect(page.get_by_role("button", name="Confirm with buyer")).to_be_visible()
        assert "+380671234567" not in page.content()
        page.get_by_role("button", name="Show").first.click()
        expect(page.get_by_text("+380671234567")).to_be_visible()
    assert moves(order)[-1] == "reveal_contact"


@pytest.mark.parametrize(
    ("language", "today"),
    [("uk", "Сьогодні"), ("ru", "Сегодня"), ("zh-hans", "今天"), ("en", "Today")],
)
def test_the_language_is_switched_in_place_and_stays(desk, language, today):
    with desk() as page:
        page.goto("/s/corner/today/")
        page.locator(".side-foot [data-bs-toggle]").click()
        with page.expect_navigation():
            page.locator("#language").select_option(language)
        expect(page).to_have_url(re.compile("/s/corner/today/$"))
        expect(page.get_by_role("heading", level=1)).to_have_text(today)
        expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}$", re.I))
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text(today)


def test_the_dark_is_chosen_and_stays(desk):
    with desk() as page:
        page.goto("/s/corner/today/")
        light = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.locator(".side-foot [data-bs-toggle]").click()
        page.locator(".side [data-theme-choice=dark]").click()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_today_brings_new_orders_by_itself(desk, arrive):
    """Told to look (the page asks every 15 s), it shows what came, and what is being read stays in place."""
    arrive()
    with desk() as page:
        page.goto("/s/corner/today/")
        expect(page.locator("[data-row]")).to_have_count(1)
        page.keyboard.press("j")
        active = page.locator("[data-row].is-active").get_attribute("data-row")
        arrive()
        page.evaluate("htmx.trigger('#today', 'refresh')")
        expect(page.locator("[data-row]")).to_have_count(2)
        assert page.locator("[data-row].is-active").get_attribute("data-row") == active


def test_a_lost_connection_is_said_and_nothing_typed_is_lost(desk, arrive, state_of):
    order = arrive()
    with desk(expects=("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")) as page:
        page.goto(f"/s/corner/orders/{order.pk}/")
        expect(page.get_by_role("button", name="Confirm with buyer")).to_be_visible()
        page.get_by_label("Private comment").fill("Half a thought")
        page.context.set_offline(True)
        page.get_by_role("button", name="Add private comment").click()
        expect(page.get_by_text("No connection.")).to_be_visible()
        assert page.get_by_label("Private comment").input_value() == "Half a thought"
        page.context.set_offline(False)
        page.get_by_role("button", name="Add private comment").click()
        expect(page.get_by_text("Half a thought")).to_be_visible()


def test_without_scripts_an_act_still_works(chromium, live_server, session, arrive, state_of):
    """The forms are forms: a page whose scripts did not load can cancel."""
    order = arrive()
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(session)
    page = context.new_page()
    page.goto(f"/s/corner/orders/{order.pk}/")
    assert state_of(order) == "new"
    token = page.locator("#cancel input[name=csrfmiddlewaretoken]").get_attribute("value")
    body = {"csrfmiddlewaretoken": token, "reason": "buyer_request", "version": "1"}
    answer = page.request.post(
        f"/s/corner/orders/{order.pk}/cancel/", form=body, headers={"Referer": live_server.url}
    )
    context.close()
    assert (answer.status, state_of(order)) == (200, "cancelled")


def test_another_shops_pages_are_not_there(owner, arrive):
    from tests.factories.orders import place_order

    foreign, client = place_order(), Client()
    client.force_login(owner)
    for path in (f"/s/{foreign.shop.slug}/today/", f"/s/corner/orders/{foreign.pk}/"):
        assert client.get(path).status_code == 404
    assert Order.everything.get(pk=foreign.pk).state == "new"
