"""Our clients against the outside world: real sockets, every fault, the journal as the truth (N1, N2)."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from notifications.clients import client_of
from notifications.clients.letters import Letter
from notifications.clients.mail import MailClient
from notifications.clients.sms import SmscClient, TurboSmsClient
from notifications.clients.telegram import TelegramClient
from notifications.rules.outcomes import Blame
from notifications.states import Channel, Result
from tests.factories.hostile import HOSTILE
from tests.factories.notifications import TOKEN, person_in

NOW = datetime(2026, 2, 3, 10, tzinfo=UTC)
TOTAL_S = 2.0
IN_TIME = 15.0  # seconds, on a machine however busy; the partner would take twice as long
NUMBER = "380501234567"


def letter(**values):
    known = {
        "key": "0197-key",
        "to": "501",
        "text": "<b>№1</b>",
        "subject": "Нове замовлення №1",
        "html": "<p>№1</p>",
        "made_at": NOW,
    }
    return Letter(**{**known, **values})


def read(outcome):
    return outcome.result, outcome.code, outcome.blame


SILENT = [
    pytest.param({"kind": "status", "status": 500}, 0, id="500 before"),
    pytest.param({"kind": "status", "status": 500, "when": "after"}, 1, id="500 after"),
    pytest.param({"kind": "drop"}, 0, id="dropped before"),
    pytest.param({"kind": "drop", "when": "after"}, 1, id="reply dropped"),
    pytest.param({"kind": "reset", "when": "after"}, 1, id="reply reset"),
    pytest.param({"kind": "slow", "seconds": 30, "when": "after"}, 1, id="reply late"),
    pytest.param({"kind": "drip", "seconds": 0.5}, 1, id="reply dripped"),
    pytest.param({"kind": "garbage", "garbage": "html"}, 1, id="reply is a page"),
    pytest.param({"kind": "garbage", "garbage": "truncated"}, 1, id="reply cut"),
]


class TestTelegram:
    @pytest.fixture
    def chat(self, world):
        return person_in(world)

    @pytest.fixture
    def client(self, world):
        with TelegramClient(token=TOKEN, api_url=world.telegram_url, total_s=TOTAL_S) as client:
            yield client

    def sent(self, world):
        return [line for line in world.journal.lines() if line.kind == "message.sent"]

    def test_a_message_with_buttons_arrives_as_written(self, world, chat, client):
        rows = [[{"text": "Так", "data": "open:1"}], [{"text": "↗", "url": "http://127.0.0.1/x"}]]
        outcome = client.send(letter(buttons=rows))
        [message] = [m for m in world.chat(chat).messages.values() if m["from"]["is_bot"]]
        assert (outcome.result, outcome.reference) == (Result.DONE, str(message["message_id"]))
        assert (message["text"], message["entities"][0]["type"]) == ("№1", "bold")
        assert message["reply_markup"]["inline_keyboard"] == [
            [{"text": "Так", "callback_data": "open:1"}],
            [{"text": "↗", "url": "http://127.0.0.1/x"}],
        ]

    @pytest.mark.parametrize(
        ("fault", "result", "code", "blame"),
        [
            ({"status": 429, "retry_after": 7}, Result.LATER, "flood", Blame.CHANNEL),
            ({"status": 403}, Result.REFUSED, "blocked", Blame.ADDRESS),
            ({"status": 401}, Result.LATER, "bot_refused", Blame.CHANNEL),
            ({"status": 404}, Result.LATER, "bot_refused", Blame.CHANNEL),
            ({"status": 409}, Result.LATER, "bot_refused", Blame.CHANNEL),
            (
                {"status": 400, "text": "Bad Request: chat not found"},
                Result.REFUSED,
                "chat_gone",
                Blame.ADDRESS,
            ),
            (
                {"status": 400, "text": "Bad Request: can't parse entities"},
                Result.REFUSED,
                "bad_request",
                Blame.MESSAGE,
            ),
        ],
    )
    def test_refusals(self, world, chat, client, fault, result, code, blame):
        world.fail("telegram", "status", **fault)
        assert read(client.send(letter())) == (result, code, blame)
        assert self.sent(world) == []

    def test_flood_control_tells_how_long(self, world, chat, client):
        world.fail("telegram", "status", status=429, retry_after=7)
        assert client.send(letter()).wait == timedelta(seconds=7)

    @pytest.mark.parametrize(("fault", "arrived"), SILENT)
    def test_silence_is_unknown_and_ends_in_time(self, world, chat, client, fault, arrived):
        """G16: the caller is free by the deadline, and not when the partner is."""
        world.fail("telegram", **fault)
        began = time.monotonic()
        assert read(client.send(letter())) == (Result.UNKNOWN, "no_answer", Blame.CHANNEL)
        assert time.monotonic() - began < IN_TIME
        assert len(self.sent(world)) == arrived

    def test_a_server_that_does_not_listen_has_got_nothing(self, world, chat, client):
        world.fail("telegram", "kill")
        assert read(client.send(letter())) == (Result.LATER, "unreachable", Blame.CHANNEL)

    def test_a_stranger_and_a_blocker(self, world, chat, client):
        assert client.send(letter(to="777")).code == "chat_gone"
        world.call(world.telegram.block, chat)
        assert client.send(letter()).code == "blocked"

    def test_a_group_that_moved_says_where(self, world, chat, client):
        group = world.call(world.telegram.group, "Team")
        moved = world.call(world.telegram.migrate, group.id)
        outcome = client.send(letter(to=str(group.id)))
        told = (outcome.result, outcome.code, outcome.moved_to)
        assert told == (Result.LATER, "migrated", str(moved.id))

    def test_an_answer_and_an_edit_are_harmless_to_repeat(self, world, chat, client):
        client.send(letter(buttons=[[{"text": "Так", "data": "open:1"}]]))
        [message] = [m for m in world.chat(chat).messages.values() if m["from"]["is_bot"]]
        press = world.call(world.telegram.press, chat, message["message_id"], "open:1")
        via = {"answer": press.id, "say": "Прийнято", "alert": False, "edit": message["message_id"]}
        reaction = letter(text="<b>№1</b> ✅", via=via)
        assert [client.send(reaction).result for _ in range(2)] == [Result.DONE] * 2
        assert world.texts_in(chat) == ["№1 ✅"]
        assert press.answer == {"text": "Прийнято", "show_alert": False}

    def test_a_press_too_old_still_changes_the_message(self, world, chat, client):
        client.send(letter())
        [message] = [m for m in world.chat(chat).messages.values() if m["from"]["is_bot"]]
        via = {"answer": "123", "say": "x", "edit": message["message_id"]}
        assert client.send(letter(text="нове", via=via)).result == Result.DONE
        assert world.texts_in(chat) == ["нове"]

    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_hostile_words_arrive_as_words(self, world, chat, client, hostile):
        """A3: what Telegram shows is what was written, with one bold part of ours."""
        from notifications.rules.rendering import fill_part, filled

        text = fill_part("telegram", "<b>№</b>: {{ shop }}.", {"shop": hostile})
        assert client.send(letter(text=text)).result == Result.DONE
        [shown] = world.texts_in(chat)
        assert shown == filled("№: {{ shop }}.", {"shop": hostile}, markup=False)
        [message] = [m for m in world.chat(chat).messages.values() if m["from"]["is_bot"]]
        marked = [e["type"] for e in message["entities"] if e["type"] in ("bold", "text_link")]
        assert marked == ["bold"]

    def test_without_a_token_it_waits(self, world):
        with TelegramClient(token="", api_url=world.telegram_url) as client:
            assert client.send(letter()).code == "no_token"


class TestMail:
    @pytest.fixture
    def client(self, world):
        with MailClient(total_s=TOTAL_S) as client:
            yield client

    def mail(self, **values):
        return letter(**{"to": "a@b.test", "text": "Слово\n.\nкрапка", **values})

    def test_a_mail_arrives_in_both_forms(self, world, client):
        assert client.send(self.mail()).result == Result.DONE
        [mail] = world.mails_to("a@b.test")
        assert mail.text() == "Слово\n.\nкрапка"
        assert (mail.text("html").strip(), mail.message["Subject"]) == (
            "<p>№1</p>",
            "Нове замовлення №1",
        )
        assert mail.message["Message-ID"] == "<0197-key@otgruz.test>"
        assert mail.message["Auto-Submitted"] == "auto-generated"

    def test_a_repeat_is_the_same_mail(self, world, client):
        """D-05: byte for byte but for the boundary, under the same Message-ID and date."""
        for _ in range(2):
            client.send(self.mail(html=""))
        first, second = world.mails_to("a@b.test")
        assert first.raw == second.raw

    @pytest.mark.parametrize(
        ("fault", "result", "code", "blame"),
        [
            ({"status": 421}, Result.LATER, "smtp_421", Blame.CHANNEL),
            ({"status": 450}, Result.LATER, "smtp_450", Blame.NOBODY),
            ({"status": 451}, Result.LATER, "smtp_451", Blame.NOBODY),
            ({"status": 452}, Result.LATER, "smtp_452", Blame.NOBODY),
            ({"status": 451, "operation": "data"}, Result.LATER, "smtp_451", Blame.NOBODY),
            ({"status": 550}, Result.REFUSED, "no_such_mailbox", Blame.ADDRESS),
            ({"status": 552}, Result.REFUSED, "mailbox_full", Blame.ADDRESS),
            ({"status": 552, "operation": "data"}, Result.REFUSED, "mailbox_full", Blame.ADDRESS),
            ({"status": 554, "operation": "data"}, Result.REFUSED, "smtp_554", Blame.MESSAGE),
            ({"status": 550, "operation": "mail"}, Result.LATER, "smtp_550", Blame.CHANNEL),
        ],
    )
    def test_refusals(self, world, client, fault, result, code, blame):
        world.fail("mail", "status", **fault)
        assert read(client.send(self.mail())) == (result, code, blame)
        assert world.mails_to("a@b.test") == []

    @pytest.mark.parametrize(
        ("fault", "arrived"),
        [
            pytest.param({"kind": "drop", "operation": "data"}, 0, id="dropped in the text"),
            pytest.param({"kind": "drop", "when": "after"}, 1, id="reply dropped"),
            pytest.param({"kind": "reset", "when": "after"}, 1, id="reply reset"),
            pytest.param({"kind": "slow", "when": "after", "seconds": 30}, 1, id="reply late"),
        ],
    )
    def test_once_the_text_is_on_its_way_silence_is_unknown(self, world, client, fault, arrived):
        world.fail("mail", **fault)
        began = time.monotonic()
        assert read(client.send(self.mail())) == (Result.UNKNOWN, "no_answer", Blame.NOBODY)
        assert time.monotonic() - began < IN_TIME
        assert len(world.mails_to("a@b.test")) == arrived

    @pytest.mark.parametrize(
        "fault",
        [
            pytest.param({"kind": "drop", "operation": "rcpt"}, id="dropped before the text"),
            pytest.param({"kind": "drop", "operation": "connect"}, id="dropped at once"),
            pytest.param({"kind": "slow", "operation": "connect", "seconds": 30}, id="no greeting"),
            pytest.param({"kind": "kill"}, id="nobody listens"),
        ],
    )
    def test_before_the_text_nothing_can_have_arrived(self, world, client, fault):
        world.fail("mail", **fault)
        began = time.monotonic()
        assert read(client.send(self.mail())) == (Result.LATER, "unreachable", Blame.CHANNEL)
        assert time.monotonic() - began < IN_TIME
        assert world.mails_to("a@b.test") == []

    @pytest.mark.parametrize("address", ["юзер@b.test", "a b@c.test", "a@b.test\nBcc: x@y.test"])
    def test_an_address_that_cannot_be_written_is_refused(self, world, client, address):
        outcome = client.send(self.mail(to=address))
        assert (outcome.result, outcome.blame) == (Result.REFUSED, Blame.ADDRESS)

    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_hostile_words_add_no_header_and_no_markup(self, world, client, hostile):
        """A3."""
        from notifications.services.composing import mail_of

        words = mail_of(f"№ {hostile}", f"Для {hostile}.", "uk")
        client.send(self.mail(subject=words.subject, text=words.text, html=words.html))
        [mail] = world.mails_to("a@b.test")
        assert (mail.message["Bcc"], mail.message.get_all("Subject")[1:]) == (None, [])
        shown = mail.text("html")
        assert [shown.count("<script"), shown.count("<img"), shown.count("<svg")] == [0, 0, 0]
        assert "<a href='tg" not in shown

    def test_a_test_run_of_many_leaves_no_connection_open(self, world, client):
        for _ in range(10):
            client.send(self.mail())
        assert len(world.mails_to("a@b.test")) == 10


class TestSms:
    @pytest.fixture(params=["smsc", "turbosms"])
    def client(self, request, world):
        known = {"url": world.sms_url, "sender": "Otgruz", "total_s": TOTAL_S}
        if request.param == "smsc":
            made = SmscClient(login="shop", password="secret", **known)
        else:
            made = TurboSmsClient(token="secret", **known)
        with made as client:
            yield client

    @pytest.fixture(autouse=True)
    def key(self):
        self.key = str(uuid4())

    def sms(self, **values):
        return letter(**{"key": self.key, "to": f"+{NUMBER}", "text": "№1 прийнято", **values})

    def test_an_sms_arrives_in_its_letters(self, world, client):
        outcome = client.send(self.sms())
        [sms] = world.sms_to(NUMBER)
        told = (outcome.result, sms.text, sms.segments, sms.sender)
        assert told == (Result.DONE, "№1 прийнято", 1, "Otgruz")
        assert outcome.reference == sms.id

    @pytest.mark.parametrize(("fault", "arrived"), SILENT)
    def test_after_silence_a_repeat_sends_nothing_twice(self, world, client, fault, arrived):
        """D-05: smsc.ru is asked first, TurboSMS knows the key."""
        world.fail("sms", count=1, **fault)
        began = time.monotonic()
        assert client.send(self.sms()).result == Result.UNKNOWN
        assert time.monotonic() - began < IN_TIME
        assert len(world.sms_to(NUMBER)) == arrived
        assert client.send(self.sms(repeat=True)).result == Result.DONE
        assert len(world.sms_to(NUMBER)) == 1

    @pytest.mark.parametrize("garbage", ["bomb", "endless", "html", "truncated"])
    def test_garbage_is_bounded_and_unknown(self, world, client, garbage):
        world.fail("sms", "garbage", garbage=garbage)
        assert client.send(self.sms()).result == Result.UNKNOWN

    def test_a_redirect_is_not_followed(self, world, client):
        """C9."""
        world.fail("sms", "redirect", location=world.telegram_url)
        outcome = client.send(self.sms())
        assert (outcome.result, outcome.blame) == (Result.LATER, Blame.CHANNEL)
        assert [line for line in world.calls.lines() if line.service == "telegram"] == []

    def test_nobody_listens(self, world, client):
        world.fail("sms", "kill")
        assert read(client.send(self.sms())) == (Result.LATER, "unreachable", Blame.CHANNEL)

    def test_too_many_requests(self, world, client):
        world.fail("sms", "status", status=429, retry_after=5)
        assert read(client.send(self.sms())) == (Result.LATER, "flood", Blame.CHANNEL)

    def test_a_wrong_number_is_the_addresses_fault(self, world, client):
        outcome = client.send(self.sms(to="+123"))
        assert read(outcome) == (Result.REFUSED, "bad_number", Blame.ADDRESS)

    def test_an_empty_account_is_ours(self, world, client):
        world.call(setattr, world.sms, "balance", 0)
        outcome = client.send(self.sms())
        assert read(outcome) == (Result.LATER, "gateway_unpaid", Blame.CHANNEL)


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        (Channel.EMAIL, MailClient),
        (Channel.TELEGRAM, TelegramClient),
        (Channel.SMS, TurboSmsClient),
    ],
)
def test_each_channel_has_its_client(world, channel, kind):
    assert isinstance(client_of(channel), kind)


def test_the_gateway_is_a_setting(world, settings):
    settings.SMS_GATEWAY = "smsc"
    assert isinstance(client_of(Channel.SMS), SmscClient)


def test_the_command_sets_webhook_and_menu(world, settings, capsys):
    from django.core.management import call_command

    from notifications.hooks.secrets import path_secret

    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    call_command("telegram_webhook")
    [bot] = world.telegram.bots.values()
    hook = bot.updates.webhook
    assert (hook.url, hook.secret_token) == (
        f"http://127.0.0.1:8000/hooks/telegram/{path_secret()}/",
        settings.TELEGRAM_WEBHOOK_SECRET,
    )
    assert [one["command"] for one in bot.commands] == ["today", "stop"]
    assert capsys.readouterr().out == "Telegram: updates come to http://127.0.0.1:8000.\n"


def test_the_command_never_fails(world, capsys):
    from django.core.management import call_command

    world.fail("telegram", "kill")
    call_command("telegram_webhook")
    assert capsys.readouterr().out == "Telegram: not reached (unreachable); messages wait.\n"
