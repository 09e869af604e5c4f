"""The kit as eyes and fingers meet it: WCAG AA, no sideways scroll, targets, shifts, weight."""

import gzip
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from django.conf import settings

SMALL_TARGETS = """() => {
  const pressed = "button, .btn, .chip, .tab, .nav-item, .bottom-item, select, input.form-control";
  const inline = ".btn-link, .why-open, .skip";
  return [...document.querySelectorAll(pressed)]
    .filter((node) => node.offsetParent && !node.closest("dialog:not([open])"))
    .filter((node) => !node.matches(inline))
    .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
    .filter(([, box]) => Math.round(box.width) < 44 || Math.round(box.height) < 44)
    .map(([text, box]) => [text, box.width, box.height]);
}"""
pytestmark = pytest.mark.browser
STATIC = Path(settings.BASE_DIR) / "static"
WEIGHT_LIMIT = 100_000


def violations(page):
    found = Axe().run(page, options={"resultTypes": ["violations"]})["violations"]
    return [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(open_page, width, scheme):
    with open_page(width=width, scheme=scheme) as page:
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("width", "opener", "opened"),
    [
        (1440, "[data-dialog='#sample']", "#sample"),
        (390, ".bottom [data-dialog='#more']", "#more"),
        (1440, "[data-columns] button", ".dropdown-menu.show"),
        (1440, "[data-why]", ".why-text:popover-open"),
        (1440, "[data-select]", "[data-bulk]"),
    ],
)
def test_axe_finds_nothing_in_what_opens(open_page, width, opener, opened, scheme):
    with open_page(width=width, scheme=scheme) as page:
        page.locator(opener).first.click()
        page.wait_for_selector(opened)
        assert violations(page) == []


@pytest.mark.parametrize("width", [1440, 1024, 800, 390, 320])
def test_nothing_scrolls_sideways(open_page, width):
    with open_page(width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_everything_a_thumb_presses_is_44_px(open_page):
    with open_page(width=390) as page:
        assert page.evaluate(SMALL_TARGETS) == []


def test_a_box_of_a_row_is_pressed_a_thumb_away(open_page):
    with open_page(width=390) as page:
        box = page.locator("[data-select]").first
        area = box.bounding_box()
        page.touchscreen.tap(area["x"] - 8, area["y"] - 8)
        assert box.is_checked() is True


def test_nothing_shifts_when_scripts_wake(open_page):
    shift = """() => new Promise((done) => {
      let sum = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
        .observe({ type: "layout-shift", buffered: true });
      setTimeout(() => done(sum), 400);
    })"""
    with open_page() as page:
        assert round(page.evaluate(shift), 2) == 0


def test_our_own_bytes_are_few(draw):
    """First paint under 100 kB beside the cached libraries, static files as they are sent."""
    ours = [*STATIC.glob("app/*"), STATIC / "icons.svg", STATIC / "favicon.svg"]
    sent = sum(len(gzip.compress(path.read_bytes())) for path in ours)
    assert sent + len(draw().encode()) < WEIGHT_LIMIT


def test_the_frame_stands_with_no_context_at_all(open_page, draw):
    with open_page(draw("<p>Alone</p>")) as page:
        assert page.locator("main").inner_text() == "Alone"


def test_the_theme_is_kept_and_set_before_the_page_is_drawn(open_page):
    with open_page(scheme="light") as page:
        page.locator(".side [data-theme-choice=dark]").click()
        assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
        page.reload()
        assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
        assert (
            page.locator(".side [data-theme-choice=dark]").get_attribute("aria-pressed") == "true"
        )


def test_charts_are_drawn_only_where_there_is_one(open_page, draw):
    with open_page(draw("<p>None here</p>")) as page:
        assert page.evaluate("typeof window.Chart") == "undefined"
    with open_page() as page:
        page.wait_for_selector("canvas[data-drawn]")
        assert page.locator("details.behind td").all_text_contents()[1:3] == ["41", "2"]
