"""Every route x method x caller against the access table (D-07, D-06, X4, G8)."""

import pytest
from django.http import HttpResponse

from config.access.table import rows
from config.access.words import ANYBODY, SIGNED_IN
from notifications.hooks.secrets import header_secret
from sellers.states import PLATFORM_ROLES, SHOP_ROLES, TokenScope
from tests.integration.access.routes import METHODS, by_group, every_route
from tests.integration.access.things import values_for

ROUTES = {str(route): route for route in every_route()}
GROUPS = by_group(ROUTES.values())
LOGIN = "/account/login/"
# What a caller must bring besides being who they are.
HEADERS = {"hooks:telegram": {"X-Telegram-Bot-Api-Secret-Token": header_secret()}}
# Doors for whoever can sign: here nobody does, and whoever asks is told so.
SIGNED = {f"partners:trade-{name}" for name in ("orders", "labels", "cancellations", "tracking")}

ONE_OF_EACH = (
    "anonymous",
    "owner of the shop",
    "owner of another shop",
    "admin",
    "token: every scope",
)


@pytest.fixture(autouse=True)
def _plain_errors(monkeypatch):
    """Draw no page for thousands of refusals: their status is what is asked about here."""

    def bare(status):
        return lambda request, exception: HttpResponse(status=status)

    monkeypatch.setattr("config.urls.handler404", bare(404))
    monkeypatch.setattr("config.urls.handler403", bare(403), raising=False)


def expected(route, method, caller):
    """Return what the table promises: a status, ``login``, or ``in`` for anything that is no refusal."""
    row = rows()[route.name]
    allowed = frozenset().union(*row.values()) if method == "OPTIONS" else row.get(method)
    if route.of_shop and caller.session and not caller.role_here:
        return 404
    if not allowed:
        return 405
    if allowed >= ANYBODY:
        return 401 if route.name in SIGNED and method != "OPTIONS" else "in"
    if route.of_api:
        return _for_integrators(allowed, caller)
    if not caller.session:
        return "login"
    held = {caller.platform_role} | ({caller.role_here} if route.of_shop else set())
    return "in" if allowed >= SIGNED_IN or held & allowed else 403


def _for_integrators(allowed, caller):
    if not caller.by_token:
        return 401
    return "in" if allowed >= SIGNED_IN or caller.grants & allowed else 403


def askers(route, method, everybody):
    """Return who asks: on a page every token is nobody, in the API every session, so one will do.

    What nobody may do, or anybody, is asked by one of each kind: it is decided before it matters who asks.
    """
    names = list(everybody)
    if route.of_api:
        names = [n for n in names if not everybody[n].session or n == "owner of the shop"]
    else:
        names = [n for n in names if not n.startswith("token: ") or n == "token: every scope"]
    if rows()[route.name].get(method, ANYBODY) >= ANYBODY:
        names = [n for n in names if n in ONE_OF_EACH]
    return [everybody[name] for name in names]


def cells(route, everybody):
    """Yield each method with each caller who asks for it."""
    for method in METHODS:
        for caller in askers(route, method, everybody):
            yield method, caller


def seen(response):
    """Return the answer in the words of `expected`."""
    if response.status_code == 302 and response["Location"].startswith(LOGIN):
        return "login"
    return response.status_code if response.status_code in (401, 403, 404, 405) else "in"


def fits(answer, promise):
    return answer == promise or (promise == "in" and answer in (404, "login"))


@pytest.mark.parametrize("group", GROUPS)
def test_every_route_answers_each_caller_as_the_table_says(group, world, everybody, undone):
    wrong = [w for route in GROUPS[group] for w in wrong_answers(route, world, everybody, undone)]
    assert wrong == []


def wrong_answers(route, world, everybody, undone):
    """Ask one route in all ways; return what it answered otherwise than the table promises."""
    url, headers = route.url(values_for(route, world)), HEADERS.get(route.name, {})
    wrong = []
    for method, caller in cells(route, everybody):
        with undone():
            response = caller.ask(method, url, headers=headers)
        answer, promise = seen(response), expected(route, method, caller)
        if not fits(answer, promise) or response.status_code >= 500:
            told = f"{response.status_code}, not {promise}"
            wrong.append(f"{route}: {method} as {caller.name}: {told}")
    return wrong


def test_control_a_door_left_open_is_seen(world, everybody, undone, monkeypatch):
    """The matrix sees the fault it looks for: whoever is signed in may do anything."""
    known = "config.access.middleware._is_allowed"
    monkeypatch.setattr(known, lambda request, allowed: request.principal is not None)
    for name in ("sellers:settings-team", "api:offer", "admin:sellers_user_suspend"):
        assert wrong_answers(ROUTES[name], world, everybody, undone) != []


def test_the_matrix_is_as_large_as_it_should_be(everybody):
    """G8: five thousand cells at the least, none of them written by hand."""
    assert sum(len(list(cells(route, everybody))) for route in ROUTES.values()) >= 5_000


def test_every_kind_of_caller_is_asked_for(everybody):
    """D-07: anonymous, three roles of a shop, a stranger, five of staff, each scope, dead keys."""
    callers = everybody.values()
    assert {c.role_here for c in callers if c.role_here} == set(SHOP_ROLES)
    assert {c.platform_role for c in callers if c.platform_role} == set(PLATFORM_ROLES)
    assert {c.grants for c in callers} >= {frozenset({scope}) for scope in TokenScope}
    assert {"anonymous", "owner of another shop", "token: revoked", "token: expired"} <= {
        c.name for c in callers
    }


def test_a_session_opens_no_api(world, everybody, undone):
    """A browser's cookie is nothing to the API, or any page could make requests in its name."""
    with undone():
        response = everybody["owner of the shop"].ask("GET", "/api/v1/offers/")
    assert response.status_code == 401


def test_a_token_opens_no_page(world, everybody, undone):
    with undone():
        response = everybody["token: every scope"].ask("GET", f"/s/{world.ours.shop.slug}/offers/")
    assert (response.status_code, response["Location"].startswith(LOGIN)) == (302, True)


def test_refusals_of_the_api_are_problems_with_codes(everybody, undone):
    asked = {
        "anonymous": ("GET", (401, "not_authenticated")),
        "token: revoked": ("GET", (401, "not_authenticated")),
        "token: orders:read": ("GET", (403, "scope_missing")),
        "token: every scope": ("DELETE", (405, "method_not_allowed")),
    }
    answers = {}
    for name, (method, _) in asked.items():
        with undone():
            response = everybody[name].ask(method, "/api/v1/offers/")
        assert response["Content-Type"] == "application/problem+json"
        answers[name] = (response.status_code, response.json()["code"])
    assert answers == {name: answer for name, (_, answer) in asked.items()}


def test_routes_without_a_name_are_refused_to_all(world, everybody, undone):
    """The back office's redirects from its oldest addresses have no row, so nobody may."""
    codes = set()
    for caller in everybody.values():
        with undone():
            codes.add(caller.ask("GET", "/backoffice/sellers/shop/1/").status_code)
    assert codes == {403}
