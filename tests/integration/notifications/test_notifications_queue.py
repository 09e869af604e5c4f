"""The queue: claims, outcomes, digests, falling over to another channel (N1-N3, D-05)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from kernel.statemachine import enforced_moves
from notifications.models import Attempt, ChannelHealth, DisabledAddress, Message, TelegramLink
from notifications.rules.digest import WINDOW
from notifications.rules.outcomes import AFTER_SILENCE, FIRST_PAUSE, Blame, Outcome
from notifications.services.claiming import AT_ONCE, LEASE, claim, drop, finish
from notifications.services.merging import merge_storms
from notifications.services.queueing import queue
from notifications.states import MOVES, Audience, Channel, Kind, LinkEnd, Result
from sellers.states import Role
from tests.factories.notifications import NOON, link, make_message, shop_of
from tests.factories.orders import place_order
from tests.factories.sellers import ShopFactory, UserFactory, member

pytestmark = pytest.mark.django_db
DONE = Outcome(Result.DONE, reference="42")
SILENCE = Outcome(Result.UNKNOWN, "no_answer")
BLOCKED = Outcome(Result.REFUSED, "blocked", "Forbidden", blame=Blame.ADDRESS)
FULL = Outcome(Result.REFUSED, "mailbox_full", "552 5.2.2", blame=Blame.ADDRESS)


@pytest.fixture
def owner():
    return UserFactory(email="owner@shop.test", language="uk")


@pytest.fixture
def shop(owner):
    return shop_of(owner, notification_email="inbox@shop.test")


def again(message):
    return Message.everything.get(pk=message.pk)


def standing(message):
    fresh = again(message)
    return fresh.state, fresh.code


def attempted(message, outcome, now=NOON):
    """Claim the message and put the outcome down."""
    [claimed] = [c for c in claim(message.channel, now=now) if c.message.pk == message.pk]
    finish(claimed, outcome, now=now)
    return again(message)


class TestUniqueness:
    def test_one_fact_one_person_one_channel(self, shop):
        twin = {"fact_key": "f", "person_key": "p", "shop": shop}
        make_message(**twin)
        with pytest.raises(IntegrityError, match="message_once"), transaction.atomic():
            make_message(**twin)
        make_message(**twin, channel=Channel.TELEGRAM)

    def test_queueing_again_is_nothing(self, shop):
        for _ in range(2):
            message = Message(
                shop=shop,
                audience=Audience.SHOP,
                kind=Kind.MISSES,
                topic="clock_missed",
                fact_key="f",
                person_key="p",
                channel=Channel.EMAIL,
                language="uk",
                text="x",
            )
            queue([message], now=NOON)
        assert Message.everything.count() == 1


class TestMoves:
    def test_the_database_lets_through_exactly_the_table(self):
        table = {(source, target) for sources, target in MOVES.values() for source in sources}
        with connection.cursor() as cursor:
            assert enforced_moves(cursor, "notifications_message") == table

    def test_an_illegal_move_is_refused_by_the_database(self, shop):
        message = attempted(make_message(shop=shop), DONE)
        with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
            Message.everything.filter(pk=message.pk).update(state="queued", sent_at=None)
        assert standing(message) == ("sent", "")


class TestClaims:
    def test_a_claim_holds_the_message_and_notes_the_attempt(self, shop):
        message = make_message(shop=shop)
        [claimed] = claim(Channel.EMAIL, now=NOON)
        fresh = again(message)
        assert (fresh.lease_until, fresh.attempts, claimed.generation) == (NOON + LEASE, 1, 1)
        assert Attempt.objects.get().result == Result.STARTED
        assert claim(Channel.EMAIL, now=NOON) == []

    def test_each_channel_is_claimed_by_itself(self, shop):
        make_message(shop=shop)
        assert claim(Channel.TELEGRAM, now=NOON) == []

    def test_what_is_not_due_waits(self, shop):
        make_message(shop=shop, next_try_at=NOON + timedelta(seconds=1))
        assert claim(Channel.EMAIL, now=NOON) == []

    def test_nobody_reads_the_second_before_the_first(self, shop):
        first, second = make_message(shop=shop), make_message(shop=shop)
        [claimed] = claim(Channel.EMAIL, now=NOON)
        assert (claimed.message.pk, claim(Channel.EMAIL, now=NOON)) == (first.pk, [])
        finish(claimed, DONE, now=NOON)
        assert [c.message.pk for c in claim(Channel.EMAIL, now=NOON)] == [second.pk]

    def test_a_batch_is_bounded(self):
        for _ in range(AT_ONCE + 2):
            make_message()
        assert [len(claim(Channel.EMAIL, now=NOON)) for _ in range(3)] == [AT_ONCE, 2, 0]

    def test_a_claim_that_is_not_needed_leaves_no_attempt(self, shop):
        message = make_message(shop=shop)
        [claimed] = claim(Channel.EMAIL, now=NOON)
        drop(claimed, "promise_over", now=NOON)
        assert standing(message) == ("suppressed", "promise_over")
        assert (again(message).attempts, Attempt.objects.count()) == (0, 0)

    def test_a_zombie_changes_nothing(self, shop):
        """Q4: whoever slept past the lease finds its generation gone."""
        message = make_message(shop=shop)
        [zombie] = claim(Channel.EMAIL, now=NOON)
        later = NOON + LEASE
        claim(Channel.EMAIL, now=later)
        later += AFTER_SILENCE
        [heir] = claim(Channel.EMAIL, now=later)
        assert finish(zombie, BLOCKED, now=later) is None
        finish(heir, DONE, now=later)
        assert standing(message) == ("sent", "")
        results = list(Attempt.objects.order_by("id").values_list("result", "code"))
        assert results == [("unknown", "worker_lost"), ("done", "")]

    def test_without_the_fence_the_zombie_would_win(self, shop):
        """The control: the same story where the generation is not looked at."""
        message = make_message(shop=shop)
        [zombie] = claim(Channel.EMAIL, now=NOON)
        claim(Channel.EMAIL, now=NOON + LEASE)
        later = NOON + LEASE + AFTER_SILENCE
        [heir] = claim(Channel.EMAIL, now=later)
        unfenced = type(zombie)(zombie.message, heir.generation)
        finish(unfenced, BLOCKED, now=later)
        assert finish(heir, DONE, now=later) is None
        assert standing(message) == ("failed", "blocked")


class TestOutcomes:
    def test_done(self, shop):
        message = attempted(make_message(shop=shop), DONE)
        assert (message.state, message.provider_ref, message.sent_at) == ("sent", "42", NOON)

    def test_put_off(self, shop):
        message = attempted(make_message(shop=shop), Outcome(Result.LATER, "smtp_451"))
        told = (message.state, message.code, message.next_try_at, message.lease_until)
        assert told == ("queued", "smtp_451", NOON + FIRST_PAUSE, None)

    def test_silence_on_telegram_is_repeated_once_then_carried_by_mail(self, shop, owner):
        link(owner)
        message = make_message(
            shop=shop, person_key=f"user:{owner.pk}", channel=Channel.TELEGRAM, text="<b>№1</b>"
        )
        attempted(message, SILENCE)
        assert standing(message) == ("queued", "no_answer")
        attempted(message, SILENCE, NOON + AFTER_SILENCE)
        assert standing(message) == ("failed", "uncertain")
        carried = Message.everything.exclude(pk=message.pk).get()
        told = (carried.fact_key, carried.person_key, carried.channel, carried.text.split("\n")[0])
        assert told == (message.fact_key, f"shop:{shop.pk}", "email", "№1")

    def test_falling_over_adds_nothing_where_the_mail_went_already(self, shop, owner):
        link(owner)
        mail = make_message(shop=shop, fact_key="f")
        telegram = make_message(
            shop=shop, fact_key="f", person_key=f"user:{owner.pk}", channel=Channel.TELEGRAM
        )
        attempted(telegram, BLOCKED)
        facts = Message.everything.filter(fact_key="f")
        assert {m.pk for m in facts} == {mail.pk, telegram.pk}

    def test_a_blocked_bot_ends_the_link_and_the_owner_is_told_by_mail_once(self, shop, owner):
        """N1."""
        link(owner)
        for fact in ("f", "g"):
            person = {"person_key": f"user:{owner.pk}", "channel": Channel.TELEGRAM}
            attempted(make_message(shop=shop, fact_key=fact, **person), BLOCKED)
        row = TelegramLink.objects.get()
        assert (row.ended_at, row.end_reason) == (NOON, LinkEnd.BLOCKED)
        notices = Message.everything.filter(topic="channel_disabled")
        assert [(m.person_key, m.channel) for m in notices] == [(f"shop:{shop.pk}", "email")]
        assert "бота заблоковано" in notices.get().text

    def test_a_full_mailbox_is_switched_off_and_told_by_telegram(self, shop, owner):
        """N2."""
        link(owner)
        attempted(make_message(shop=shop), FULL)
        row = DisabledAddress.objects.get()
        assert (row.address, row.code, row.shop_id) == ("inbox@shop.test", "mailbox_full", shop.pk)
        notices = Message.everything.filter(topic="channel_disabled", channel="telegram")
        assert [m.person_key for m in notices] == [f"user:{owner.pk}"]

    def test_the_owner_gets_what_the_inbox_refused(self, shop, owner):
        message = attempted(make_message(shop=shop, fact_key="f"), FULL)
        carried = Message.everything.exclude(pk=message.pk).get(fact_key="f")
        told = (carried.person_key, carried.channel, carried.text, carried.state)
        assert told == (f"user:{owner.pk}", "email", message.text, "queued")

    def test_a_group_that_moved_is_followed_at_once(self, shop, owner):
        link(owner, chat_id=-5)
        message = make_message(shop=shop, person_key=f"user:{owner.pk}", channel=Channel.TELEGRAM)
        moved = Outcome(Result.LATER, "migrated", wait=timedelta(), moved_to="-1005")
        fresh = attempted(message, moved)
        assert (TelegramLink.objects.get().chat_id, fresh.next_try_at) == (-1005, NOON)

    def test_a_buyers_mail_that_is_refused_goes_by_sms(self, shop):
        order = place_order(shop)
        message = make_message(
            shop=shop,
            audience=Audience.BUYER,
            kind=Kind.BUYER,
            topic="buyer_received",
            person_key=f"buyer:{order.pk}",
            order_id=order.pk,
        )
        attempted(message, FULL)
        carried = Message.everything.get(channel="sms")
        assert (carried.person_key, carried.topic) == (message.person_key, message.topic)
        assert DisabledAddress.objects.count() == 0

    def test_a_moderators_lost_telegram_goes_to_their_mail(self, shop):
        moderator = member(Role.MODERATOR)
        link(moderator)
        message = make_message(
            shop=shop,
            audience=Audience.PLATFORM,
            person_key=f"staff:{moderator.pk}",
            channel=Channel.TELEGRAM,
        )
        attempted(message, BLOCKED)
        carried = Message.everything.exclude(pk=message.pk).get()
        assert (carried.person_key, carried.channel) == (f"staff:{moderator.pk}", "email")
        assert TelegramLink.objects.get().end_reason == LinkEnd.BLOCKED


class TestChannelHealth:
    def test_flood_control_holds_every_message_of_the_channel_and_no_other(self, shop):
        """N1: wait retry_after globally."""
        flood = Outcome(Result.LATER, "flood", blame=Blame.CHANNEL, wait=timedelta(seconds=30))
        [a, b] = [make_message(channel=Channel.TELEGRAM) for _ in range(2)]
        mail = make_message(shop=shop)
        attempted(a, flood)
        before, after = NOON + timedelta(seconds=29), NOON + timedelta(seconds=30)
        for claimed in claim(Channel.TELEGRAM, now=before):
            assert claimed.message.pk == b.pk, "taken before the pause began"
        assert claim(Channel.TELEGRAM, now=before) == []
        assert [c.message.pk for c in claim(Channel.EMAIL, now=before)] == [mail.pk]
        assert a.pk in {c.message.pk for c in claim(Channel.TELEGRAM, now=after)}

    def test_an_outage_pauses_ever_longer_and_a_success_ends_it(self, shop):
        down = Outcome(Result.LATER, "unreachable", blame=Blame.CHANNEL)
        message, now = make_message(shop=shop), NOON
        for failures, pause in ((1, 2), (2, 4), (3, 8)):
            attempted(message, down, now)
            health = ChannelHealth.objects.get(channel="email")
            told = (health.failures, health.paused_until - now)
            assert told == (failures, timedelta(seconds=pause))
            now = health.paused_until
        attempted(message, DONE, now)
        health = ChannelHealth.objects.get(channel="email")
        assert (health.failures, health.paused_until) == (0, None)


class TestDigests:
    def news(self, shop, number, **about):
        known = {"kind": Kind.NEW_ORDERS, "topic": "new_orders", "gather": False}
        return [
            make_message(shop=shop, subject=f"№{n}", **{**known, **about}) for n in range(number)
        ]

    def test_five_go_one_by_one(self, shop):
        self.news(shop, 5)
        assert merge_storms(Channel.EMAIL, now=NOON) == 0

    def test_six_become_one(self, shop):
        """N3."""
        messages = self.news(shop, 6)
        assert merge_storms(Channel.EMAIL, now=NOON) == 1
        digest = Message.everything.get(topic="digest")
        assert {standing(m)[0] for m in messages} == {"merged"}
        assert {again(m).merged_into_id for m in messages} == {digest.pk}
        assert [f"№{n}" in digest.text for n in range(6)] == [True] * 6
        assert (digest.state, digest.kind, digest.next_try_at) == ("queued", "new_orders", NOON)

    def test_again_makes_no_second_digest(self, shop):
        self.news(shop, 6)
        assert [merge_storms(Channel.EMAIL, now=NOON) for _ in range(2)] == [1, 0]
        assert [c.message.topic for c in claim(Channel.EMAIL, now=NOON)] == ["digest"]

    def test_kinds_people_and_channels_are_gathered_apart(self, shop):
        self.news(shop, 5)
        self.news(shop, 3, kind=Kind.WARNINGS, topic="clock_warned")
        self.news(shop, 3, person_key="user:1")
        self.news(shop, 3, channel=Channel.TELEGRAM)
        assert [merge_storms(c, now=NOON) for c in Channel] == [0, 0, 0]

    def test_what_waited_through_the_night_comes_together(self, shop):
        self.news(shop, 2, gather=True)
        assert merge_storms(Channel.EMAIL, now=NOON) == 1

    def test_one_that_waited_alone_goes_alone(self, shop):
        self.news(shop, 1, gather=True)
        assert merge_storms(Channel.EMAIL, now=NOON) == 0

    def test_a_long_digest_tells_how_many_more_there_are(self, shop):
        self.news(shop, 40)
        merge_storms(Channel.EMAIL, now=NOON)
        digest = Message.everything.get(topic="digest")
        assert (digest.text.count("№"), "25" in digest.text) == (15, True)

    def test_from_the_sixth_of_a_burst_on_they_wait_for_company(self, shop):
        moments = []
        for n in range(8):
            now = NOON + timedelta(seconds=n)
            message = Message(
                shop=shop,
                audience=Audience.SHOP,
                kind=Kind.NEW_ORDERS,
                topic="new_orders",
                fact_key=f"f{n}",
                person_key=f"shop:{shop.pk}",
                channel=Channel.EMAIL,
                language="uk",
                text="x",
            )
            queue([message], now=now)
            moments.append(again(message).not_before)
        assert moments == [None] * 5 + [NOON + WINDOW] * 3

    def test_what_is_no_longer_true_is_left_out(self, shop):
        self.news(shop, 6, deadline_id=987654321)
        assert merge_storms(Channel.EMAIL, now=NOON) == 0
        assert set(Message.everything.values_list("state", "code")) == {
            ("suppressed", "promise_over")
        }

    def test_thousands_of_alerts_are_one_message_a_person(self):
        """N3, at the size of the catalogue: what one run gathers is bounded, the next goes on."""
        shop = ShopFactory()
        rows = [
            Message(
                shop=shop,
                audience=Audience.SHOP,
                kind=Kind.WARNINGS,
                topic="clock_warned",
                fact_key=f"f{n}",
                person_key=f"shop:{shop.pk}",
                channel=Channel.TELEGRAM,
                language="uk",
                subject=f"№{n}",
                text="x",
                created_at=NOON,
                next_try_at=NOON,
            )
            for n in range(3_000)
        ]
        Message.everything.bulk_create(rows, batch_size=1_000)
        while merge_storms(Channel.TELEGRAM, now=NOON):
            pass
        assert Message.everything.filter(state="queued").count() <= 20
        assert Message.everything.filter(state="merged").count() == 3_000
