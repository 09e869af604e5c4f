"""Machines pass by what only pages need, and lose nothing that all answers have (W1a, W5)."""

import pytest

from tests.factories.sellers import member

pytestmark = pytest.mark.django_db
OF_PAGES = ("session", "user", "_messages", "htmx")
OF_ALL = ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")


def _has(request):
    return {name: hasattr(request, name) for name in OF_PAGES}


def test_a_page_has_session_user_messages_and_htmx(client):
    answer = client.get("/account/login/")
    assert (answer.status_code, _has(answer.wsgi_request)) == (200, dict.fromkeys(OF_PAGES, True))


def test_a_machine_has_none_of_them_and_the_same_headers(client):
    client.force_login(member())
    answer = client.get("/api/v1/me/")
    assert (answer.status_code, _has(answer.wsgi_request)) == (401, dict.fromkeys(OF_PAGES, False))
    assert [name for name in OF_ALL if name not in answer.headers] == []
    assert dict(answer.cookies) == {}


def test_a_machine_is_answered_in_its_language(client):
    answer = client.get("/api/v1/me/", headers={"Accept-Language": "uk"})
    assert answer.headers["Content-Language"] == "uk"
