"""What becomes of a message after an attempt (N1, N2, D-05)."""

from datetime import timedelta

import pytest

from notifications.clients.sms_codes import SMSC, TURBOSMS, from_smsc, from_turbosms
from notifications.clients.smtp_codes import refusal
from notifications.rules.masking import masked, scrubbed
from notifications.rules.outcomes import (
    AFTER_SILENCE,
    FIRST_PAUSE,
    GIVE_UP_AFTER,
    LONGEST_CHANNEL_PAUSE,
    LONGEST_OBEYED,
    LONGEST_PAUSE,
    REPEATS,
    Blame,
    Outcome,
    Verdict,
    channel_pause,
    judge,
)
from notifications.states import Channel, MessageState, Result

SENT, FAILED, QUEUED = MessageState.SENT, MessageState.FAILED, MessageState.QUEUED
SECOND = timedelta(seconds=1)


def verdict(outcome, channel=Channel.EMAIL, attempts=1, unknowns=0, age=SECOND):
    return judge(outcome, channel, attempts=attempts, unknowns=unknowns, age=age)


class TestVerdicts:
    def test_done_is_sent(self):
        assert verdict(Outcome(Result.DONE, reference="1")) == Verdict(SENT)

    def test_a_refusal_ends_it(self):
        refused = Outcome(Result.REFUSED, "blocked", blame=Blame.ADDRESS)
        assert verdict(refused) == Verdict(FAILED, "blocked")

    def test_what_is_put_off_comes_back_ever_later(self):
        later = Outcome(Result.LATER, "smtp_451")
        pauses = [verdict(later, attempts=n).pause for n in (1, 2, 3, 20)]
        assert pauses == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE, LONGEST_PAUSE]

    def test_a_wait_that_was_asked_for_is_obeyed_within_reason(self):
        asked = [Outcome(Result.LATER, "flood", wait=timedelta(seconds=s)) for s in (7, 10**6)]
        assert [verdict(one).pause for one in asked] == [7 * SECOND, LONGEST_OBEYED]

    def test_a_fault_of_the_channel_is_waited_out_by_the_channel(self):
        later = Outcome(Result.LATER, "unreachable", blame=Blame.CHANNEL)
        assert verdict(later, attempts=9).pause == timedelta()

    @pytest.mark.parametrize("channel", Channel)
    def test_silence_is_followed_by_so_many_repeats_and_no_more(self, channel):
        silence, most = Outcome(Result.UNKNOWN, "no_answer"), REPEATS[channel]
        assert verdict(silence, channel, unknowns=most) == Verdict(
            QUEUED, "no_answer", AFTER_SILENCE
        )
        assert verdict(silence, channel, unknowns=most + 1) == Verdict(FAILED, "uncertain")

    def test_a_telegram_message_is_repeated_once_at_most(self):
        assert REPEATS[Channel.TELEGRAM] == 1

    def test_after_three_days_nobody_wants_it_any_more(self):
        later = Outcome(Result.LATER, "smtp_451")
        assert verdict(later, age=GIVE_UP_AFTER) == Verdict(FAILED, "gave_up")


class TestChannelPause:
    def test_it_doubles_up_to_a_minute(self):
        down = Outcome(Result.LATER, "unreachable", blame=Blame.CHANNEL)
        pauses = [channel_pause(down, n) / SECOND for n in (0, 1, 2, 50)]
        assert pauses == [2, 4, 8, LONGEST_CHANNEL_PAUSE / SECOND]

    def test_flood_control_is_obeyed_to_the_second(self):
        flood = Outcome(Result.LATER, "flood", blame=Blame.CHANNEL, wait=17 * SECOND)
        assert channel_pause(flood, 0) == 17 * SECOND


class TestMailReplies:
    @pytest.mark.parametrize(
        ("code", "words", "stage", "result", "name", "blame"),
        [
            (421, "4.3.2 closing", "greeting", Result.LATER, "smtp_421", Blame.CHANNEL),
            (554, "no service", "greeting", Result.LATER, "smtp_554", Blame.CHANNEL),
            (535, "5.7.8 credentials", "greeting", Result.LATER, "smtp_535", Blame.CHANNEL),
            (550, "5.7.1 sender", "mail", Result.LATER, "smtp_550", Blame.CHANNEL),
            (450, "4.2.1 busy", "rcpt", Result.LATER, "smtp_450", Blame.NOBODY),
            (451, "4.7.1 greylisted", "rcpt", Result.LATER, "smtp_451", Blame.NOBODY),
            (452, "4.2.2 full", "rcpt", Result.LATER, "smtp_452", Blame.NOBODY),
            (550, "5.1.1 unknown", "rcpt", Result.REFUSED, "no_such_mailbox", Blame.ADDRESS),
            (550, "unknown user", "rcpt", Result.REFUSED, "no_such_mailbox", Blame.ADDRESS),
            (552, "5.2.2 full", "rcpt", Result.REFUSED, "mailbox_full", Blame.ADDRESS),
            (552, "5.2.2 full", "data", Result.REFUSED, "mailbox_full", Blame.ADDRESS),
            (550, "5.7.1 policy", "rcpt", Result.REFUSED, "smtp_550", Blame.MESSAGE),
            (554, "5.7.1 spam", "data", Result.REFUSED, "smtp_554", Blame.MESSAGE),
            (554, "5.6.0 content", "data", Result.REFUSED, "smtp_554", Blame.MESSAGE),
        ],
    )
    def test_stage_and_code_tell_whose_fault_it_is(self, code, words, stage, result, name, blame):
        outcome = refusal(code, words, stage=stage)
        assert (outcome.result, outcome.code, outcome.blame) == (result, name, blame)


class TestGatewayNumbers:
    def test_every_number_of_smsc_has_a_meaning(self):
        assert set(SMSC) == set(range(1, 10))

    def test_a_number_we_do_not_know_stays_unknown(self):
        outcomes = [
            from_smsc({"error_code": 77, "error": "?"}, repeat=False),
            from_turbosms({"response_code": 777, "response_status": "?"}),
        ]
        assert [(o.result, o.code) for o in outcomes] == [
            (Result.UNKNOWN, "smsc_77"),
            (Result.UNKNOWN, "turbosms_777"),
        ]

    def test_a_duplicate_is_good_news_after_a_silence_only(self):
        reply = {"error_code": 9, "error": "duplicate request, wait a minute"}
        assert from_smsc(reply, repeat=True).result == Result.DONE
        assert from_smsc(reply, repeat=False).result == Result.LATER

    def test_turbosms_says_in_the_item_why_a_number_was_refused(self):
        item = {"response_code": 404, "message_id": None}
        outcome = from_turbosms({"response_code": 802, "response_result": [item]})
        assert (outcome.result, outcome.code) == (Result.REFUSED, "stop_list")

    def test_turbosms_answers_a_repeat_with_the_first_result(self):
        item = {"response_code": 0, "message_id": "abc"}
        outcome = from_turbosms({"response_code": 507, "response_result": [item]})
        assert (outcome.result, outcome.reference) == (Result.DONE, "abc")

    @pytest.mark.parametrize("reply", [None, [], "ok", {}, {"id": 1}, 5])
    def test_what_cannot_be_read_is_unknown(self, reply):
        assert from_smsc(reply, repeat=False).result == Result.UNKNOWN
        assert from_turbosms(reply).result == Result.UNKNOWN

    @pytest.mark.parametrize("table", [SMSC, TURBOSMS])
    def test_only_our_own_trouble_pauses_the_gateway(self, table):
        blamed = {m.blame for m in table.values() if m.result == Result.REFUSED}
        assert blamed == {Blame.MESSAGE, Blame.ADDRESS}


class TestMasking:
    @pytest.mark.parametrize(
        ("address", "shown"),
        [
            ("olena@shop.test", "o•••@shop.test"),
            ("+380501234567", "+380•••67"),
            ("1234567890", "1234•••90"),
            ("12345", "•••"),
        ],
    )
    def test_an_address_is_known_by_its_owner_alone(self, address, shown):
        assert masked(address) == shown

    def test_words_of_a_provider_lose_tokens_addresses_and_numbers(self):
        words = "POST https://api/bot1000001:only-for-tests/x for a.b@shop.test and +380501234567"
        assert scrubbed(words, "hidden") == (
            "POST https://api/bot***/x for a•••@shop.test and +380•••67"
        )
