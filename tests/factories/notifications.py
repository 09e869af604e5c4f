"""Messages and links for tests, and a sandbox in place of the outside world."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone

from kernel.outbox.relay import deliver_due
from notifications.clients import client_of
from notifications.models import Message, TelegramLink
from notifications.services.sending import send_batch
from notifications.states import Audience, Channel, Kind
from sandbox.server import RunningWorld, running
from sellers.models import Shop, User
from tests.factories.sellers import MembershipFactory, ShopFactory, UserFactory

NOON = datetime(2026, 2, 3, 10, tzinfo=UTC)
"""Noon in Kyiv on a working Tuesday."""
TOKEN = "1000001:only-for-tests"


class Hands:
    """A clock that tests move by hand."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> datetime:
        """Let time pass and return the new moment."""
        self.at += timedelta(**time)
        return self.at


def make_message(**values: Any) -> Message:
    """Return a queued mail to a shop's inbox, due at `NOON`."""
    shop = values.pop("shop", None) or ShopFactory(notification_email="inbox@shop.test")
    known: dict[str, Any] = {
        "shop": shop,
        "audience": Audience.SHOP,
        "kind": Kind.MISSES,
        "topic": "clock_missed",
        "fact_key": f"test:{uuid4()}",
        "person_key": f"shop:{shop.pk}",
        "channel": Channel.EMAIL,
        "language": "uk",
        "subject": "Прострочено: №A-1041",
        "text": "Строк за замовленням №A-1041 минув.",
        "created_at": NOON,
        "next_try_at": NOON,
    }
    return Message.everything.create(**{**known, **values})


def link(user: User | None = None, chat_id: int = 501, at: datetime = NOON) -> TelegramLink:
    """Link a person's private chat."""
    user = user or UserFactory()
    return TelegramLink.objects.create(
        user=user, chat_id=chat_id, telegram_user_id=chat_id, title="Olena", linked_at=at
    )


@contextlib.contextmanager
def world_settings(world: RunningWorld) -> Iterator[None]:
    """Let messages leave for the sandbox."""
    with override_settings(
        EMAIL_HOST=world.smtp_host,
        EMAIL_PORT=world.smtp_port,
        TELEGRAM_API_URL=world.telegram_url,
        TELEGRAM_BOT_TOKEN=TOKEN,
        SMS_GATEWAY="turbosms",
        SMS_TURBOSMS_URL=world.sms_url,
        SMS_TURBOSMS_TOKEN="token",
        SMS_SMSC_URL=world.sms_url,
        SMS_SMSC_LOGIN="login",
        SMS_SMSC_PASSWORD="password",
    ):
        yield


def person_in(world: RunningWorld, chat_id: int = 501) -> int:
    """Let a person of that id write to the bot, so that it may write back; return the id."""
    world.call(world.telegram.bot, TOKEN)
    world.call(world.telegram.person, chat_id)
    world.call(world.telegram.write, chat_id, "/start")
    return chat_id


def send_all(clock: Hands, *channels: Channel, rounds: int = 10) -> int:
    """Send what is due now, in this thread, until nothing is; return how many were tried."""
    total = 0
    for channel in channels or Channel:
        with client_of(channel) as client:
            for _ in range(rounds):
                if not (sent := send_batch(channel, client, clock=clock)):
                    break
                total += sent
    return total


def shop_of(user: User, **values: Any) -> Shop:
    """Return a shop owned by ``user``."""
    shop = ShopFactory(**values)
    MembershipFactory(user=user, shop=shop, role="owner")
    return shop


@pytest.fixture(scope="session")
def sandbox_world():
    """A sandbox on ports of its own, for a session."""
    with running(webhook_backoff=0.02) as world:
        yield world


@pytest.fixture
def world(sandbox_world):
    """The sandbox with nothing in it and nothing wrong with it, and our settings leading there."""
    sandbox_world.clear()
    with world_settings(sandbox_world):
        yield sandbox_world
    sandbox_world.heal()


@pytest.fixture
def clock():
    """A clock that stands at `NOON` until it is moved."""
    return Hands()


def deliver_facts() -> None:
    """Deliver what was told by orders and deadlines, until nothing is left."""
    while deliver_due(now=timezone.now()):
        pass
