"""The outside world with a partner of no name, and adapters of it."""

import pytest

from kernel.remote import wire
from sandbox.partner.service import PartnerService
from sandbox.server import running
from tests.partners import Adapter, Clock


@pytest.fixture(scope="module")
def whole_world():
    """A sandbox on ports of its own."""
    with running(more=[PartnerService]) as world:
        yield world
    wire.close()


@pytest.fixture
def world(whole_world):
    """The sandbox with nothing in it and nothing wrong with it."""
    whole_world.clear()
    yield whole_world
    whole_world.heal()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def adapter_of(world, settings):
    """Return a way to describe a partner that stands on this machine."""
    made = []

    def make(name="alpha", **options):
        settings.REMOTE_PRIVATE_PARTNERS = [*settings.REMOTE_PRIVATE_PARTNERS, name]
        made.append(Adapter(world.address_of("partner"), name, **options))
        return made[-1]

    yield make
    for one in made:
        one.forget()


@pytest.fixture
def adapter(adapter_of):
    return adapter_of()


@pytest.fixture
def effects(world):
    """Return a way to count what took effect about a thing, by the sandbox's own journal."""
    return lambda about="": len(world.journal.lines("partner", "act.done", about))
