"""The outside world for contract tests: one sandbox for the session, empty before each test."""

import pytest

from sandbox.server import running


@pytest.fixture(scope="session")
def sandbox_world():
    """A sandbox on ports of its own, with quick repeats of webhooks."""
    with running(webhook_backoff=0.02) as world:
        yield world


@pytest.fixture
def world(sandbox_world):
    """The sandbox with nothing in it and nothing wrong with it."""
    sandbox_world.clear()
    yield sandbox_world
    sandbox_world.heal()
