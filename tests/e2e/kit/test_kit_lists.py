"""Lists: selection, columns and refreshes that keep one's place."""

import pytest

pytestmark = pytest.mark.browser


def rows(*names):
    return "".join(
        f'<tr data-row="{n}"><td><input type="checkbox" data-select value="{n}" aria-label="{n}"></td>'
        f'<td data-col="items">{n}</td><td><input class="form-control" aria-label="note {n}"></td></tr>'
        for n in names
    )


def region(*names):
    return (
        '<div id="rows" data-refresh hx-get="/rows" hx-trigger="refresh">'
        f'<table class="rows">{rows(*names)}</table></div>'
    )


LIST = region("1", "2", "3") + "<form data-bulk hidden><span data-bulk-count></span></form>"
REFRESH = "window.htmx.trigger('#rows', 'refresh')"


def selected(page):
    return page.locator(".is-selected").evaluate_all("rows => rows.map((row) => row.dataset.row)")


def test_selection_and_the_active_row_survive_a_refresh(open_page, draw, site):
    site.answers["/rows"] = (200, {}, region("0", "1", "2", "3"))
    with open_page(draw(LIST)) as page:
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.evaluate(REFRESH)
        page.wait_for_selector("[data-row='0']")
        page.wait_for_selector(".is-active")
        assert (selected(page), page.locator(".is-active").get_attribute("data-row")) == (
            ["2"],
            "2",
        )


def test_a_row_that_left_is_no_longer_selected(open_page, draw, site):
    site.answers["/rows"] = (200, {}, region("1"))
    with open_page(draw(LIST)) as page:
        page.locator("[data-select]").nth(1).check()
        page.mouse.move(5, 5)
        page.evaluate(REFRESH)
        page.wait_for_selector("[data-row='2']", state="detached")
        page.wait_for_selector("[data-bulk]", state="hidden")
        assert (selected(page), page.locator("[data-bulk]").is_visible()) == ([], False)


def test_shift_selects_a_range(open_page, draw):
    with open_page(draw(LIST)) as page:
        page.locator("[data-select]").first.click()
        page.locator("[data-select]").nth(2).click(modifiers=["Shift"])
        assert selected(page) == ["1", "2", "3"]
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        assert selected(page) == []


@pytest.mark.parametrize("busy", ["typing", "a moving hand", "a dialog"])
def test_a_refresh_waits_for_whoever_works_in_the_region_and_then_comes(
    open_page, draw, site, busy
):
    site.answers["/rows"] = (200, {}, region("4"))
    with open_page(draw(LIST)) as page:
        page.mouse.move(5, 5)
        if busy == "typing":
            page.locator("[aria-label='note 2']").focus()
        elif busy == "a moving hand":
            page.locator("[data-row='2']").hover()
        else:
            page.evaluate("document.querySelector('#keys').showModal()")
        page.evaluate(REFRESH)
        page.wait_for_timeout(150)
        assert (site.asked, page.locator("[data-row]").count()) == ([], 3)
        page.evaluate("document.querySelector('#keys').close(); document.activeElement.blur()")
        page.mouse.move(5, 5)
        page.wait_for_selector("[data-row='4']")
    assert [path for _, path, _ in site.asked] == ["/rows"]


def test_columns_left_out_stay_out_and_rows_arriving_later_obey(open_page, draw, site):
    menu = '<div data-columns="test"><input type="checkbox" data-col="items" checked></div>'
    site.answers["/rows"] = (200, {}, region("9"))
    with open_page(draw(menu + LIST)) as page:
        page.locator("input[data-col]").uncheck()
        assert page.locator("td[data-col]").first.is_visible() is False
        page.reload()
        assert page.locator("input[data-col]").is_checked() is False
        page.evaluate(REFRESH)
        page.wait_for_selector("[data-row='9']")
        assert page.locator("td[data-col]").first.is_visible() is False


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("orders.csv", 10, "orders.csv · 1 kB"),
        ("orders.exe", 10, "orders.exe is not one of the accepted kinds: .csv .xlsx."),
        (
            "orders.csv",
            2000,
            "orders.csv is 0.0 MB. The limit is 0 MB: split the file and send it in parts.",
        ),
    ],
)
def test_a_file_says_what_it_is_or_why_not(open_page, draw, name, size, said):
    drop = (
        '<div class="drop" data-drop data-max-bytes="1000"><label for="f" data-drop-name>Drop it</label>'
        '<input type="file" id="f" accept=".csv,.xlsx"></div>'
    )
    with open_page(draw(drop)) as page:
        page.locator("#f").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": b"x" * size}
        )
        told = page.locator("[data-drop-name], .toast-note p")
        assert (said in told.all_inner_texts()) is True
