"""The floor's kit, worked with as the floor does: a scanner that types anywhere, and no mouse."""

import pytest
from playwright.sync_api import expect

from kernel.scope import PLATFORM
from orders.services import cancel_order
from tests.factories.docks import NOW, PACKER
from warehouse.models import Outbound, Pallet, Scan
from warehouse.states import OutboundState

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def stands(parcel):
    return Outbound.everything.values_list("state", flat=True).get(pk=parcel.pk)


@pytest.fixture
def at_pallet(hands):
    hands.go("palletise/")
    hands.shoot("CMD:PALLET=Nova Poshta")
    hands.says("New pallet")
    return hands


def test_a_scan_is_taken_wherever_the_attention_is(at_pallet, parcels):
    """R-002-22: scanned with the mark of the symbology, from a button, and in a Cyrillic layout."""
    at_pallet.shoot(f"]C1{parcels[0].code}")
    at_pallet.says(parcels[0].code)
    at_pallet.page.locator("#keyboard").focus()
    at_pallet.shoot(parcels[1].code)
    at_pallet.says(parcels[1].code)
    at_pallet.page.evaluate("document.activeElement.blur()")
    # What a scanner set to Latin becomes where the system types Cyrillic: the keys are the same.
    at_pallet.page.evaluate(
        """code => {
          const press = (how) => document.body.dispatchEvent(
            new KeyboardEvent("keydown", {...how, bubbles: true, cancelable: true}));
          const cyrillic = "ФИСВУАПРШОЛДЬТЩЗЙКЫЕГМЦЧНЯ";
          for (const letter of code) {
            const digit = /\\d/.test(letter);
            const key = digit ? letter : cyrillic[letter.charCodeAt(0) - 65];
            press({key, code: digit ? `Digit${letter}` : `Key${letter}`, shiftKey: !digit});
          }
          press({key: "Enter"});
        }""",
        parcels[2].code,
    )
    at_pallet.says(parcels[2].code)
    assert [stands(p) for p in parcels] == [OutboundState.PALLETISED] * 3 + [
        OutboundState.DISPATCHED
    ]


def test_wrong_is_red_until_the_next_scan(at_pallet, parcels):
    at_pallet.shoot(parcels[0].code)
    at_pallet.says(parcels[0].code)
    at_pallet.shoot(parcels[0].code)
    at_pallet.hears("wrong")
    at_pallet.shows(Pallet.objects.get().sscc)
    at_pallet.shoot(parcels[1].code)
    at_pallet.says(parcels[1].code)
    assert Scan.objects.filter(verdict="wrong").count() == 1


def test_stop_must_be_confirmed_by_a_key_and_takes_no_scan_before(at_pallet, parcels):
    """R-002-38: a cancelled parcel at the pallet turns the screen red, and nothing goes on."""
    from orders.models import Order

    order = Order.everything.get(pk=parcels[0].order_id)
    acting = {"order_id": order.pk, "scope": PLATFORM, "actor": PACKER, "now": NOW}
    cancel_order(**acting, reason="buyer_request")
    at_pallet.shoot(parcels[0].code)
    at_pallet.hears("stop")
    at_pallet.shoot(parcels[1].code)
    at_pallet.page.wait_for_timeout(100)
    at_pallet.hears("stop")
    assert stands(parcels[1]) == OutboundState.DISPATCHED
    at_pallet.page.keyboard.press("Enter")
    expect(at_pallet.page.locator("#verdict")).to_be_hidden()
    at_pallet.shoot(parcels[1].code)
    at_pallet.says(parcels[1].code)
    assert [stands(p) for p in parcels[:2]] == [OutboundState.DISPATCHED, OutboundState.PALLETISED]


def test_the_last_scan_is_taken_back_by_key_button_or_barcode(at_pallet, parcels):
    for undo in (
        lambda: at_pallet.page.keyboard.press("F2"),
        lambda: at_pallet.page.locator("#undo").click(),
        lambda: at_pallet.shoot("CMD:UNDO"),
    ):
        at_pallet.shoot(parcels[0].code)
        at_pallet.says("On pallet")
        expect(at_pallet.page.locator("#undo")).to_be_enabled()
        undo()
        at_pallet.says("Taken off")
        assert stands(parcels[0]) == OutboundState.DISPATCHED


def test_a_cut_keeps_scans_over_a_reload_and_sends_each_once(at_pallet, parcels):
    """Scanned during a cut: kept, sent in order when it ends, what is refused is listed with why."""
    page = at_pallet.page
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    at_pallet.shoot(parcels[0].code)
    expect(page.locator("#net")).to_be_visible()
    at_pallet.shoot(parcels[1].code)
    at_pallet.shoot(parcels[1].code)
    at_pallet.shoot("NOT-A-PARCEL")
    expect(page.locator("#net")).to_contain_text("4 kept here")
    assert Scan.objects.filter(code=parcels[0].code).count() == 0
    page.reload()
    at_pallet.ready()
    expect(page.locator("#net")).to_contain_text("4 kept here")
    at_pallet.shoot(parcels[2].code)
    expect(page.locator("#net")).to_contain_text("5 kept here")
    page.context.set_offline(False)
    report = page.locator("#report")
    expect(report).to_be_visible()
    expect(report).to_contain_text("2 of the kept scans were refused")
    expect(report.locator("li").first).to_contain_text(parcels[1].code)
    expect(report.locator("li").last).to_contain_text("NOT-A-PARCEL")
    expect(page.locator("#net")).to_be_hidden()
    assert [stands(p) for p in parcels[:3]] == [OutboundState.PALLETISED] * 3
    codes = [parcels[0].code, parcels[1].code, parcels[1].code, "NOT-A-PARCEL", parcels[2].code]
    kept = Scan.objects.order_by("id").values_list("code", flat=True)
    assert list(kept)[1:] == codes
    report.locator("button").click()
    expect(report).to_be_hidden()


def test_an_answer_that_was_lost_is_asked_for_again_and_changes_nothing(at_pallet, parcels):
    """The network cut between act and answer: the same action_id, one scan, no duplicate."""
    page = at_pallet.page
    lost = []

    def lose(route):
        if lost:
            return route.fallback()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/palletise/scan/", lose)
    at_pallet.shoot(parcels[0].code)
    expect(page.locator("#net")).to_be_hidden()
    at_pallet.says("All kept scans are in")
    assert len(lost) == 1
    assert Scan.objects.filter(code=parcels[0].code).values_list("verdict", flat=True).get() == "ok"
    assert stands(parcels[0]) == OutboundState.PALLETISED


def test_a_panel_that_says_what_it_expects_tells_right_from_wrong_without_us(at_pallet, parcels):
    page = at_pallet.page
    page.route(
        "**/palletise/scan/",
        lambda route: (
            lambda answer: route.fulfill(
                response=answer,
                json={
                    **answer.json(),
                    "known": {"context": {}, "expected": [p.code for p in parcels]},
                },
            )
        )(route.fetch()),
    )
    at_pallet.shoot(parcels[0].code)
    at_pallet.says("On pallet")
    page.unroute("**/palletise/scan/")
    page.context.set_offline(True)
    at_pallet.shoot(parcels[1].code)
    at_pallet.says("Right, kept")
    at_pallet.shoot(parcels[1].code)
    at_pallet.hears("wrong")
    at_pallet.shoot("SOMETHING-ELSE")
    at_pallet.hears("wrong")
    expect(page.locator("#net")).to_contain_text("1 kept here")
    page.context.set_offline(False)
    expect(page.locator("#net")).to_be_hidden()
    assert [stands(p) for p in parcels[:2]] == [OutboundState.PALLETISED] * 2
