"""A route without a row, and a row without a route, stop the start (D-07, G8)."""

from types import ModuleType

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpResponse
from django.urls import include, path

from config.access import table
from config.access.words import SHOP, get
from config.checks import every_route_has_a_row


@pytest.fixture
def fresh_table():
    """Have the table made anew, and leave none of ours behind."""
    table.rows.cache_clear()
    yield
    table.rows.cache_clear()


@pytest.fixture
def stray_route(settings, fresh_table):
    """A project whose newest route nobody has thought about."""
    urls = ModuleType("stray_urls")
    urls.urlpatterns = [
        path("stray/", lambda request: HttpResponse("in"), name="stray"),
        path("", include("config.urls")),
    ]
    settings.ROOT_URLCONF = urls


def test_the_table_is_whole():
    assert every_route_has_a_row() == []


def test_a_route_without_a_row_stops_the_start(stray_route):
    with pytest.raises(SystemCheckError, match="Route stray at stray/ has no row"):
        call_command("check")


def test_a_route_without_a_row_is_open_to_nobody(stray_route, client):
    assert client.get("/stray/").status_code == 403


def test_a_row_without_a_route_stops_the_start(monkeypatch, fresh_table):
    monkeypatch.setitem(table.WRITTEN, "orders:ghost", get(SHOP))
    with pytest.raises(
        SystemCheckError, match=r"Row orders:ghost of config\.access names no route"
    ):
        call_command("check")
