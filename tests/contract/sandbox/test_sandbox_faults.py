"""Misbehaviour on command, seen from a client that knows nothing of it (C1 to C6, C9)."""

import json
import socket
import zlib

import httpx
import pytest

from sandbox.faults import BadFault


@pytest.fixture
def send(world, token, person, http):
    """Send one Telegram message as a plain client would."""

    def call(client=http, **more):
        url = f"{world.telegram_base_url}{token}/sendMessage"
        return client.post(url, json={"chat_id": person.id, "text": "New order 41"}, **more)

    return call


@pytest.fixture
def sent(world):
    """How many messages took effect, whatever the client was told."""
    return lambda: len(world.journal.lines("telegram", "message.sent"))


def test_without_a_fault_the_call_is_healthy(send, sent):
    """The control of every test here."""
    assert (send().status_code, sent()) == (200, 1)


@pytest.mark.parametrize("status", [400, 403, 408, 409, 500, 502, 503])
@pytest.mark.parametrize(("when", "effects"), [("before", 0), ("after", 1)])
def test_a_status_before_or_after_the_effect(world, send, sent, status, when, effects):
    """C4: 4xx and 5xx, with or without the effect."""
    world.fail("telegram", "status", status=status, when=when)
    reply = send()
    assert (reply.status_code, reply.json()["error_code"], sent()) == (status, status, effects)


@pytest.mark.parametrize(
    ("told", "parameters"),
    [
        (5, {"retry_after": 5}),
        (10**9, {"retry_after": 10**9}),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-1", None),
    ],
)
def test_retry_after_may_be_seconds_a_date_or_absurd(world, send, sent, told, parameters):
    """C4: the header always; the Bot API's own parameter where it is a number."""
    world.fail("telegram", "status", status=429, retry_after=told)
    reply = send()
    assert (reply.headers["Retry-After"], reply.json().get("parameters")) == (str(told), parameters)
    assert sent() == 0


@pytest.mark.parametrize("kind", ["drop", "reset"])
@pytest.mark.parametrize(("when", "effects"), [("before", 0), ("after", 1)])
def test_the_connection_is_cut_before_or_after_the_effect(world, send, sent, kind, when, effects):
    """C2: the reply is lost; only the journal knows."""
    world.fail("telegram", kind, when=when)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        send()
    assert sent() == effects


def test_a_killed_service_refuses_connections_and_comes_back_on_the_same_port(world, send, sent):
    """C1: refused; a client with an open connection is cut off too."""
    send()
    world.fail("telegram", "kill")
    with pytest.raises((httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError)):
        send()
    with pytest.raises(httpx.ConnectError):
        send()
    world.heal("telegram")
    assert (send().status_code, sent()) == (200, 2)


def test_a_killed_service_can_come_back_by_itself(world, send):
    world.fail("telegram", "kill", seconds=0.05)
    with httpx.Client(
        transport=httpx.HTTPTransport(retries=6), trust_env=False, verify=False
    ) as client:
        assert send(client).status_code == 200


@pytest.mark.parametrize(("when", "effects"), [("before", 0), ("after", 1)])
def test_a_slow_service_outlasts_an_impatient_client(world, send, sent, when, effects):
    world.fail("telegram", "slow", seconds=30, when=when)
    with pytest.raises(httpx.ReadTimeout):
        send(timeout=httpx.Timeout(10, read=1))
    assert sent() == effects


def test_a_dripping_reply_never_trips_a_timeout_of_single_reads(world, send, sent):
    """C5: each byte comes in time, headers too, so only a total deadline would help."""
    world.fail("telegram", "drip", seconds=0.01)
    reply = send(timeout=httpx.Timeout(10, read=2))
    assert (reply.json()["ok"], sent()) == (True, 1)


def test_the_headers_drip_too(world, send, token, person):
    world.fail("telegram", "drip", seconds=0.2)
    body = json.dumps({"chat_id": person.id, "text": "x"}).encode()
    host, port = world.telegram_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as raw:
        raw.sendall(
            b"POST /bot%b/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (token.encode(), len(body), body)
        )
        assert [raw.recv(1) for _ in range(4)] == [b"H", b"T", b"T", b"P"]
        assert len(raw.recv(1000)) < 20


class TestGarbage:
    """C6: the effect has happened, the reply is rubbish."""

    @pytest.fixture
    def spoiled(self, world, send, sent):
        def call(kind):
            world.fail("telegram", "garbage", garbage=kind)
            reply = send()
            assert sent() == 1
            return reply

        return call

    def test_a_page_in_place_of_json(self, spoiled):
        reply = spoiled("html")
        assert (reply.status_code, reply.headers["Content-Type"]) == (
            200,
            "text/html; charset=utf-8",
        )

    def test_nothing_at_all(self, spoiled):
        assert spoiled("empty").content == b""

    def test_half_of_the_json(self, spoiled):
        reply = spoiled("truncated")
        assert reply.content[:12] == b'{"ok": true,'
        with pytest.raises(json.JSONDecodeError):
            reply.json()

    def test_a_length_that_is_never_reached(self, world, send, sent):
        world.fail("telegram", "garbage", garbage="length")
        with pytest.raises(httpx.RemoteProtocolError):
            send()
        assert sent() == 1

    def test_another_charset_than_promised(self, spoiled):
        with pytest.raises(UnicodeDecodeError):
            spoiled("charset").content.decode("utf-8")

    def test_null_where_an_id_should_be(self, spoiled):
        assert spoiled("nulls").json()["result"]["message_id"] is None

    def test_a_small_body_that_unpacks_to_megabytes(self, world, token):
        world.fail("telegram", "garbage", garbage="bomb")
        url = f"{world.telegram_base_url}{token}/getMe"
        with (
            httpx.Client(trust_env=False, verify=False) as client,
            client.stream("GET", url) as reply,
        ):
            packed = b"".join(reply.iter_raw())
        unpacked = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(packed, 2**20)
        assert (len(packed) < 100_000, len(unpacked)) == (True, 2**20)

    def test_a_body_without_an_end(self, world, token):
        world.fail("telegram", "garbage", garbage="endless")
        url = f"{world.telegram_base_url}{token}/getMe"
        with (
            httpx.Client(trust_env=False, verify=False) as client,
            client.stream("GET", url) as reply,
        ):
            got = 0
            for piece in reply.iter_raw():
                got += len(piece)
                if got > 300_000:
                    break
        assert got > 300_000


def test_a_redirect_leads_where_told(world, send, sent):
    """C9: a client that follows would be seen at the other end."""
    world.fail("telegram", "redirect", location=world.sms_url + "/message/ping.json")
    reply = send()
    assert (reply.status_code, reply.headers["Location"]) == (
        302,
        world.sms_url + "/message/ping.json",
    )
    assert (sent(), world.calls.lines("sms")) == (0, [])


def test_a_fault_ends_after_as_many_calls_as_told(world, send, sent):
    world.fail("telegram", "status", status=500, count=2)
    assert [send().status_code for _ in range(3)] == [500, 500, 200]
    assert sent() == 1


def test_a_fault_for_one_chat_spares_the_others(world, send, api, bot_id):
    other = world.call(world.telegram.person)
    world.call(world.telegram.write, other.id, "/start", bot_id)
    world.fail("telegram", "status", status=403, target=other.id)
    assert send().status_code == 200
    assert api("sendMessage", chat_id=other.id, text="x")["error_code"] == 403


def test_a_fault_of_one_method_spares_the_others(world, send, api):
    world.fail("telegram", "status", status=500, operation="getme")
    assert (send().status_code, api("getMe")["error_code"]) == (200, 500)


def test_a_press_belongs_to_its_chat(world, api, person, bot_id):
    keys = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    sent = api("sendMessage", chat_id=person.id, text="x", reply_markup=keys)["result"]
    press = world.call(world.telegram.press, person.id, sent["message_id"], "a", bot_id)
    world.fail("telegram", "status", status=500, target=person.id, operation="answerCallbackQuery")
    assert api("answerCallbackQuery", callback_query_id=press.id)["error_code"] == 500


def test_delays_add_up_with_one_real_fault(world, send):
    world.fail("telegram", "slow", seconds=0.01)
    world.fail("telegram", "status", status=500)
    world.fail("telegram", "status", status=502)
    assert [send().status_code for _ in range(2)] == [500, 500]
    used = {fault.status: fault.used for fault in world.call(world.faults.active)[1:]}
    assert used == {500: 2, 502: 0}


def test_the_calls_are_written_down_with_what_befell_them(world, send, person):
    world.fail("telegram", "drop", when="after", operation="sendMessage")
    with pytest.raises(httpx.RemoteProtocolError):
        send()
    line = world.calls.lines("telegram", "sendMessage")[-1]
    assert (line.key, line.detail["faults"]) == (str(person.id), ["drop after"])


def test_a_fault_of_one_service_spares_the_others(world, http, send):
    world.fail("sms", "kill")
    assert send().status_code == 200
    with pytest.raises(httpx.ConnectError):
        http.get(world.sms_url)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            {"service": "pigeons", "kind": "kill"},
            "service is one of ['cainiao', 'mail', 'nova_poshta', 'sms', 'telegram', 'trade_partner', 'web']",
        ),
        ({"service": "mail", "kind": "redirect"}, "mail knows the kinds"),
        ({"service": "telegram", "kind": "drop", "when": "never"}, "when is before or after"),
        ({"service": "telegram", "kind": "drop", "count": 0}, "count is at least 1"),
        ({"service": "telegram", "kind": "garbage", "garbage": "x"}, "garbage is one of"),
        (
            {"service": "telegram", "kind": "status", "status": 5},
            "status is a number of three digits",
        ),
        ({"service": "telegram", "kind": "drop", "often": 1}, "a fault has no ['often']"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(world, told, words):
    with pytest.raises(BadFault) as refused:
        world.fail(**told)
    assert str(refused.value)[: len(words)] == words
    assert world.call(world.faults.active) == []
