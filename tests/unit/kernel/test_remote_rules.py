"""The pure parts of calls to partners: addresses, masking, waiting, unpacking (C4, C6, C9)."""

import asyncio
import gzip
import json
import zlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.remote import BadAnswer, Reply, Request
from kernel.remote.addresses import BadAddress, check_url, is_allowed
from kernel.remote.answers import storable
from kernel.remote.masking import masked, sample, scrubbed
from kernel.remote.partners import LONGEST_S, Partner, forget
from kernel.remote.rules import pause_after, retry_after, should_open
from kernel.remote.unpacking import read_body

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
NOT_PUBLIC = (
    "127.0.0.1 127.8.8.8 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 0.1.2.3"
    " 192.0.0.1 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1"
    " 255.255.255.255 ::1 :: fe80::1 fec0::1 fc00::1 fd12::1 ff02::1 2001:db8::1 100::1"
    " ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a00:1"
    " 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001:0:7f00:1::1"
)


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_addresses_that_are_not_public_are_refused(address):
    """O3: also those carried inside others."""
    assert is_allowed(ip_address(address), private=False) is False


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_allowed(address):
    assert is_allowed(ip_address(address), private=False) is True


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("127.0.0.1", True), ("10.0.0.1", True), ("::1", True), ("8.8.8.8", True),
     ("169.254.169.254", False), ("fe80::1", False), ("0.0.0.0", False), ("224.0.0.1", False)],
)  # fmt: skip
def test_a_stand_in_may_be_near_and_never_where_machines_keep_their_keys(address, allowed):
    assert is_allowed(ip_address(address), private=True) is allowed


@pytest.mark.parametrize(
    "url",
    ["http://api.example.com/", "ftp://api.example.com/", "https:///x", "//api.example.com/",
     "https://user@api.example.com/", "https://user:pass@api.example.com/",
     "https://good.example@127.0.0.1/", "https://api.example.com:99999/", "https://[::1/",
     "https://api.example.com:0/", "https://api.example.com\\@127.0.0.1/", "https://ex\u0430mple.com/",
     "https://127%2e0.0.1/", "https://api.example.com/\r\nX: y", "https://api.example.com/ x",
     "file:///etc/passwd", "gopher://127.0.0.1/", "", "https://"],
)  # fmt: skip
def test_urls_that_no_partner_has_are_refused(url):
    """O3: nothing is guessed about an odd URL."""
    with pytest.raises(BadAddress):
        check_url(url, private=False)


@pytest.mark.parametrize("url", ["https://api.example.com/v1/?a=b%20c", "https://8.8.8.8:8443/"])
def test_urls_that_a_partner_has_are_not(url):
    check_url(url, private=False)


def test_keys_are_in_nothing_a_request_shows_of_itself():
    request = Request.get(
        "https://api.example.com/track", headers={"X-Key": "s3cret"}, key="s3cret"
    )
    assert repr(request) == "<GET https://api.example.com/track>"
    assert "s3cret" not in repr(Reply(200, {"x": "s3cret"}, b"s3cret"))


@pytest.mark.parametrize(("good", "bad", "opens"), [
    (0, 19, False), (0, 20, True), (37, 20, True), (38, 20, False), (1000, 500, False),
    (900, 500, True),
])  # fmt: skip
def test_the_breaker_opens_at_twenty_failures_and_35_per_cent(good, bad, opens):
    assert should_open(good, bad) is opens


@pytest.mark.parametrize(("told", "seconds"), [
    (None, None), ("", None), ("0", 0), ("120", 120), ("1e3", None), ("\u0665", None),
    ("99999999999999999999", 3600), ("Tue, 03 Feb 2026 12:02:00 GMT", 120),
    ("Tue, 03 Feb 2026 12:02:00 -0000", None), ("Tue, 03 Feb 2026 11:00:00 GMT", 0),
    ("Sun, 31 Dec 9999 23:59:59 GMT", 3600), ("tomorrow", None),
])  # fmt: skip
def test_retry_after_is_honoured_up_to_an_hour(told, seconds):
    """C4: seconds, a date, absurd values."""
    wait = None if seconds is None else timedelta(seconds=seconds)
    assert retry_after(told, now=NOW) == wait


@given(st.integers(min_value=1, max_value=10_000))
def test_a_pause_grows_to_an_hour_and_no_further(times):
    first = timedelta(seconds=2)
    pause = pause_after(times, first)
    assert 0.8 * first <= pause <= timedelta(hours=1)


def body_of(pieces, encoding, most=1000):
    async def stream():
        for piece in pieces:
            yield piece

    return asyncio.run(read_body(stream(), encoding, most))


@pytest.mark.parametrize(
    ("pack", "encoding"),
    [(bytes, ""), (bytes, "identity"), (gzip.compress, "gzip"), (zlib.compress, "deflate")],
)
@given(body=st.binary(max_size=1000), at=st.integers(0, 1000))
@settings(max_examples=20)
def test_a_body_is_unpacked_whole_in_whatever_pieces_it_comes(pack, encoding, body, at):
    packed = pack(body)
    if len(packed) <= 1000:
        assert body_of([packed[:at], packed[at:]], encoding) == body


@pytest.mark.parametrize(
    ("pieces", "encoding"),
    [
        ([b"a" * 1001], ""),
        ([b"a" * 600, b"a" * 600], ""),
        ([gzip.compress(b"a" * 1001)], "gzip"),
        ([gzip.compress(b"a" * 10**7)], "gzip"),
        ([gzip.compress(b"a"), b"x" * 2000], "gzip"),
        ([gzip.compress(b"abc" * 100)[:-4]], "gzip"),
        ([b'{"ok": true}'], "gzip"),
        ([b'{"ok": true}'], "br"),
        ([b'{"ok": true}'], "gzip, gzip"),
    ],
)
def test_a_body_over_its_cap_or_badly_packed_is_a_bad_answer(pieces, encoding):
    """C6: at the limit, beyond it, and bombs."""
    with pytest.raises(BadAnswer):
        body_of(pieces, encoding)


def test_a_body_at_its_cap_is_taken():
    assert body_of([b"a" * 1000], "") == b"a" * 1000
    assert body_of([gzip.compress(b"a" * 1000)], "gzip") == b"a" * 1000


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"ok": tru', b"\xff\xfe{}", b'{"n": NaN}', b'{"n": Infinity}', b"[" * 10**5,
     b"{'a': 1}", '{"ok": "\u0414\u0430"}'.encode("cp1251")],
)  # fmt: skip
def test_what_is_no_json_is_a_bad_answer(body):
    with pytest.raises(BadAnswer):
        Reply(200, {}, body).json()


def test_json_with_a_mark_in_front_is_read_and_text_by_its_charset():
    assert Reply(200, {}, b'\xef\xbb\xbf{"a": 1}').json() == {"a": 1}
    cyrillic = {"content-type": 'text/xml; charset="windows-1251"'}
    assert Reply(200, cyrillic, "Київ".encode("cp1251")).text() == "Київ"
    with pytest.raises(BadAnswer):
        Reply(200, {"content-type": "text/xml; charset=no-such"}, b"x").text()
    with pytest.raises(BadAnswer):
        Reply(200, {}, b"\xff").text()


PEOPLE = {
    "RecipientFullName": "Олена Шевченко",
    "Phone": "380671234567",
    "note": "call +38 067 123-45-67 or olena@example.ua",
    "DeliveryAddress": {"street": "Khreshchatyk", "house": 22},
    "access_token": "abc",
    "list": [{"contactPerson": "Iv"}, 20450749477905],
}
CANARIES = [
    "Олена",
    "Шевченко",
    "67123",
    "067 123",
    "olena@",
    "Khreshchatyk",
    "abc",
    'Iv"',
    "204507",
]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(PEOPLE, ensure_ascii=False).encode(),
        json.dumps(PEOPLE, ensure_ascii=False).encode()[:-9],
        json.dumps(PEOPLE).encode()[:-30],
        "<r><name>Олена</name><Phone>380671234567</Phone><e>olena@example.ua</e>".encode(),
        b"phone=%2B380671234567&name=Iv&token=abc&mail=olena@example.ua",
        "Шановна Олена Шевченко, 067 123 45 67".encode(),
        "Олена".encode("cp1251") + b" 380671234567",
    ],
)
def test_a_sample_shows_the_shape_and_nobody(body):
    """C6: masked, also where the reply is cut off or no JSON at all."""
    shown = sample(body)
    assert [canary for canary in CANARIES if canary in shown] == []


def test_a_sample_keeps_what_helps_to_find_out():
    told = {"success": False, "errors": ["City is not found"], "errorCodes": ["20001"], "n": 7}
    assert json.loads(sample(json.dumps(told).encode())) == told
    assert "502 Bad Gateway" in sample(b"<html><h1>502 Bad Gateway</h1></html>")


def test_a_sample_has_no_secret_and_a_length():
    assert "hush" not in sample(b"the key hush is wrong", ["hush", ""])
    assert len(sample(b"a b " * 10**6)) == 4_000


@pytest.mark.parametrize("body", [b"a" * 2_000_000, b"1 " * 10**6, b"<" * 10**6, b'"' * 10**6,
                                  b"[" * 10**5, b"a@" * 10**6])  # fmt: skip
def test_a_hostile_body_is_masked_all_the_same(body):
    """Every pattern is bounded; one that is not would hang here for hours."""
    assert len(sample(body)) <= 4_000


def test_words_of_a_partner_are_scrubbed():
    words = (
        "key s3cret-of-ours of olena@example.ua, +380671234567,\n eyJhbGciOiJIUzI1NiJ9.abcdefghij"
    )
    shown = scrubbed(words, ["s3cret-of-ours"])
    assert [w for w in ("s3cret", "olena", "67123", "eyJhbGci", "\n") if w in shown] == []


def test_values_under_telling_names_are_dots_however_deep():
    assert masked({"sender": {"city": "Kyiv", "n": 5}, "state": "ok", "weight": 500}) == {
        "sender": {"city": "•••", "n": "•••"},
        "state": "ok",
        "weight": 500,
    }


def test_what_postgres_cannot_keep_becomes_the_mark_of_a_lost_letter():
    assert storable({"a\0": ["\ud800x", 1, None, True]}) == {"a\ufffd": ["?x", 1, None, True]}
    with pytest.raises(TypeError):
        storable({"a": NOW})


class TestAPartner:
    @pytest.fixture
    def partner(self):
        partner = Partner("pure", "Pure")
        yield partner
        forget(partner)

    def nothing(self, *_args):
        """Stand for a mapper."""

    def test_is_described_once(self, partner):
        partner.question("q", write=self.nothing, read=self.nothing)
        with pytest.raises(ValueError, match="already"):
            Partner("pure", "Twin")
        with pytest.raises(ValueError, match="already"):
            partner.act("q", write=self.nothing, read=self.nothing)

    def test_whose_calls_could_be_asked_for_must_be_understood(self, partner):
        with pytest.raises(ValueError, match="understood"):
            partner.act("a", write=self.nothing, read=self.nothing, find=self.nothing)

    @pytest.mark.parametrize("seconds", [0, -1, LONGEST_S + 1])
    def test_gets_no_call_that_would_outlive_its_task(self, partner, seconds):
        with pytest.raises(ValueError, match="at most"):
            partner.question("q", write=self.nothing, read=self.nothing, total_s=seconds)
