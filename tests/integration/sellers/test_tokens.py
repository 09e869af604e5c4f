"""Keys for integrators: only a hash is kept, two live for rotation, revoked at once (A7)."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from kernel.history import Actor
from sellers import services
from sellers.models import ApiToken
from sellers.selectors import token_by_secret
from sellers.states import Role, TokenScope
from tests.factories.sellers import ShopFactory, TokenFactory, UserFactory, member, secret_of
from tests.racing import together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 3, 10, tzinfo=UTC)
BY = {"actor": Actor("seller", "Olena", 1, "cabinet"), "at": NOW}


def issue(shop, **changes):
    known = {"label": "site", "scopes": ["orders:read"], "expires_at": None, **BY}
    known["created_by_id"] = changes.pop("created_by_id", None) or UserFactory().pk
    return services.issue_token(shop_id=shop.pk, **{**known, **changes})


def test_the_secret_opens_the_shop_and_is_found_by_its_prefix(shop):
    token, secret = issue(shop)
    assert (secret[:4], secret[12], token.prefix) == ("otg_", "_", secret[:12])
    assert token_by_secret(secret, now=NOW) == token


def test_nothing_in_the_database_holds_the_secret(shop):
    _token, secret = issue(shop)
    tail, tables = secret[13:], [model._meta.db_table for model in apps.get_models()]
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'select count(*) from "{table}" t where t::text like %s', [f"%{tail}%"])
            found += [table] if cursor.fetchone()[0] else []
    assert (len(tail) >= 32, found) == (True, [])


def test_the_page_that_issues_logs_no_secret(shop, client, caplog):
    client.force_login(member(Role.OWNER, shop))
    caplog.set_level(logging.DEBUG)
    caplog.set_level(settings.LOGGING["loggers"]["django.template"]["level"], "django.template")
    form = {"label": "site", "scopes": ["orders:read"], "days": "30"}
    answer = client.post("/s/ours/settings/tokens/", form)
    secret = answer.context["issued"].secret
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert secret in answer.content.decode()
    assert secret[13:] not in caplog.text
    assert secret[13:] not in client.get("/s/ours/settings/tokens/").content.decode()


@pytest.mark.parametrize(
    "secret", ["", "otg_", "otg_nobody00_x", "otg_\x00\x00", "Ключ", "x" * 5000, "otg_%_______x"]
)
def test_what_is_no_secret_opens_nothing(shop, secret):
    TokenFactory(shop=shop)
    assert token_by_secret(secret, now=NOW) is None


def test_a_third_live_token_of_one_label_is_refused_with_what_to_do(shop):
    for _ in range(2):
        issue(shop)
    with pytest.raises(services.TooManyTokens, match="revoke the older one"):
        issue(shop, label=" site ")
    assert ApiToken.everything.count() == 2


@pytest.mark.parametrize("end", ["revoked_at", "expires_at"])
def test_an_ended_token_makes_room(shop, end):
    issue(shop)
    token = issue(shop).token
    setattr(token, end, NOW)
    token.save()
    assert issue(shop).token.label == "site"


def test_another_label_and_another_shop_have_room_of_their_own(shop):
    for _ in range(2):
        issue(shop)
    assert [issue(shop, label="books").token.label, issue(ShopFactory()).token.label] == [
        "books",
        "site",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": "  "}, "label"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["orders:read", "world:rule"]}, "scopes"),
        ({"expires_at": NOW}, "expires_at"),
    ],
)
def test_a_token_of_no_use_is_refused(shop, changes, field):
    with pytest.raises(services.TokenRefused) as refused:
        issue(shop, **changes)
    assert (refused.value.field, ApiToken.everything.count()) == (field, 0)


def test_scopes_are_kept_once_each(shop):
    scopes = [TokenScope.OFFERS_READ, TokenScope.ORDERS_READ, TokenScope.OFFERS_READ]
    assert issue(shop, scopes=scopes).token.scopes == ["offers:read", "orders:read"]


def test_revoking_again_keeps_the_first_moment(shop):
    token = TokenFactory(shop=shop)
    for minutes in (0, 5):
        services.revoke_token(
            shop_id=shop.pk,
            token_id=token.pk,
            actor=BY["actor"],
            at=NOW + timedelta(minutes=minutes),
        )
    token.refresh_from_db()
    assert token.revoked_at == NOW


def test_another_shops_token_is_not_found_and_lives_on(shop):
    theirs = TokenFactory()
    with pytest.raises(services.TokenNotFound):
        services.revoke_token(shop_id=shop.pk, token_id=theirs.pk, **BY)
    assert token_by_secret(secret_of(theirs), now=NOW) == theirs


def test_the_day_of_use_is_written_once_a_day(shop, django_assert_num_queries):
    token = TokenFactory(shop=shop)
    today = NOW.date()
    first = services.note_token_used(token, on=today)
    token.refresh_from_db()
    with django_assert_num_queries(0):
        second = services.note_token_used(token, on=today)
    assert (first, second, token.last_used_on) == (True, False, today)
    assert services.note_token_used(token, on=today + timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_of_eight_tokens_asked_for_at_once_two_are_issued():
    shop, user = ShopFactory(), UserFactory()
    outcomes = together(lambda _number: issue(shop, created_by_id=user.pk), 8)
    refused = [o for o in outcomes if isinstance(o, services.TooManyTokens)]
    assert (len(refused), ApiToken.everything.count()) == (6, 2)
