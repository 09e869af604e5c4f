"""Requests: one at a time, asked about first where it matters, and explained when they fail."""

import json
from urllib.parse import parse_qs

import pytest

pytestmark = pytest.mark.browser
BUTTON = '<button type="button" class="btn act" hx-post="/act" hx-swap="none">Act</button>'
FAILED = ("Failed to load resource", "Response Status Error", "htmx:")
CANCEL = (
    '<form hx-post="/cancel" hx-swap="none" data-confirm="The buyer will be told." '
    'data-confirm-title="Cancel order A-1?" data-confirm-action="Cancel order" '
    'data-confirm-reason="required" data-confirm-danger><button class="btn act">Cancel…</button></form>'
)


def notes(page):
    page.wait_for_selector(".toast-note")
    return page.locator(".toast-note p").all_inner_texts()


@pytest.mark.parametrize(
    ("status", "begins"),
    [
        (403, "You may not do this here."),
        (404, "It is no longer here."),
        (409, "Somebody changed this a moment ago."),
        (412, "Somebody changed this a moment ago."),
        (413, "That is more than we take at once."),
        (429, "Too many attempts."),
        (500, "Something broke on our side"),
        (503, "Something broke on our side"),
        (None, "No connection."),
    ],
)
def test_a_failure_says_what_to_do(open_page, draw, site, status, begins):
    site.answers["/act"] = (status, {}, "")
    with open_page(draw(BUTTON), expects=FAILED) as page:
        page.locator(".act").click()
        (note,) = notes(page)
        assert note.startswith(begins)


def test_a_problem_speaks_for_itself(open_page, draw, site):
    problem = {"code": "accept_refused", "detail": "The order was cancelled two minutes ago."}
    site.answers["/act"] = (409, {"Content-Type": "application/problem+json"}, json.dumps(problem))
    with open_page(draw(BUTTON), expects=FAILED) as page:
        page.locator(".act").click()
        assert notes(page) == ["The order was cancelled two minutes ago."]


def test_a_note_of_the_server_is_shown_once_and_can_be_undone(open_page, draw, site, until):
    said = {"toast": {"level": "success", "text": "Accepted.", "undoUrl": "/undo"}}
    site.answers["/act"] = (204, {"HX-Trigger": json.dumps(said)}, "")
    with open_page(draw(BUTTON)) as page:
        page.locator(".act").click()
        assert notes(page) == ["Accepted."]
        page.get_by_role("button", name="Undo").click()
        until(page, lambda: len(site.asked) == 2)
    assert [path for _, path, _ in site.asked] == ["/act", "/undo"]


def test_a_refusal_with_its_own_note_is_not_explained_twice(open_page, draw, site):
    said = {"toast": {"level": "error", "text": "Already accepted by Iryna."}}
    site.answers["/act"] = (409, {"HX-Trigger": json.dumps(said)}, "")
    with open_page(draw(BUTTON), expects=FAILED) as page:
        page.locator(".act").click()
        assert notes(page) == ["Already accepted by Iryna."]


def test_a_difference_to_decide_upon_is_swapped_in(open_page, draw, site):
    site.answers["/act"] = (
        409,
        {"HX-Retarget": "#diff"},
        '<div id="diff">Keep mine, take theirs</div>',
    )
    with open_page(draw(BUTTON + '<div id="diff"></div>'), expects=FAILED) as page:
        page.locator(".act").click()
        page.get_by_text("Keep mine").wait_for()
        assert page.locator(".toast-note").count() == 0


def test_a_double_press_acts_once(open_page, draw, site, until):
    """The first of many guards; the server's own is the one that counts."""
    with open_page(draw(BUTTON)) as page:
        page.evaluate(
            "() => { const act = document.querySelector('.act'); act.click(); act.click(); act.click(); }"
        )
        until(page, lambda: site.asked)
        page.wait_for_timeout(150)
    assert [path for _, path, _ in site.asked] == ["/act"]


def test_what_is_confirmed_needs_its_reason_and_carries_it(open_page, draw, site, until):
    """R-004-19: no cancelling without a reason."""
    with open_page(draw(CANCEL)) as page:
        page.locator(".act").click()
        assert page.locator("#ask h2").inner_text() == "Cancel order A-1?"
        page.get_by_role("button", name="Cancel order").click()
        assert (page.locator("#ask").is_visible(), site.asked) == (True, [])
        page.locator("#ask textarea").fill("Out of stock")
        page.get_by_role("button", name="Cancel order").click()
        until(page, lambda: site.asked)
    ((method, path, body),) = site.asked
    assert (method, path, parse_qs(body)) == ("POST", "/cancel", {"reason": ["Out of stock"]})


@pytest.mark.parametrize("way_out", ["Escape", "Keep as it is"])
def test_what_is_not_confirmed_does_not_happen(open_page, draw, site, way_out):
    with open_page(draw(CANCEL)) as page:
        page.locator(".act").click()
        if way_out == "Escape":
            page.keyboard.press("Escape")
        else:
            page.get_by_role("button", name=way_out).click()
        page.wait_for_timeout(100)
        assert page.locator("#ask").is_visible() is False
    assert site.asked == []


def test_a_plain_form_is_asked_about_too(open_page, draw, until):
    form = (
        '<form method="post" action="/kit/" data-confirm="Sure?" data-confirm-reason="optional">'
        '<button class="btn act" name="act" value="revoke">Revoke</button></form>'
    )
    sent = []
    with open_page(draw(form)) as page:
        page.on("request", lambda request: sent.append((request.method, request.post_data)))
        page.locator(".act").click()
        page.locator("#ask textarea").fill("Lost")
        page.locator("[data-ask-act]").click()
        until(page, lambda: any(method == "POST" for method, _ in sent))
    (body,) = [body for method, body in sent if method == "POST"]
    assert parse_qs(body) == {"reason": ["Lost"], "act": ["revoke"]}


def test_the_token_against_forgery_goes_with_every_act(open_page, draw, until):
    tokens = []
    with open_page(draw(BUTTON)) as page:
        page.on(
            "request",
            lambda request: (
                request.method == "POST" and tokens.append(request.headers["x-csrftoken"])
            ),
        )
        page.locator(".act").click()
        until(page, lambda: tokens)
        assert tokens == [page.locator("meta[name=csrf-token]").get_attribute("content")]


def test_a_session_that_ended_leads_to_sign_in_and_back(open_page, draw, site):
    """The sign-in page must never appear inside a panel."""
    panel = '<div id="panel" hx-get="/panel" hx-trigger="ask" hx-swap="innerHTML">Old</div>'
    with open_page(draw(panel)) as page:
        page.evaluate(
            """() => {
              const sign = document.querySelector("meta[name=sign-in]").content;
              document.addEventListener("htmx:beforeSwap", (event) => {
                event.detail.xhr.__defineGetter__("responseURL", () => location.origin + sign);
              }, true);
              window.htmx.trigger("#panel", "ask");
            }"""
        )
        page.wait_for_url("**/login/?next=%2Fkit%2F")
