"""Offers, calendars and oneself over REST."""

from urllib.parse import quote

import pytest

from kernel import history
from sellers.models import Offer
from sellers.states import TokenScope
from tests.factories.sellers import OfferFactory, TokenFactory, bearer

pytestmark = pytest.mark.django_db
OFFERS = "/api/v1/offers/"
CARD = {"name": "Лампа", "price_minor": 129_000, "weight_g": 1450, "flags": ["fragile"]}


@pytest.fixture
def token(shop):
    return TokenFactory(shop=shop, label="site")


@pytest.fixture
def api(client, token):
    """Return a way to ask as the token: ``api("put", url, body)``."""

    def ask(method, url, body=None, **headers):
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(url, headers={**bearer(token), **headers}, **more)

    return ask


def test_who_am_i(api, shop, token):
    answer = api("get", "/api/v1/me/")
    assert answer.json() == {
        "shop": {
            "slug": "ours",
            "name": "Ours",
            "currency": "UAH",
            "zone": "Europe/Kyiv",
            "calendar": "ua-orders",
            "language": "uk",
        },
        "token": {
            "label": "site",
            "prefix": token.prefix,
            "scopes": list(TokenScope.values),
            "expires_at": None,
        },
    }


def test_a_new_offer_is_created_in_the_shops_currency(api, shop):
    answer = api("put", f"{OFFERS}LMP-1/", CARD)
    body = answer.json()
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    assert body.pop("updated_at")
    assert body == {
        "sku": "LMP-1",
        "name": "Лампа",
        "price_minor": 129_000,
        "currency": "UAH",
        "barcode": "",
        "category": "",
        "length_mm": None,
        "width_mm": None,
        "height_mm": None,
        "weight_g": 1450,
        "flags": ["fragile"],
        "handling_days": None,
        "on_sale": True,
        "paused_at": None,
        "version": 1,
    }
    [line] = history.of("offer", Offer.everything.get().pk)
    assert (line.actor_kind, line.source) == ("integrator", "api")


def test_putting_it_again_changes_nothing(api):
    codes = [api("put", f"{OFFERS}LMP-1/", CARD).status_code for _ in range(2)]
    assert (codes, Offer.everything.get().version) == ([201, 200], 1)


@pytest.mark.parametrize("sku", ["A/1", "Лампа 1", "a?b", "a%2Fb", "灯#1", "pause", "x/pause/y"])
def test_any_sku_that_can_be_printed_has_an_address(api, sku):
    url = f"{OFFERS}{quote(sku, safe='')}/"
    assert api("put", url, CARD).status_code == 201
    assert api("get", url).json()["sku"] == sku
    assert api("post", f"{url}pause/").json()["on_sale"] is False


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"price_minor": -1}, "price_minor", "min_value"),
        ({"price_minor": "free"}, "price_minor", "invalid"),
        ({"name": ""}, "name", "blank"),
        ({"name": "a\0b"}, "name", "null_characters_not_allowed"),
        ({"currency": "hryvnia"}, "currency", "invalid"),
        ({"weight_g": 0}, "weight_g", "min_value"),
        ({"flags": ["haunted"]}, "flags[0]", "invalid_choice"),
        ({"handling_days": 0}, "handling_days", "min_value"),
        ({"handling_days": 4}, "handling_days", "max_value"),
        ({"colour": "red"}, "colour", "unknown_field"),
    ],
)
def test_what_cannot_be_an_offer_is_refused_by_its_field(api, change, field, code):
    answer = api("put", f"{OFFERS}LMP-1/", {**CARD, **change})
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (400, field, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert Offer.everything.count() == 0


def test_a_sku_of_spaces_is_refused_by_the_rules(api):
    answer = api("put", f"{OFFERS}%20/", CARD)
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (
        422,
        "offer_refused",
        "bad_sku",
    )


def test_a_change_of_what_changed_meanwhile_is_refused(api, shop):
    OfferFactory(shop=shop, sku="LMP-1", version=3)
    stale = api("put", f"{OFFERS}LMP-1/", CARD, **{"If-Match": '"2"'})
    fresh = api("put", f"{OFFERS}LMP-1/", CARD, **{"If-Match": '"3"'})
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (
        412,
        "stale_version",
        3,
    )
    assert (fresh.status_code, fresh["ETag"]) == (200, '"4"')


@pytest.mark.parametrize("given", ["x", "-1", "1.5", "9" * 10, "²"])
def test_an_if_match_that_is_no_version_is_refused(api, shop, given):
    OfferFactory(shop=shop, sku="LMP-1")
    answer = api("put", f"{OFFERS}LMP-1/", CARD, **{"If-Match": given})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_version")


def test_a_version_of_nothing_is_not_found(api):
    answer = api("put", f"{OFFERS}LMP-1/", CARD, **{"If-Match": "1"})
    assert (answer.status_code, answer.json()["code"]) == (404, "offer_not_found")


def test_pausing_and_resuming(api, shop):
    offer = OfferFactory(shop=shop, sku="LMP-1")
    asked = ["pause", "pause", "resume", "resume"]
    answers = [api("post", f"{OFFERS}LMP-1/{act}/").json() for act in asked]
    assert [(a["on_sale"], a["version"]) for a in answers] == [
        (False, 2),
        (False, 2),
        (True, 3),
        (True, 3),
    ]
    offer.refresh_from_db()
    assert offer.paused_at is None


@pytest.mark.parametrize("act", ["", "pause/", "resume/"])
def test_another_shops_offer_is_not_found(api, act):
    offer = OfferFactory(sku="THEIRS")
    answer = api("post" if act else "get", f"{OFFERS}THEIRS/{act}")
    offer.refresh_from_db()
    assert (answer.status_code, answer.json()["code"], offer.version) == (404, "offer_not_found", 1)


def test_putting_a_sku_of_another_shop_makes_ones_own(api, shop):
    theirs = OfferFactory(sku="THEIRS", name="Theirs")
    assert api("put", f"{OFFERS}THEIRS/", CARD).status_code == 201
    theirs.refresh_from_db()
    assert (theirs.name, Offer.everything.count()) == ("Theirs", 2)


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_whatever_is_on_it(
    api, token, shop, count, django_assert_num_queries
):
    OfferFactory()  # another shop's
    OfferFactory.create_batch(count, shop=shop)
    api("get", "/api/v1/me/")  # notes the day of use
    with django_assert_num_queries(2):  # the token with its shop; the page
        assert len(api("get", OFFERS).json()["results"]) == count


def test_pages_follow_one_another_without_gap_or_repeat(api, shop):
    skus = sorted(OfferFactory(shop=shop, sku=f"S-{n:02}").sku for n in range(7))
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        body = api(
            "get", f"{OFFERS}?limit=3&cursor={cursor}" if cursor else f"{OFFERS}?limit=3"
        ).json()
        seen += [offer["sku"] for offer in body["results"]]
        cursor, pages = body["next_cursor"], pages + 1
    assert (seen, pages) == (skus, 3)


@pytest.mark.parametrize("cursor", ["!", "gA", "AA", "%F0%9F", "a b"])
def test_a_cursor_that_leads_nowhere_is_refused(api, cursor):
    answer = api("get", f"{OFFERS}?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("sku=LMP-1", ["LMP-1"]),
        ("q=лам", ["LMP-1"]),
        ("on_sale=true", ["LMP-1"]),
        ("on_sale=false", ["PLD-1"]),
        ("q=nothing", []),
    ],
)
def test_filters(api, shop, query, skus):
    OfferFactory(shop=shop, sku="LMP-1", name="Лампа")
    OfferFactory(shop=shop, sku="PLD-1", name="Плед", paused_at="2026-02-03T10:00:00Z")
    assert [o["sku"] for o in api("get", f"{OFFERS}?{query}").json()["results"]] == skus


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("on_sale=maybe", "on_sale"),
        ("colour=red", "colour"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(api, query, field):
    answer = api("get", f"{OFFERS}?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_a_token_that_reads_does_not_write(client, shop):
    token = TokenFactory(shop=shop, scopes=[TokenScope.OFFERS_READ])
    answer = client.put(
        f"{OFFERS}LMP-1/", CARD, content_type="application/json", headers=bearer(token)
    )
    assert (answer.status_code, Offer.everything.count()) == (403, 0)


def test_the_calendars_of_the_platform(api):
    codes = [calendar["code"] for calendar in api("get", "/api/v1/calendars/").json()]
    assert codes == [
        "cainiao-pickup",
        "claims-ru",
        "cn-orders",
        "every-hour",
        "every-hour-ru",
        "ru-orders",
        "ua-orders",
        "warehouse",
    ]


def test_one_calendar(api):
    body = api("get", "/api/v1/calendars/ua-orders/").json()
    assert (body["zone"], body["weekly_hours"]["0"]) == ("Europe/Kyiv", [["09:00", "20:00"]])


@pytest.mark.parametrize("code", ["moon", "UA-orders", "ua_orders"])
def test_a_calendar_that_is_not(api, code):
    answer = api("get", f"/api/v1/calendars/{code}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_calendar")


def test_when_is_it_due_and_why(api):
    """R-004-22: three hours from Tuesday 18:00 are over on Wednesday at 10:00."""
    question = {"start": "2026-02-03T18:00:00+02:00", "minutes": 180}
    answer = api("post", "/api/v1/calendars/ua-orders/due/", question)
    assert answer.json() == {
        "calendar": "ua-orders",
        "version": 1,
        "due": "2026-02-04T10:00:00+02:00",
        "explain": [
            {
                "opens": "2026-02-03T18:00:00+02:00",
                "closes": "2026-02-03T20:00:00+02:00",
                "seconds": 7200,
                "words": "2 h Tue 2026-02-03 18:00-20:00",
            },
            {
                "opens": "2026-02-04T09:00:00+02:00",
                "closes": "2026-02-04T10:00:00+02:00",
                "seconds": 3600,
                "words": "1 h Wed 2026-02-04 09:00-10:00",
            },
        ],
    }


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        ({"start": "2026-02-03T18:00:00", "minutes": 1}, 400, "naive"),
        ({"start": "yesterday", "minutes": 1}, 400, "invalid"),
        ({"start": "2026-02-03T18:00:00Z"}, 400, "required"),
        ({"start": "2026-02-03T18:00:00Z", "minutes": -1}, 400, "min_value"),
        ({"start": "2026-02-03T18:00:00Z", "minutes": 5_256_001}, 400, "max_value"),
        ({"start": "1999-02-03T18:00:00Z", "minutes": 1}, 422, "beyond_calendar"),
        ({"start": "2037-12-30T18:00:00Z", "minutes": 100_000}, 422, "beyond_calendar"),
        ({"start": "9999-12-31T23:59:59-23:00", "minutes": 1}, 400, "overflow"),
    ],
)
def test_a_question_without_an_answer_says_why(api, question, status, code):
    answer = api("post", "/api/v1/calendars/ua-orders/due/", question)
    body = answer.json()
    said = body["errors"][0]["code"] if status == 400 else body["code"]
    assert (answer.status_code, said) == (status, code)
