"""Races, kills, floods and silences: nothing lost, nothing twice that can be helped (N1-N3, Q1, Q4, D-05).

The journal of the outside world, and not our database, says what was sent.
"""

import contextlib
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from notifications.clients import client_of
from notifications.models import Attempt, ChannelHealth, DisabledAddress, Message, TelegramLink
from notifications.rules.outcomes import AFTER_SILENCE
from notifications.services import claiming, sending
from notifications.services.claiming import LEASE
from notifications.services.sending import send_batch, send_due
from notifications.services.tell_orders import tell_arrived
from notifications.states import Audience, Channel, Kind, LinkEnd
from orders.events import OrdersArrived
from tests.factories.notifications import (
    TOKEN,
    link,
    make_message,
    person_in,
    send_all,
    shop_of,
)
from tests.factories.orders import place_order
from tests.factories.sellers import ShopFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.beside]
THREADS = pytest.mark.django_db(transaction=True)
SEVERAL = 30
PROGRAM = Path(__file__).with_name("sender_program.py")


@pytest.fixture
def owner():
    return UserFactory(email="owner@shop.test", language="uk")


@pytest.fixture
def shop(owner):
    return shop_of(owner, notification_email="inbox@shop.test")


@pytest.fixture
def chat(world, owner):
    link(owner)
    return person_in(world)


@pytest.fixture
def telegram(shop, owner, chat):
    """A message to the owner's chat."""
    return make_message(
        shop=shop,
        person_key=f"user:{owner.pk}",
        channel=Channel.TELEGRAM,
        text="<b>№A-1041</b> прострочено",
    )


def sms_to_buyer(shop):
    order = place_order(shop)
    return make_message(
        shop=shop,
        audience=Audience.BUYER,
        kind=Kind.BUYER,
        topic="buyer_received",
        person_key=f"buyer:{order.pk}",
        order_id=order.pk,
        channel=Channel.SMS,
        text="№1 отримано",
    )


def standing(message):
    fresh = Message.everything.get(pk=message.pk)
    return fresh.state, fresh.code


def effects(world, *kinds):
    wanted = kinds or ("message.sent", "mail.accepted", "sms.accepted")
    return [line for line in world.journal.lines() if line.kind in wanted]


def in_parallel(act, times):
    def body(_):
        with contextlib.closing(connection):
            return act()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(body, range(times)))


@THREADS
class TestRaces:
    def mails(self, number):
        for n in range(number):
            shop = ShopFactory(notification_email=f"shop{n}@shop.test")
            make_message(shop=shop)

    def work(self, clock):
        with client_of(Channel.EMAIL) as client:
            while send_batch(Channel.EMAIL, client, clock=clock):
                pass

    def test_workers_side_by_side_send_each_message_once(self, world, clock):
        self.mails(SEVERAL)
        in_parallel(lambda: self.work(clock), 4)
        addresses = [line.key for line in effects(world, "mail.accepted")]
        assert sorted(addresses) == sorted(f"shop{n}@shop.test" for n in range(SEVERAL))
        assert Message.everything.filter(state="sent").count() == SEVERAL

    def test_without_the_claim_they_send_twice(self, world, clock, monkeypatch):
        """The control: workers that only look, and do not take."""
        self.mails(4)
        looked = threading.Barrier(2)

        def look_only(channel, *, now):
            rows = list(Message.everything.filter(channel=channel, state="queued"))
            looked.wait(10)
            return [claiming.Claim(row, row.generation) for row in rows]

        monkeypatch.setattr(sending, "claim", look_only)
        with client_of(Channel.EMAIL) as client:
            in_parallel(lambda: send_batch(Channel.EMAIL, client, clock=clock), 2)
        assert len(effects(world, "mail.accepted")) == 8

    def arrived(self, shop):
        order = place_order(shop)
        return OrdersArrived(
            occurred_at=order.placed_at, shop_id=shop.pk, channel="native", order_ids=(order.pk,)
        )

    def test_a_fact_told_by_many_at_once_is_one_message(self, shop, clock):
        fact = self.arrived(shop)
        in_parallel(lambda: tell_arrived(fact, now=clock()), 8)
        assert Message.everything.filter(topic="new_order").count() == 1

    def test_without_the_unique_row_it_would_be_many(self, shop, clock):
        """The control: the same with the constraint gone."""
        fact = self.arrived(shop)
        table = "notifications_message"
        with connection.cursor() as cursor:
            cursor.execute(f"alter table {table} drop constraint message_once")
        try:
            in_parallel(lambda: tell_arrived(fact, now=clock()), 8)
            assert Message.everything.filter(topic="new_order").count() == 8
        finally:
            Message.everything.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(
                    f"alter table {table} add constraint message_once"
                    " unique (fact_key, person_key, channel)"
                )


@THREADS
class TestKilled:
    """Q1: SIGKILL between claim and call, and between the provider's yes and our note of it."""

    def killed(self, channel, at, world, clock):
        own = urlsplit(os.environ["DATABASE_URL"])
        environment = {
            **os.environ,
            "DATABASE_URL": own._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": str(Path.cwd()),
            "EMAIL_HOST": world.smtp_host,
            "EMAIL_PORT": str(world.smtp_port),
            "TELEGRAM_API_URL": world.telegram_url,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "SMS_GATEWAY": "turbosms",
            "SMS_TURBOSMS_URL": world.sms_url,
            "SMS_TURBOSMS_TOKEN": "token",
            "CHANNEL": channel,
            "KILL_AT": at,
            "AT": clock().isoformat(),
        }
        done = subprocess.run([sys.executable, PROGRAM], env=environment, timeout=60, check=False)
        assert done.returncode == -9

    def recovered(self, message, clock):
        """Let the lease and the pause after a silence pass, and another worker come."""
        assert send_all(clock) == 0, "held by the dead worker's lease"
        clock.at += LEASE
        send_all(clock)
        clock.at += AFTER_SILENCE
        send_all(clock)
        assert standing(message) == ("sent", "")
        results = list(Attempt.objects.order_by("id").values_list("result", "code"))
        assert results == [("unknown", "worker_lost"), ("done", "")]

    @pytest.mark.parametrize(("at", "copies"), [("before", 1), ("after", 2)])
    def test_telegram_is_never_lost_and_doubled_once_at_most(
        self, world, clock, telegram, at, copies
    ):
        self.killed("telegram", at, world, clock)
        self.recovered(telegram, clock)
        assert len(effects(world)) == copies

    @pytest.mark.parametrize(("at", "copies"), [("before", 1), ("after", 2)])
    def test_a_mail_is_never_lost_and_its_copy_is_the_same_mail(
        self, world, clock, shop, at, copies
    ):
        message = make_message(shop=shop)
        self.killed("email", at, world, clock)
        self.recovered(message, clock)
        mails = world.mails_to("inbox@shop.test")
        ids = {mail.message["Message-ID"] for mail in mails}
        assert (len(mails), ids) == (copies, {f"<{message.pk}@otgruz.test>"})

    @pytest.mark.parametrize("at", ["before", "after"])
    def test_an_sms_is_neither_lost_nor_doubled(self, world, clock, shop, at):
        message = sms_to_buyer(shop)
        self.killed("sms", at, world, clock)
        self.recovered(message, clock)
        assert len(effects(world)) == 1


class TestTelegramFaults:
    """N1."""

    def test_flood_control_is_waited_out_and_everything_arrives_once(
        self, world, clock, shop, owner, chat
    ):
        for n in range(3):
            make_message(
                shop=shop,
                person_key=f"user:{owner.pk}",
                channel=Channel.TELEGRAM,
                text=f"№{n}",
            )
        world.fail("telegram", "status", status=429, retry_after=9, count=1)
        send_all(clock, Channel.TELEGRAM)
        clock.pass_by(seconds=8)
        assert send_all(clock, Channel.TELEGRAM) == 0, "nothing is tried before its time"
        assert world.texts_in(chat) == []
        clock.pass_by(seconds=1)
        send_all(clock, Channel.TELEGRAM)
        assert world.texts_in(chat) == ["№0", "№1", "№2"]

    def test_a_blocked_bot_goes_over_to_mail_and_the_banner_says_so(
        self, world, clock, shop, owner, chat, telegram
    ):
        from notifications.public import banners_of
        from sellers.public import profile_of

        world.call(world.telegram.block, chat)
        send_all(clock)
        send_all(clock)
        assert TelegramLink.objects.get().end_reason == LinkEnd.BLOCKED
        subjects = sorted(m.message["Subject"].strip() for m in world.mails_to("inbox@shop.test"))
        assert subjects == ["Telegram вимкнено: бота заблоковано", "Прострочено: №A-1041"]
        [banner] = banners_of(profile_of(shop))
        assert (banner["level"], str(owner) in banner["text"]) == ("warning", True)

    def test_linking_again_takes_the_banner_away(self, world, clock, shop, owner, chat, telegram):
        from notifications.public import banners_of
        from sellers.public import profile_of

        world.call(world.telegram.block, chat)
        send_all(clock)
        link(owner, at=clock.pass_by(minutes=1))
        assert banners_of(profile_of(shop)) == []

    def test_a_group_that_became_a_supergroup_is_followed(self, world, clock, shop, owner, chat):
        group = world.call(world.telegram.group, "Team")
        TelegramLink.objects.update(chat_id=group.id)
        moved = world.call(world.telegram.migrate, group.id)
        make_message(shop=shop, person_key=f"user:{owner.pk}", channel=Channel.TELEGRAM)
        send_all(clock, Channel.TELEGRAM)
        assert (len(world.texts_in(moved.id)), TelegramLink.objects.get().chat_id) == (1, moved.id)

    def test_a_lost_reply_costs_one_copy_at_most(self, world, clock, chat, telegram):
        world.fail("telegram", "drop", when="after", count=1)
        send_all(clock, Channel.TELEGRAM)
        assert standing(telegram) == ("queued", "no_answer")
        clock.at += AFTER_SILENCE
        send_all(clock, Channel.TELEGRAM)
        assert (standing(telegram), len(world.texts_in(chat))) == (("sent", ""), 2)

    def test_a_server_that_only_fails_is_left_for_mail(self, world, clock, shop, chat, telegram):
        world.fail("telegram", "status", status=500)
        for _ in range(4):
            send_all(clock)
            clock.at += AFTER_SILENCE
        assert standing(telegram) == ("failed", "uncertain")
        assert len(world.mails_to("inbox@shop.test")) == 1

    def test_an_outage_loses_nothing(self, world, clock, chat, telegram):
        world.fail("telegram", "kill")
        for _ in range(5):
            send_all(clock, Channel.TELEGRAM)
            clock.pass_by(minutes=2)
        assert standing(telegram) == ("queued", "unreachable")
        world.heal()
        send_all(clock, Channel.TELEGRAM)
        assert (standing(telegram), len(world.texts_in(chat))) == (("sent", ""), 1)


class TestMailFaults:
    """N2."""

    def test_greylisting_is_waited_out(self, world, clock, shop):
        message = make_message(shop=shop)
        world.fail("mail", "status", status=451, count=3)
        for _ in range(4):
            send_all(clock, Channel.EMAIL)
            clock.pass_by(minutes=5)
        assert (standing(message), len(world.mails_to("inbox@shop.test"))) == (("sent", ""), 1)
        assert list(Attempt.objects.order_by("id").values_list("result", flat=True)) == [
            "later",
            "later",
            "later",
            "done",
        ]

    def test_a_full_mailbox_is_switched_off_told_and_gone_around(
        self, world, clock, shop, owner, chat
    ):
        make_message(shop=shop)
        world.fail("mail", "status", status=552, target="inbox@shop.test")
        send_all(clock)
        send_all(clock)
        assert DisabledAddress.objects.get().code == "mailbox_full"
        assert "скриньку переповнено" in " ".join(world.texts_in(chat))
        subjects = {m.message["Subject"] for m in world.mails_to("owner@shop.test")}
        assert "Прострочено: №A-1041" in subjects
        make_message(shop=shop)
        before = len(world.calls.lines())
        send_all(clock)
        asked = [line.key for line in world.calls.lines()[before:] if line.kind == "rcpt"]
        assert asked == ["owner@shop.test"]

    def test_the_other_shops_are_not_touched(self, world, clock, shop):
        other = ShopFactory(notification_email="other@shop.test")
        make_message(shop=shop)
        message = make_message(shop=other)
        world.fail("mail", "status", status=552, target="inbox@shop.test")
        send_all(clock)
        assert (standing(message), len(world.mails_to("other@shop.test"))) == (("sent", ""), 1)

    def test_a_lost_reply_repeats_the_same_mail(self, world, clock, shop):
        message = make_message(shop=shop)
        world.fail("mail", "drop", when="after", count=1)
        send_all(clock, Channel.EMAIL)
        clock.at += AFTER_SILENCE
        send_all(clock, Channel.EMAIL)
        mails = world.mails_to("inbox@shop.test")
        assert (standing(message), len(mails)) == (("sent", ""), 2)
        assert mails[0].raw == mails[1].raw


@THREADS
class TestBulkheads:
    def test_a_channel_that_hangs_holds_up_no_other(self, world, shop, owner, chat, telegram):
        """C8: the mail is out while Telegram has not even answered."""
        from django.utils import timezone

        make_message(shop=shop)
        world.fail("telegram", "slow", seconds=2)
        send_due(clock=timezone.now, budget=timedelta(seconds=3))
        kinds = [line.kind for line in effects(world)]
        assert kinds == ["mail.accepted", "message.sent"]

    def test_mail_that_comes_while_telegram_hangs_does_not_wait_for_it(
        self, world, shop, chat, telegram
    ):
        from django.utils import timezone

        def work():
            with contextlib.closing(connection):
                send_due(clock=timezone.now, budget=timedelta(seconds=5))

        world.fail("telegram", "slow", seconds=3)
        with ThreadPoolExecutor(1) as pool:
            run = pool.submit(work)
            world.calls.wait("telegram", "sendMessage")
            make_message(shop=shop)
            run.result()
        kinds = [line.kind for line in effects(world)]
        assert kinds == ["mail.accepted", "message.sent"]


class TestSecrets:
    @pytest.mark.parametrize(
        "fault",
        [
            {"kind": "status", "status": 401},
            {"kind": "status", "status": 404},
            {"kind": "status", "status": 500, "text": f"bot{TOKEN} failed"},
            {"kind": "drop"},
            {"kind": "garbage", "garbage": "html"},
            {"kind": "redirect"},
            {"kind": "kill"},
        ],
    )
    def test_the_token_is_in_no_log_and_no_row(
        self, world, clock, chat, telegram, fault, caplog, capfd
    ):
        caplog.set_level("INFO")
        world.fail("telegram", **fault)
        send_all(clock, Channel.TELEGRAM)
        rows = [*Attempt.objects.values_list(), *Message.everything.values_list()]
        rows += ChannelHealth.objects.values_list()
        said = caplog.text + "".join(capfd.readouterr()) + repr(rows)
        assert (TOKEN in said, TOKEN.split(":")[1] in said) == (False, False)

    def test_the_log_of_attempts_holds_no_address(self, world, clock, shop):
        make_message(shop=shop)
        world.fail(
            "mail",
            "status",
            status=550,
            target="inbox@shop.test",
            text="5.1.1 inbox@shop.test unknown",
        )
        send_all(clock, Channel.EMAIL)
        [attempt] = Attempt.objects.filter(result="refused")
        assert attempt.detail == "550 5.1.1 i•••@shop.test unknown"
        shown = Message.everything.get(state="failed")
        assert shown.address_shown == "i•••@shop.test"


def test_a_fault_of_our_own_holds_up_no_other(world, clock, shop, monkeypatch):
    good = make_message(shop=shop)
    bad = make_message(person_key="shop:0")
    monkeypatch.setattr(sending, "address_of", _failing_for(bad.person_key, sending.address_of))
    send_all(clock, Channel.EMAIL)
    assert (standing(good), standing(bad)) == (("sent", ""), ("queued", "RuntimeError"))


def _failing_for(key, real):
    def address_of(message, shop):
        if message.person_key == key:
            raise RuntimeError("a bug")
        return real(message, shop)

    return address_of


def test_an_unlinked_chat_gets_nothing_any_more(world, clock, owner, chat, telegram):
    """R-004-03: unlink -> none."""
    from notifications.services.linking import unlink_user

    unlink_user(user_id=owner.pk, now=clock())
    send_all(clock, Channel.TELEGRAM)
    assert (standing(telegram), world.texts_in(chat)) == (("suppressed", "nobody_there"), [])


def test_clearing_the_shops_address_sends_to_the_owner(world, clock, shop):
    """R-004-02."""
    make_message(shop=shop)
    shop.notification_email = ""
    shop.save()
    send_all(clock, Channel.EMAIL)
    assert [len(world.mails_to(a)) for a in ("inbox@shop.test", "owner@shop.test")] == [0, 1]
