"""The clock of the page and the clock of the server say the same, at every moment of a promise."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.kit import words
from config.kit.clocks import Promise

pytestmark = pytest.mark.browser
KYIV = ZoneInfo("Europe/Kyiv")
OPENED = datetime(2026, 2, 3, 18, tzinfo=KYIV)
CLOCK = "{% countdown promise %}"
READ = """() => {
  const clock = document.querySelector("main .cd");
  const text = (css) => clock.querySelector(css).textContent;
  return [clock.dataset.band, text(".cd-n"), text(".cd-when"), text(".cd-band")];
}"""


def the_worked_example(**changes):
    """R-004-22: Tuesday 18:00, three hours, two on Tuesday and one on Wednesday."""
    counted = [(OPENED, 2), (OPENED + timedelta(hours=15), 1)]
    return {
        "opened_at": OPENED,
        "good_at": OPENED + timedelta(hours=1),
        "due_at": OPENED + timedelta(hours=16),
        "allowance_s": 10800,
        "intervals": [(a.timestamp(), a.timestamp() + h * 3600) for a, h in counted],
        "calendar_zone": "Europe/Kyiv",
        **changes,
    }


def said_by_the_server(promise, now):
    clock = Promise.read(promise)
    band, (first, second) = clock.band(now), clock.words(now)
    label = "" if band == "late" else str(words.BANDS[band].label)
    return [band, first, second, label]


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Asia/Shanghai"])
def test_r_004_22_page_and_server_agree_all_the_way(open_page, draw, zone):
    """Opens at 18:00, stands still at night, turns amber, red and late by itself."""
    promise = the_worked_example(calendar_zone=zone)
    steps = [OPENED + timedelta(minutes=13 * n, seconds=7 * n) for n in range(1, 400, 6)]
    with open_page(draw(CLOCK, promise=promise, now=OPENED)) as page:
        page.clock.install(time=OPENED)
        page.goto(page.url)
        seen = []
        for now in steps:
            page.clock.set_fixed_time(now)
            page.evaluate("window.og.tick()")
            seen.append(page.evaluate(READ))
    assert seen == [said_by_the_server(promise, now) for now in steps]
    assert {band for band, *_ in seen} == {"calm", "amber", "red", "late"}


@pytest.mark.parametrize("wrong_by", [timedelta(hours=-5), timedelta(minutes=37)])
def test_the_servers_clock_decides_when_the_browsers_is_wrong(open_page, draw, wrong_by):
    promise, now = the_worked_example(), OPENED + timedelta(minutes=30)
    with open_page(draw(CLOCK, promise=promise, now=now)) as page:
        page.clock.install(time=now + wrong_by)
        page.goto(page.url)
        band, left, *_ = page.evaluate(READ)
        # Two and a half hours when the page was drawn, and a moment less by now.
        assert (band, left in {"2 h 29 left", "2 h 30 left"}) == ("calm", True)


def test_the_row_takes_the_band_of_its_clock(open_page, draw):
    row = (
        '<table class="rows"><tr data-row="1" data-band="{% band promise %}">'
        "<td>{% countdown promise %}</td></tr></table>"
    )
    with open_page(draw(row, promise=the_worked_example(), now=OPENED)) as page:
        page.clock.install(time=OPENED)
        page.goto(page.url)
        page.clock.set_fixed_time(OPENED + timedelta(hours=17))
        page.evaluate("window.og.tick()")
        assert page.locator("[data-row]").get_attribute("data-band") == "late"


def test_how_it_is_calculated_opens_by_press_and_by_question_mark(open_page, draw):
    promise = the_worked_example(explain=["2 h Tue 18:00-20:00", "1 h Wed 09:00-10:00"])
    with open_page(draw(CLOCK, promise=promise, now=OPENED)) as page:
        page.locator("[data-why]").click()
        assert page.locator(".why-text li").all_inner_texts() == promise["explain"]
        assert page.locator("[data-why]").get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert page.locator(".why-text").is_visible() is False
        page.locator("[data-why]").focus()
        page.keyboard.press("?")
        assert page.locator(".why-text").is_visible() is True


def test_a_promise_that_ended_stays_as_it_is(open_page, draw):
    promise = the_worked_example(state="kept", ended_at=OPENED + timedelta(minutes=40))
    with open_page(draw(CLOCK, promise=promise, now=OPENED + timedelta(hours=1))) as page:
        page.evaluate("window.og.tick()")
        assert page.locator("main .cd").inner_text().split() == ["Kept", "18:40"]
