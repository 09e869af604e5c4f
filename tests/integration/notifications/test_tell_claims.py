"""Claims by mail: the shop reads them with the act, the carrier is answered in its own language."""

from datetime import timedelta

import pytest

from logistics.services.claim_mails import take_mail
from notifications.clients.letters import Letter
from notifications.clients.mail import envelope
from notifications.models import Message
from notifications.selectors.people import address_of
from notifications.services.carrying import files_of
from sellers.models import Shop
from tests.factories.claims import SIGNED_AT, claim, film, handed_over, lines_of

pytestmark = pytest.mark.django_db
LATER = SIGNED_AT + timedelta(hours=20)


def letters(topic):
    return list(Message.everything.filter(topic=topic, channel="email"))


def test_r_002_43b_the_shop_gets_the_act_and_the_carrier_its_answers(deliver):
    """By form as by mail: the outgoing mail carries the act."""
    [line] = lines_of(handed_over())
    Shop.objects.filter(pk=line.shop_id).update(notification_email="inbox@shop.test")
    film(line)
    found = claim(line, LATER, words="Посылка не получена")
    deliver()
    told, answers = letters("claim_opened"), letters("claim_answer")
    assert told and {message.shop_id for message in told} == {line.shop_id}
    assert files_of(told[0]) == (("act.pdf", "application/pdf", b"%PDF-1.4 act"),)
    [opened, judged] = sorted(answers, key=lambda message: message.fact_key, reverse=True)
    assert {opened.language, judged.language} == {"ru"}
    assert [address_of(one, None) for one in answers] == ["ops@cainiao.example"] * 2
    assert str(found) in judged.text
    assert len(letters("claim_judged")) == len(told)
    deliver()
    assert len(letters("claim_answer")) == 2


def test_a_mail_bears_what_is_attached_to_its_letter():
    sent = envelope(
        Letter("k", "a@b.test", "text", LATER, files=[("act.pdf", "application/pdf", b"%PDF")])
    )
    [part] = [one for one in sent.message().walk() if one.get_filename()]
    assert (part.get_filename(), part.get_payload(decode=True)) == ("act.pdf", b"%PDF")


def test_a_stranger_whose_mail_nobody_read_is_not_answered(deliver):
    take_mail(b"From: a@b.test\r\nSubject: hi\r\n\r\nhello", at=LATER, now=LATER)
    deliver()
    assert letters("claim_answer") == letters("claim_opened") == []
