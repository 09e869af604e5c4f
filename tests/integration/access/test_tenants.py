"""Two shops side by side: nothing of the other is ever seen, found, counted or changed (X1, X2, G9)."""

from itertools import cycle

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from config.access.table import rows
from kernel.scope import ScopedManager
from tests.factories.sellers import UserFactory
from tests.integration.access.answers import body_of, comparable
from tests.integration.access.canaries import CANARY, plant, state_of
from tests.integration.access.routes import by_group, every_route
from tests.integration.access.things import has_owner, values_for
from tests.integration.access.world import World, callers, shop_world

ROUTES = {str(route): route for route in every_route()}
OF_SELLERS = [route for route in ROUTES.values() if not route.name.startswith("admin:")]
READ = by_group(route for route in OF_SELLERS if "GET" in rows()[route.name])
OWNED = by_group(
    route for route in OF_SELLERS if (route.of_shop or route.of_api) and has_owner(route)
)
OURS = ("owner of the shop", "manager of the shop", "operator of the shop", "token: every scope")
# Ways in which people and programs search and turn pages; a route that does not know one leaves it.
QUERIES = ("", f"q={CANARY[:3]}", "q=Theirs", "limit=200", "state=new&q=Theirs", "shop=theirs-shop")


@pytest.fixture
def planted(world):
    """The other shop full of canaries: where they sit."""
    return plant(world.theirs.shop)


def our_people(everybody):
    return [everybody[name] for name in OURS]


def addresses(route, values):
    """Yield the route's address for each word of its closed lists, such as both formats of an export."""
    yield route.url(values)
    for name, words in route.choices().items():
        for word in words[1:]:
            yield route.url({**values, name: word})


def test_canaries_sit_in_every_kind_of_row(planted):
    assert set(planted) >= {
        "sellers.Shop.name",
        "sellers.User.name",
        "sellers.Offer.sku",
        "sellers.Offer.name",
        "sellers.ApiToken.label",
        "orders.Order.number",
        "orders.OrderContact.name",
        "orders.OrderContact.search",
        "orders.OrderLine.name",
        "orders.SavedView.name",
        "orders.ImportJob.filename",
        "notifications.Message.text",
    }


@pytest.mark.parametrize("group", READ)
def test_no_page_export_or_endpoint_shows_anything_of_the_other_shop(
    group, world, everybody, planted, undone
):
    seen = [s for route in READ[group] for s in sightings(route, world, everybody, undone)]
    assert seen == []


def sightings(route, world, everybody, undone):
    """Return where our people see a canary."""
    seen = []
    for url in addresses(route, values_for(route, world)):
        for caller in our_people(everybody):
            for query in QUERIES if route.of_shop or route.of_api else QUERIES[:1]:
                with undone():
                    body = body_of(caller.ask("GET", f"{url}?{query}"))
                if CANARY.encode() in body:
                    seen.append(f"{caller.name}: {url}?{query}")
    return seen


def test_control_an_unscoped_list_is_seen(world, everybody, planted, undone, monkeypatch):
    """The crawl sees the fault it looks for: a list that forgot whose rows it shows."""
    monkeypatch.setattr(ScopedManager, "of", lambda self, scope: self.model.everything.all())
    for name in ("sellers:offers", "api:offers"):
        assert sightings(ROUTES[name], world, everybody, undone) != []


def test_control_an_unscoped_act_is_seen(world, everybody, planted, undone, monkeypatch):
    """The comparison sees an act that finds another shop's row."""
    monkeypatch.setattr(ScopedManager, "of", lambda self, scope: self.model.everything.all())
    assert differences(ROUTES["sellers:offers-pause"], world, everybody, undone) != []


@pytest.mark.parametrize("group", OWNED)
def test_a_thing_of_the_other_shop_is_the_same_as_one_that_is_not(
    group, world, everybody, planted, undone
):
    """X1: the same status, place and bytes, whatever is asked of it; and it stays as it was."""
    different = [d for route in OWNED[group] for d in differences(route, world, everybody, undone)]
    assert different == []


def long_words(values):
    """Return what an answer may repeat of its address and cannot hold by chance, as a short number may."""
    return [word for word in map(str, values.values()) if len(word) > 5]


def differences(route, world, everybody, undone):
    """Return where theirs is answered otherwise than what nobody has, or is changed."""
    theirs, absent = (values_for(route, world, whose) for whose in ("theirs", "absent"))
    before, different = state_of(world.theirs.shop), []
    with time_machine.travel(timezone.now(), tick=False):
        for caller in our_people(everybody):
            for method in rows()[route.name]:
                answers = []
                for values in (theirs, absent):
                    with undone():
                        url = route.url(values)
                        response = caller.ask(method, url)
                        answers.append(comparable(response, url, *long_words(values)))
                        if state_of(world.theirs.shop) != before:
                            different.append(f"{caller.name} changed it by {method}")
                if answers[0] != answers[1]:
                    different.append(f"{route} {caller.name} {method}: {answers}")
    return different


@pytest.mark.django_db
def test_our_pages_are_the_same_to_the_byte_without_the_other_shop():
    """X2: no counter, number or order of things tells that somebody else is there."""
    with time_machine.travel(timezone.now(), tick=False):
        ours = shop_world("Ours")
        alone = World(ours, theirs=ours, staff={}, outsider=UserFactory(), dead_tokens={})
        people = our_people(callers(alone))
        before = crawl(alone, people)
        plant(shop_world("Theirs").shop)
        after = crawl(alone, people)
    assert [url for url in before if before[url] != after[url]] == []
    assert len(before) > 50


def crawl(world, people):
    """Return all that these people can read, by who and where."""
    found = {}
    for route in [route for group in READ.values() for route in group]:
        url = route.url(values_for(route, world))
        for caller in people:
            with transaction.atomic():
                found[caller.name, url] = comparable(caller.ask("GET", url))
                transaction.set_rollback(True)
    return found


def test_the_other_shop_itself_is_the_same_as_one_that_is_not(world, everybody, undone):
    """D-06: a shop without a role in it is not found, whatever is asked for."""
    of_shop = [route for route in ROUTES.values() if route.of_shop]
    with time_machine.travel(timezone.now(), tick=False):
        # None of our people has a role over there, so they take turns: the matrix asks as each of them.
        different = [
            f"{caller.name} {route}"
            for route, caller in zip(of_shop, cycle(our_people(everybody)[:3]), strict=False)
            if len(shop_answers(route, caller, world, undone)) != 1
        ]
    assert different == []


def shop_answers(route, caller, world, undone):
    """Return the different answers to the same question about their shop and about one that is not."""
    values, answers = values_for(route, world), set()
    for slug in (world.theirs.shop.slug, "no-such-shop"):
        with undone():
            answers.add(comparable(caller.ask("GET", route.url({**values, "shop": slug})), slug))
    assert {status for status, _, _ in answers} == {404}
    return answers
