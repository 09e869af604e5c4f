"""A truck by keyboard, scanner and finger: loaded, sealed, closed, signed, printed (R-002-23, R-002-24)."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from orders.models import Order
from tests.factories.docks import closed_pallet, dispatched
from warehouse.models import Handover, Seal, Storage

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
SLOWLY = 70  # ms between the keys of a hand

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pallets(dock):
    shop = Storage.everything.get(warehouse=dock.warehouse).shop
    return [closed_pallet(dock, dispatched(n, shop)) for n in (2, 1)]


def sign(page, name):
    paper = page.locator(f"canvas[data-sign={name}]")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 40 + step * 30, box["y"] + 60 + 30 * (step % 2))
    page.mouse.up()


def type_into(page, **fields):
    for name, value in fields.items():
        page.locator(f"input[name={name}]").fill(value)
    page.keyboard.press("Enter")


def test_a_truck_is_loaded_sealed_and_signed(hands, pallets):
    page = hands.page
    hands.go("handover/")
    hands.shoot("CMD:HANDOVER=Nova Poshta")
    expect(page.locator("#task")).to_contain_text("0 of 2")
    hands.shoot(f"]C100{pallets[0].sscc}")
    expect(page.locator("#task")).to_contain_text("1 of 2")
    hands.shoot(pallets[0].sscc)
    hands.hears("wrong")
    hands.shoot(pallets[1].sscc)
    expect(page.locator("#task")).to_contain_text("2 of 2")
    type_into(page, vehicle="AA 1234 BB", driver="Ґудзь Їжак", destination="Київ, СЦ 1")
    hands.says("Noted")
    type_into(page, number="UA-771", again="UA-777")
    hands.hears("wrong")
    assert Seal.objects.count() == 0
    type_into(page, number="UA-771", again="UA-771")
    hands.says("Seal UA-771")
    hands.shoot("CMD:FREEZE")
    hands.says("The sheet is closed")
    sign(page, "our_signature")
    sign(page, "their_signature")
    page.get_by_role("button", name="Signed: the truck leaves").click()
    expect(page.locator("#task")).to_contain_text("Begin a truck")
    done = Handover.objects.get()
    assert (done.state, done.sheet["totals"]["parcels"], done.sheet["seals"]) == (
        "signed",
        3,
        ["UA-771"],
    )
    assert set(Order.everything.values_list("state", flat=True)) == {"delivering"}
    for kind in ("sheet", "tn1"):
        answer = page.request.get(page.locator(f"a[href*='/{kind}/']").get_attribute("href"))
        assert answer.body().startswith(b"%PDF")


def test_a_scanner_that_shoots_into_a_field_is_told_from_a_hand(hands, pallets):
    """What a hand types stays in the field; a code that comes at a scanner's pace is a scan.

    The page's clock stands still but where we move it: a busy machine types no slower than a quiet one.
    """
    page = hands.page
    page.clock.install(time=NOON)
    hands.go("handover/")
    hands.shoot("CMD:HANDOVER=Nova Poshta")
    expect(page.locator("#task")).to_contain_text("0 of 2")
    field = page.locator("input[name=driver]")
    field.click()
    page.clock.pause_at(NOON + timedelta(hours=1))
    for letter in "Ostap":
        page.keyboard.type(letter)
        page.clock.run_for(SLOWLY)
    page.keyboard.type(pallets[0].sscc)
    expect(field).to_have_value(f"Ostap{pallets[0].sscc}")
    page.keyboard.press("Enter")
    page.clock.resume()
    expect(page.locator("#task")).to_contain_text("1 of 2")
    expect(page.locator("input[name=driver]")).to_have_value("Ostap")
