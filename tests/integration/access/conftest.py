"""The world that is asked, and a way to have each question undone."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.integration.access.world import Caller, World, build_world, callers


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path) -> None:
    """Keep files that people send where they are gone after the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def world(db) -> World:
    """The two shops, and everybody."""
    return build_world()


@pytest.fixture
def everybody(world) -> dict[str, Caller]:
    """Everybody who could ask, by name."""
    return callers(world)


@pytest.fixture
def undone(db) -> Any:
    """Return a way to ask something and have it undone."""

    @contextmanager
    def ask() -> Iterator[None]:
        cache.clear()  # sign-in attempts are counted there
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return ask


@pytest.fixture(autouse=True)
def _unhurried(settings) -> Iterator[None]:
    """Ask as often as we like, and log none of the thousands of refusals."""
    settings.API_RATE_PER_MINUTE = 1_000_000
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
