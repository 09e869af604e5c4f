"""One token may not ask without end, and a broker that is away stops nobody."""

import logging
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.conf import settings

from config.throttle import Buckets, buckets
from tests.factories.sellers import TokenFactory, bearer

ME = "/api/v1/me/"


@pytest.fixture
def fresh_token(db):
    """A token whose bucket nobody has touched: buckets outlive the rolled-back row and its id."""
    token = TokenFactory()
    buckets(settings.REDIS_URL)._server.delete(f"throttle:token:{token.pk}")
    return token


def test_a_token_is_told_how_it_stands(client, fresh_token):
    answer = client.get(ME, headers=bearer(fresh_token))
    assert (answer.status_code, answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == (
        200,
        "600",
        "599",
    )


def test_beyond_the_bucket_it_is_told_when_to_come_back(client, fresh_token, settings):
    settings.API_RATE_PER_MINUTE = 2
    codes = [client.get(ME, headers=bearer(fresh_token)).status_code for _ in range(3)]
    answer = client.get(ME, headers=bearer(fresh_token))
    assert codes == [200, 200, 429]
    assert (answer.json()["code"], answer["Retry-After"], answer["RateLimit-Remaining"]) == (
        "too_many_requests",
        "30",
        "0",
    )


def test_another_token_of_the_shop_has_a_bucket_of_its_own(client, fresh_token, settings):
    settings.API_RATE_PER_MINUTE = 1
    other = TokenFactory(shop=fresh_token.shop)
    buckets(settings.REDIS_URL)._server.delete(f"throttle:token:{other.pk}")
    codes = [client.get(ME, headers=bearer(t)).status_code for t in (fresh_token, other)]
    assert codes == [200, 200]


def test_twenty_at_once_share_one_bucket_exactly():
    shared, key = Buckets(settings.REDIS_URL), uuid4().hex
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: shared.take(key, 5), range(20)))
    assert sum(one.allowed for one in taken) == 5


def test_when_the_server_is_away_everybody_is_let_through(client, fresh_token, settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    caplog.set_level(logging.CRITICAL)
    settings.API_RATE_PER_MINUTE = 1
    answers = [client.get(ME, headers=bearer(fresh_token)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "RateLimit-Limit" not in answers[0]


def test_pages_are_not_throttled(client, db, settings):
    settings.API_RATE_PER_MINUTE = 1
    assert [client.get("/healthz").status_code for _ in range(3)] == [200, 200, 200]
