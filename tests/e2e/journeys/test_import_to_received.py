"""From a file of orders to the buyer's hands, as a seller does it (issue 2, section 8)."""

import re

import pytest
from playwright.sync_api import expect

from kernel import history
from orders.models import Order

pytestmark = pytest.mark.browser
FILE = """\
order number,order date,sku,name,quantity,price,buyer,phone,city,address
F-1,{now},CUP-1,Cup,2,150.00,Олена Ґудзь,+380671234567,Київ,"Хрещатик, 1"
F-2,{now},TEA-1,Tea,1,420.00,Іван Їжак,+380501234567,Львів,"Площа Ринок, 2"
F-3,{now},TEA-1,Tea,zero,420.00,Іван Їжак,+380501234567,Львів,"Площа Ринок, 2"
"""
MOMENT = "%Y-%m-%dT%H:%M"


def upload(page, text):
    """Drop the file, try it, then import it for real."""
    file = {"name": "orders.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("heading", name="What each column is")).to_be_visible()
    page.get_by_label("Way of delivery").select_option("own_courier")
    page.get_by_role("button", name="Try it: nothing is kept").click()


def figures(page):
    """Return the counts of an import by their words."""
    shown = page.locator(".figures .figure").all_inner_texts()
    return dict(reversed(text.split("\n")) for text in shown)


def test_a_seller_brings_orders_from_a_file_to_received(window, owner, password, work):
    from django.utils import timezone

    now = timezone.now().strftime("%Y-%m-%d %H:%M")
    with window(expects=("422",)) as page:
        page.goto("/")
        page.get_by_label("Email").fill(owner.email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", name="Nothing is due")).to_be_visible()
        page.wait_for_load_state()  # keys are heard from then on

        page.keyboard.press("g")
        page.keyboard.press("i")
        expect(page).to_have_title("Imports · Otgruz")
        upload(page, FILE.format(now=now))
        work()
        expect(page.get_by_role("button", name="Import 2 orders")).to_be_visible()
        assert (figures(page)["orders would be new"], figures(page)["rows refused"]) == ("2", "1")
        assert Order.everything.count() == 0
        page.get_by_role("button", name="Import 2 orders").click()
        work()
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        assert (figures(page)["new orders"], figures(page)["rows refused"]) == ("2", "1")

        page.goto("/s/corner/today/")
        expect(page.locator("[data-row]")).to_have_count(2)
        clock = page.locator("[data-row] .cd-n").first
        shown = clock.inner_text()
        assert re.fullmatch(r"\d min \d\d s left", shown), shown
        expect(clock).not_to_have_text(shown)

        first = page.locator("[data-row]").first
        number = first.locator("a.open").inner_text()
        order = Order.everything.get(number=number)
        page.keyboard.press("j")
        page.keyboard.press("a")
        expect(page.locator(".toast, [role=status]").get_by_text("Accepted.")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=f"Order {number}")).to_be_visible()
        page.wait_for_load_state()  # keys are heard from then on

        promise = page.get_by_role("row").filter(has_text="agree with the buyer")
        promise.locator("summary").click()
        counted = promise.locator("details li")  # two in the evening: a day's hours end at midnight
        expect(counted.first).to_have_text(re.compile(r" \w{3} \d\d:"))
        assert sum(map(seconds_of, counted.all_inner_texts())) == 6 * 3600

        page.keyboard.press("a")
        dialog = page.get_by_role("dialog", name="Confirm with buyer")
        dialog.get_by_role("button", name="Confirm order").click()
        expect(dialog.get_by_role("alert")).to_have_text(re.compile("Check that every line"))
        assert Order.everything.get(pk=order.pk).state == "needs_agreement"
        dialog.get_by_label("Every line is in stock").check()
        dialog.get_by_role("button", name="Confirm order").click()
        expect(page.locator("#order").get_by_text("Confirmed", exact=True).first).to_be_visible()

        page.get_by_role("button", name="Ready to ship").click()
        page.get_by_role("button", name="Ship", exact=True).click()
        dialog = page.get_by_role("dialog", name="Send it out")
        dialog.get_by_label("Visit agreed for").fill("2027-01-15T15:00")
        dialog.get_by_label("Courier's phone").fill("+380501112233")
        dialog.get_by_role("button", name="Set to Delivering").click()
        page.get_by_role("button", name="Received").click()
        expect(page.locator(".journey [aria-current]")).to_have_count(0)
        expect(page.get_by_role("button", name="Cancel order")).to_have_count(0)
    order.refresh_from_db()
    moves = [line.action for line in history.of("order", order.pk)]
    assert (order.state, moves) == (
        "received",
        ["place", "open", "confirm", "make_ready", "ship", "receive"],
    )
    assert {line.actor_kind for line in history.of("order", order.pk)} == {"seller"}


def seconds_of(counted):
    """Return how long an interval of an explanation is: “5 h 48 min 15 s Sun 18:11:44-24:00”."""
    units = {"h": 3600, "min": 60, "s": 1}
    return sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+) (h|min|s)\b", counted))


def test_by_a_carrier_it_needs_a_waybill_and_is_then_tracked(desk, arrive, state_of, work):
    """R-004-16: Delivering without a waybill number is refused in the words of the field."""
    order = arrive()
    with desk(expects=("422",)) as page:
        page.goto(f"/s/corner/orders/{order.pk}/")
        page.get_by_role("button", name="Confirm with buyer").click()
        page.get_by_label("Every line is in stock").check()
        page.get_by_role("button", name="Confirm order").click()
        page.get_by_role("button", name="Ready to ship").click()
        page.get_by_role("button", name="Ship", exact=True).click()
        dialog = page.get_by_role("dialog", name="Send it out")
        dialog.get_by_label("Carrier").fill("Nova Poshta")
        dialog.get_by_role("button", name="Set to Delivering").click()
        expect(dialog.get_by_text("This field is required.", exact=True)).to_be_visible()
        assert state_of(order) == "awaiting_shipment"
        assert dialog.get_by_label("Carrier").input_value() == "Nova Poshta"
        dialog.get_by_label("Waybill number").fill("20450000000001")
        dialog.get_by_role("button", name="Set to Delivering").click()
        expect(page.get_by_text("Tracked by its waybill")).to_be_visible()
        expect(page.get_by_role("button", name="Received")).to_have_count(0)
    assert state_of(order) == "delivering"


def test_another_is_cancelled_with_a_reason_and_commented_in_private(desk, arrive, state_of):
    """R-004-19, R-004-44, R-004-49."""
    order = arrive()
    with desk(expects=("422",)) as page:
        page.goto(f"/s/corner/orders/{order.pk}/")
        expect(page.get_by_role("button", name="Confirm with buyer")).to_be_visible()
        page.get_by_role("button", name="Cancel order…").click()
        dialog = page.get_by_role("dialog", name="Cancel this order?")
        dialog.get_by_role("button", name="Cancel order").click()
        expect(dialog.get_by_role("alert")).to_contain_text("Say why the order is cancelled.")
        dialog.get_by_label("Other reason").check()
        dialog.get_by_role("button", name="Cancel order").click()
        expect(
            dialog.get_by_text("For another reason write a comment.", exact=True)
        ).to_be_visible()
        assert state_of(order) == "needs_agreement"
        dialog.get_by_label("Comment").fill("The cup is cracked")
        dialog.get_by_role("button", name="Cancel order").click()
        expect(page.locator("#order > .strip")).to_contain_text("Cancelled")
        page.get_by_label("Private comment").fill("Refund by Friday <b>please</b>")
        page.get_by_role("button", name="Add private comment").click()
        expect(page.get_by_text("Refund by Friday <b>please</b>")).to_be_visible()
        expect(page.locator("#order")).to_contain_text("The cup is cracked")
    assert state_of(order) == "cancelled"
