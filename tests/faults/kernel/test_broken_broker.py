"""The broker is away, or hangs: whoever records a fact does not notice (R2)."""

import socket
import time

import pytest
from celery import current_app
from django.conf import settings
from redis import Redis

from kernel.outbox import bell

HANG = 3.0  # seconds; the libraries' own patience is twice that and more


@pytest.fixture
def broker(monkeypatch, real_bell):
    """Return a way to point the bell at another broker."""

    def at(url):
        other = current_app.connection_for_write(url=url, transport_options=bell.PATIENCE)
        monkeypatch.setattr(bell, "_connection", lambda _process_id: other)

    return at


@pytest.fixture
def deaf():
    """A listener that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as listener:
        yield listener.getsockname()[1]


def ring():
    began = time.monotonic()
    bell.ring("test.ring")
    return time.monotonic() - began


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_nobody_listens(broker):
    broker(f"redis://127.0.0.1:{closed_port()}/0")
    assert ring() < HANG
    assert bell._silent_until[""] > time.monotonic()


def test_somebody_listens_and_says_nothing(broker, deaf):
    broker(f"redis://127.0.0.1:{deaf}/0")
    assert ring() < HANG
    assert bell._silent_until[""] > time.monotonic()


def test_when_it_is_there_the_ring_arrives(real_bell):
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.delete("default")
        bell.ring("test.ring")
        [message] = [text for text in redis.lrange("default", 0, -1) if b"test.ring" in text]
        redis.lrem("default", 0, message)
    assert "" not in bell._silent_until
