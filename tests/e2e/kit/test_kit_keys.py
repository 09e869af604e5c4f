"""The keyboard, on any layout, and what it must leave alone."""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.browser
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
# What a Ukrainian or Russian layout sends for the keys whose Latin letters these are.
CYRILLIC = {"j": "о", "k": "л", "x": "ч", "a": "ф", "g": "п", "t": "е"}
PRESS = """([letter, key]) => {
  const said = { key, code: `Key${letter.toUpperCase()}`, bubbles: true, cancelable: true };
  (document.activeElement || document.body).dispatchEvent(new KeyboardEvent("keydown", said));
}"""
LINK = '<a class="open" href="#first">Open</a>'
ROW = (
    '<tr data-row="{0}"><td><input type="checkbox" data-select value="{0}" aria-label="{0}"></td>'
    '<td><a class="open" href="#{0}">{0}</a></td><td><button type="button" class="btn" data-key="a" '
    'data-key-label="Accept" hx-post="/accept/{0}" hx-swap="none">Accept</button></td></tr>'
)
ROWS = (
    '<input class="form-control" data-search aria-label="Search">'
    '<table class="rows">' + "".join(ROW.format(n) for n in "123") + "</table>"
    "<form data-bulk hidden><span data-bulk-count></span></form>"
)


def active(page):
    return page.locator(".is-active").evaluate_all("rows => rows.map((row) => row.dataset.row)")


@pytest.mark.parametrize("layout", [{}, CYRILLIC], ids=["latin", "cyrillic"])
def test_rows_are_walked_selected_and_acted_upon(open_page, draw, site, until, layout):
    with open_page(draw(ROWS)) as page:
        for letter in "jjxkja":
            page.evaluate(PRESS, [letter, layout.get(letter, letter)])
        until(page, lambda: site.asked)
        assert active(page) == ["2"]
        assert page.locator(".is-selected").get_attribute("data-row") == "2"
        assert page.locator("[data-bulk-count]").inner_text() == "Selected: 1"
    assert [(method, path) for method, path, _ in site.asked] == [("POST", "/accept/2")]


def test_enter_opens_the_active_row_and_ends_stop(open_page, draw):
    with open_page(draw(ROWS)) as page:
        for key in "kkkkk":
            page.keyboard.press(key)
        assert active(page) == ["1"]
        for key in "jjjjj":
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        assert page.url.endswith("#3")


def test_letters_typed_into_a_field_are_letters(open_page, draw, site):
    with open_page(draw(ROWS)) as page:
        page.keyboard.press("/")
        page.keyboard.type("jjxa? g t")
        assert (active(page), page.locator("[data-search]").input_value()) == ([], "jjxa? g t")
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        assert active(page) == ["1"]
    assert site.asked == []


def test_an_act_with_no_row_chosen_asks_for_one(open_page, draw, site):
    with open_page(draw(ROWS)) as page:
        page.keyboard.press("a")
        assert (
            page.locator(".toast-note p").inner_text()
            == "Choose a row first: j and k move, Enter opens."
        )
    assert site.asked == []


def test_an_act_that_is_not_possible_says_why(open_page, draw, site):
    button = (
        '<button type="button" class="btn" data-key="s" aria-disabled="true" hx-post="/split" '
        'title="Split before shipping only.">Split</button>'
    )
    with open_page(draw(button)) as page:
        page.keyboard.press("s")
        assert page.locator(".toast-note p").inner_text() == "Split before shipping only."
        page.locator("main .btn").click(force=True)
        page.wait_for_timeout(100)
    assert site.asked == []


def test_g_goes_and_a_chord_with_control_does_not(open_page):
    with open_page() as page:
        page.clock.install(time=NOON)
        page.evaluate("document.querySelector('[data-goto=o]').href = '#orders'")
        page.keyboard.press("Control+g")
        page.keyboard.press("o")
        assert page.url.endswith("/kit/")
        page.clock.pause_at(NOON + timedelta(hours=1))  # however slow the machine, the keys are not
        page.keyboard.press("g")
        page.keyboard.press("o")
        page.wait_for_url("**#orders")


def test_help_lists_the_keys_of_this_very_page(open_page, draw):
    with open_page(draw(ROWS)) as page:
        page.keyboard.press("?")
        assert page.locator("#keys [data-keys-here] dt").all_inner_texts() == ["Accept"]
        page.keyboard.press("j")
        assert active(page) == []
        page.keyboard.press("Escape")
        assert page.locator("#keys").is_visible() is False


def test_everything_is_reached_by_tab_and_the_ring_is_seen(open_page, draw):
    with open_page(draw(LINK)) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        ring = "getComputedStyle(document.activeElement).outlineWidth"
        assert (page.evaluate("document.activeElement.className"), page.evaluate(ring)) == (
            "open",
            "2px",
        )


ASKED = (
    '<button type="button" class="btn" data-dialog="#split" data-key="s">Split</button>'
    '<a class="btn" data-key="e" href="#edit">Edit</a>'
    '<dialog class="dlg" id="split" aria-label="Split"{}><div class="dlg-body">'
    '<input type="number" class="form-control" aria-label="Pieces"></div></dialog>'
)


def test_a_key_pressed_before_a_closed_dialog_lets_the_cursor_go_is_heard(open_page, draw):
    """Quick hands press Escape and the next key within one frame: the field that is gone takes none."""
    said = """(letter) => {
      const [dialog, field] = [document.querySelector("#split"), document.querySelector("#split input")];
      dialog.close();
      const key = { key: letter, code: `Key${letter.toUpperCase()}`, bubbles: true, cancelable: true };
      return !field.dispatchEvent(new KeyboardEvent("keydown", key));
    }"""
    with open_page(draw(ASKED.format(""))) as page:
        page.keyboard.press("s")
        assert page.evaluate("document.activeElement.type") == "number"
        assert page.evaluate(said, "e") is True
        assert page.evaluate("location.hash") == "#edit"


def test_a_dialog_that_was_asked_for_stays_closed_once_closed(open_page, draw):
    """What arrives later, a sum or a fresh clock, does not open it again."""
    with open_page(draw(ASKED.format(" data-open"))) as page:
        dialog = page.locator("#split")
        assert dialog.evaluate("node => node.open") is True
        page.keyboard.press("Escape")
        page.evaluate("htmx.trigger(document.body, 'htmx:afterSettle', { elt: document.body })")
        assert dialog.evaluate("node => node.open") is False
