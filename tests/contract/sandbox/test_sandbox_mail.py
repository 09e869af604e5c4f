"""The mail server, talked to by the smtplib of Python's own library."""

import smtplib
from email.message import EmailMessage

import pytest

FROM, TO = "otgruz@example.com", "olena@example.ua"


def letter(to=TO, subject="Нове замовлення № 41"):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Otgruz <{FROM}>", to, subject
    mail["Message-ID"] = "<41@otgruz.example>"
    mail.set_content("Прийняти до завтра 10:00.\n")
    mail.add_alternative("<p>Прийняти до <b>завтра 10:00</b>.</p>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="рахунок.pdf")
    return mail


def send(world, to=(TO,), mail=None):
    with smtplib.SMTP(world.smtp_host, world.smtp_port, timeout=60) as client:
        return client.send_message(mail or letter(", ".join(to)), FROM, list(to))


def test_a_mail_is_kept_with_envelope_parts_and_source(world):
    assert send(world, (TO, "taras@example.ua")) == {}
    (mail,) = world.mails_to(TO.upper())
    assert (mail.sender, mail.recipients) == (FROM, (TO, "taras@example.ua"))
    assert (mail.text("plain"), mail.text("html")) == (
        "Прийняти до завтра 10:00.\n",
        "<p>Прийняти до <b>завтра 10:00</b>.</p>\n",
    )
    shown = mail.detail()
    assert shown["subject"] == "Нове замовлення № 41"
    assert shown["attachments"] == [{"name": "рахунок.pdf", "type": "application/pdf", "size": 4}]
    lines = world.journal.lines("mail", "mail.accepted")
    assert [line.key for line in lines] == [TO, "taras@example.ua"]
    assert {line.detail["message_id"] for line in lines} == {"<41@otgruz.example>"}


def test_the_server_offers_what_modern_clients_ask_for(world):
    with smtplib.SMTP(world.smtp_host, world.smtp_port, timeout=60) as client:
        client.ehlo()
        offered = set(client.esmtp_features)
        assert {"8bitmime", "smtputf8", "auth", "size"} <= offered
        assert "starttls" not in offered


@pytest.mark.parametrize("mechanism", ["auth_plain", "auth_login"])
def test_anybody_may_sign_in_and_is_remembered(world, mechanism):
    with smtplib.SMTP(world.smtp_host, world.smtp_port, timeout=60) as client:
        client.user, client.password = "shop-7", "secret"
        client.ehlo()
        client.auth(mechanism.removeprefix("auth_").upper(), getattr(client, mechanism))
        client.send_message(letter(), FROM, [TO])
    assert [mail.user for mail in world.mails_to(TO)] == ["shop-7"]


def test_addresses_and_headers_may_be_utf8(world):
    with smtplib.SMTP(world.smtp_host, world.smtp_port, timeout=60) as client:
        raw = "Subject: Привіт\r\n\r\nТіло\r\n".encode()
        options = ["SMTPUTF8", "BODY=8BITMIME"]
        client.sendmail(FROM, ["олена@приклад.укр"], raw, mail_options=options)
    (mail,) = world.mails_to("олена@приклад.укр")
    assert (mail.summary()["subject"], mail.text()) == ("Привіт", "Тіло\n")


def test_leading_dots_and_an_empty_sender_survive(world):
    with smtplib.SMTP(world.smtp_host, world.smtp_port, timeout=60) as client:
        client.sendmail("", [TO], "Subject: bounce\r\n\r\n.one\r\n..two\r\n")
    (mail,) = world.mails_to(TO)
    assert (mail.sender, mail.text()) == ("<>", ".one\n..two\n")


@pytest.mark.parametrize("status", [450, 451, 550, 552])
def test_a_refused_mailbox_refuses_and_the_others_get_their_mail(world, status):
    """N2: a bounce is for one recipient."""
    world.fail("mail", "status", status=status, target="Full@Example.ua")
    refused = send(world, ("full@example.ua", TO))
    assert [(to, code) for to, (code, _) in refused.items()] == [("full@example.ua", status)]
    assert world.mails_to("full@example.ua") == []
    assert len(world.mails_to(TO)) == 1


def test_a_refused_only_recipient_is_an_error_with_words(world):
    world.fail("mail", "status", status=552)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(world)
    assert refused.value.recipients == {TO: (552, b"5.2.2 Mailbox full")}
    assert world.journal.lines("mail") == []


def test_greylisting_ends_after_as_many_times_as_told(world):
    world.fail("mail", "status", status=451, count=2)
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(world)
    assert send(world) == {}
    assert len(world.mails_to(TO)) == 1


def test_421_greets_with_a_closed_door(world):
    world.fail("mail", "status", status=421)
    with pytest.raises(smtplib.SMTPConnectError) as refused:
        send(world)
    assert refused.value.smtp_code == 421


def test_a_killed_server_refuses_connections_until_healed(world):
    """C1: refused."""
    world.fail("mail", "kill")
    with pytest.raises(ConnectionRefusedError):
        send(world)
    world.heal("mail")
    assert send(world) == {}


def test_killing_cuts_the_conversations_in_progress(world):
    with smtplib.SMTP(world.smtp_host, world.smtp_port, timeout=60) as client:
        client.ehlo()
        world.fail("mail", "kill")
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.sendmail(FROM, [TO], "Subject: x\r\n\r\n")
    assert world.mails_to(TO) == []


@pytest.mark.parametrize("kind", ["drop", "reset"])
def test_the_reply_can_be_lost_after_the_mail_was_taken(world, kind):
    """C2: accepted, but the sender cannot know."""
    world.fail("mail", kind, when="after", count=1)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(world)
    assert len(world.mails_to(TO)) == 1


@pytest.mark.parametrize("stage", ["connect", "mail", "rcpt", "data"])
def test_the_connection_can_be_dropped_at_every_stage_before_the_effect(world, stage):
    world.fail("mail", "drop", operation=stage, count=1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(world)
    assert world.mails_to(TO) == []
    assert send(world) == {}


def test_a_mail_can_be_taken_and_refused_in_one_breath(world):
    """C4: an error after the effect."""
    world.fail("mail", "status", status=451, when="after")
    with pytest.raises(smtplib.SMTPDataError):
        send(world)
    assert len(world.mails_to(TO)) == 1


def test_a_slow_server_outlasts_an_impatient_client(world):
    """C5: the client's own limit ends it."""
    world.fail("mail", "slow", seconds=30, operation="data")
    with (
        pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"),
        smtplib.SMTP(world.smtp_host, world.smtp_port, timeout=1) as client,
    ):
        client.sendmail(FROM, [TO], "Subject: x\r\n\r\n")
    assert world.mails_to(TO) == []
