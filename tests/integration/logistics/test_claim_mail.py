"""Claims by e-mail: through the mail server's door, nothing lost, what cannot be read is a person's."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine

from kernel.history import SYSTEM
from kernel.inbox.accept import process_due
from kernel.models import InboxMessage
from logistics.models import Claim, ClaimFile
from logistics.services.claim_mails import take_mail
from logistics.services.claim_silence import judge_silence
from logistics.services.deciding import DecisionRefused, read_claim
from tests.factories.claims import SIGNED_AT, handed_over, lines_of

pytestmark = pytest.mark.django_db
LAST = datetime(2026, 2, 10, 20, 59, 59, tzinfo=UTC)  # 23:59:59 in Moscow
DOOR, SECRET = "/hooks/claim-mail/", "only-for-tests"


def mail(line, *, subject="Handover {number}: missing parcel {code}", body="See the act.",
         sender="Li Wei <ops@cainiao.com>", act=b"%PDF-1.4 act", **headers):  # fmt: skip
    letter = EmailMessage()
    letter["From"], letter["To"] = sender, "claims@otgruz.test"
    words = {"number": line.handover.number, "code": line.code}
    letter["Subject"] = subject.format(**words)
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(body.format(**words))
    if act:
        letter.add_attachment(act, maintype="application", subtype="pdf", filename="act.pdf")
    return letter.as_bytes()


@pytest.fixture
def line():
    return lines_of(handed_over())[0]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ({}, "missing"),
        ({"subject": "Ведомость № {number}", "body": "Посылка {code} повреждена"}, "damaged"),
        ({"subject": "交接单 {number}", "body": "包裹 {code} 有单无货"}, "no_goods"),
        ({"subject": "Claim", "body": "Handover: {number}\nParcel: {code}\nType B"}, "no_goods"),
    ],
)
def test_r_002_43b_a_mail_in_the_carriers_words_becomes_a_claim_with_its_act(line, words, kind):
    found = take_mail(mail(line, **words), at=LAST, now=LAST)
    assert (found.kind, found.outbound_id, found.came) == (kind, line.outbound_id, "mail")
    assert (found.is_late, found.sender, found.state) == (False, "ops@cainiao.com", "open")
    kinds = ClaimFile.objects.filter(claim=found).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["act", "mail"]


@pytest.mark.parametrize(
    "fault",
    [{"act": None}, {"subject": "Hello {number}"}, {"sender": "someone@elsewhere.example"}],
    ids=["no act", "no type", "a stranger"],
)
def test_a_mail_that_lacks_anything_is_left_to_a_person_and_nothing_is_lost(line, fault):
    raw = mail(line, **fault)
    found = take_mail(raw, at=LAST, now=LAST)
    assert (found.state, found.claimed_at, found.is_late) == ("unread", LAST, False)
    assert bytes(ClaimFile.objects.get(claim=found, kind="mail").content) == raw
    assert take_mail(raw, at=LAST, now=LAST) == found


@pytest.mark.parametrize(
    "raw", [b"\x00\xff no mail", b"From: <<>>\r\nContent-Type: x\r\n\r\n", b"="]
)
def test_bytes_that_are_no_mail_are_kept_for_a_person(raw):
    found = take_mail(raw, at=LAST, now=LAST)
    assert (found.state, bytes(ClaimFile.objects.get().content)) == ("unread", raw)


def test_a_person_reads_it_and_it_counts_from_when_it_came(line):
    unread = take_mail(mail(line, subject="Hello"), at=LAST, now=LAST)
    after = LAST + timedelta(days=1)
    with pytest.raises(DecisionRefused):
        read_claim(unread.pk, kind="", barcode=line.code, actor=SYSTEM, at=after)
    found = read_claim(unread.pk, kind="missing", barcode=line.code, actor=SYSTEM, at=after)
    assert (found.state, found.is_late, found.outbound_id) == ("open", False, line.outbound_id)


def test_r_002_43_a_mail_at_the_last_second_counts_though_it_is_read_after_the_silence(
    client, line, settings
):
    settings.CLAIMS_MAIL_SECRET = SECRET
    raw, headers = mail(line), {"X-Mail-Secret": SECRET}
    sent = {"data": raw, "content_type": "message/rfc822", "headers": headers}
    with time_machine.travel(LAST, tick=False):
        assert [client.post(DOOR, **sent).status_code for _twice in range(2)] == [200, 200]
    assert InboxMessage.objects.count() == 1
    assert judge_silence(line.handover_id, now=LAST + timedelta(seconds=2)) == 1
    process_due(now=datetime(2100, 1, 1, tzinfo=UTC))
    found = Claim.everything.get()
    assert (found.state, found.is_late, found.claimed_at) == ("open", False, LAST)


def test_the_door_knows_its_mail_server(client, line, settings):
    sent = {"data": mail(line), "content_type": "message/rfc822"}
    settings.CLAIMS_MAIL_SECRET = ""
    assert client.post(DOOR, **sent).status_code == 404
    settings.CLAIMS_MAIL_SECRET = SECRET
    for secret in ("", "x", SECRET + "x"):
        answer = client.post(DOOR, **sent, headers={"X-Mail-Secret": secret})
        assert answer.status_code == 401
    answer = client.post(DOOR, data=b"", content_type="x/y", headers={"X-Mail-Secret": SECRET})
    assert (answer.status_code, InboxMessage.objects.count()) == (400, 0)


def test_the_window_is_of_the_handover_it_names(line):
    late = take_mail(mail(line), at=LAST + timedelta(seconds=1), now=LAST + timedelta(seconds=1))
    assert (late.is_late, late.basis) == (True, "late")
    assert late.window_ends_at - SIGNED_AT < timedelta(days=6)
