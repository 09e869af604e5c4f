"""One request over real sockets to a partner that misbehaves in every way (C1, C2, C4, C5, C6, C9)."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kernel.remote import Call, Done, Refused, Request, Unknown
from kernel.remote.judging import judge
from kernel.remote.wire import NeverLeft, begin
from sandbox import wire as sandbox_wire
from tests.partners import NOW

CALL = Call(key="key-1", about="box 1", payload={})
EFFECT_THEN_DAMAGE = sorted(set(sandbox_wire.GARBAGE) - {"short"})


def answer_of(operation, write=None, *, private=True, call=CALL):
    """Send one request and judge its reply as the product does."""
    try:
        reply = begin(operation, (write or operation.write)(call), private=private)
    except Exception as error:
        reply = Future()
        reply.set_exception(error)
    return judge(operation, call, reply, now=NOW, patience=operation.total_s)


def test_a_healthy_call_is_done_once(adapter, effects):
    """The control of every test here."""
    verdict = answer_of(adapter.blind)
    assert (verdict.answer, verdict.healthy, verdict.odd) == (Done({"number": "N-1"}), True, None)
    assert effects("box 1") == 1


@pytest.mark.parametrize("damage", EFFECT_THEN_DAMAGE)
def test_a_damaged_reply_leaves_it_unknown(world, adapter, effects, damage):
    """C6: garbage, lying length, bombs, endless bodies: parked as bad answers, never guessed at."""
    world.fail("partner", "garbage", garbage=damage)
    verdict = answer_of(adapter.blind)
    assert isinstance(verdict.answer, Unknown)
    assert (verdict.healthy, effects("box 1")) == (False, 1)


def test_a_reply_that_promises_less_than_it_sends_is_no_json(world, adapter, effects):
    """C6: what comes after the promised length belongs to nobody."""
    world.fail("partner", "garbage", garbage="short")
    assert answer_of(adapter.blind).answer == Unknown("bad_answer", "no JSON: JSONDecodeError")
    assert effects("box 1") == 1


def test_a_bomb_is_not_blown_up(world, adapter):
    """C6: 32 MB out of 32 kB stop at the cap of unpacked bytes."""
    world.fail("partner", "garbage", garbage="bomb")
    assert answer_of(adapter.question).answer == Unknown("bad_answer", "longer than 100000 bytes")


@pytest.mark.parametrize("kind", ["drop", "reset"])
@pytest.mark.parametrize(("when", "happened"), [("before", 0), ("after", 1)])
def test_a_cut_connection_leaves_it_unknown(world, adapter, effects, kind, when, happened):
    """C2: whether it was applied cannot be seen from here."""
    world.fail("partner", kind, when=when)
    verdict = answer_of(adapter.blind)
    assert isinstance(verdict.answer, Unknown)
    assert effects("box 1") == happened


def test_nobody_listening_is_refused_and_may_be_tried_again(world, adapter):
    """C1: what never left is known not to have arrived."""
    world.fail("partner", "kill")
    assert answer_of(adapter.blind).answer == Refused("no_connection", again=True)


@pytest.mark.parametrize("host", ["no-such-host.test", "a..b", "x" * 64 + ".test"])
def test_a_name_that_leads_nowhere_never_leaves(adapter, monkeypatch, host):
    """C1: DNS."""
    real = socket.getaddrinfo

    def look_up(name, *args, **options):
        if name == "no-such-host.test":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(name, *args, **options)

    monkeypatch.setattr("kernel.remote.addresses.socket.getaddrinfo", look_up)
    verdict = answer_of(adapter.blind, lambda call: Request("POST", f"http://{host}/"))
    assert verdict.answer == Refused("address_refused", again=True)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (400, Refused("http_400")),
        (404, Refused("http_404")),
        (409, Refused("http_409")),
        (422, Refused("http_422")),
        (401, Refused("not_let_in", "http_401", again=True)),
        (403, Refused("not_let_in", "http_403", again=True)),
        (500, Unknown("http_500", "http_500")),
        (502, Unknown("http_502", "http_502")),
        (503, Unknown("http_503", "http_503")),
        (504, Unknown("http_504", "http_504")),
    ],
)
def test_what_a_bare_status_means(world, adapter, status, answer):
    """C4: 4xx is a no, 5xx may have been a yes."""
    world.fail("partner", "status", status=status)
    assert answer_of(adapter.blind).answer == answer


@pytest.mark.parametrize(
    ("told", "seconds"),
    [(None, 60), ("7", 7), ("999999999999", 3600), ("-3", 60), ("soon", 60),
     ("Tue, 03 Feb 2026 12:00:30 GMT", 30), ("Tue, 03 Feb 1970 12:00:30 GMT", 60)],
)  # fmt: skip
def test_too_many_calls_are_waited_out_for_everybody(world, adapter, told, seconds):
    """C4: Retry-After as seconds, as a date, absurd; an hour at most."""
    world.fail("partner", "status", status=429, retry_after=told)
    wait = dt.timedelta(seconds=seconds)
    assert answer_of(adapter.blind).answer == Refused(
        "too_many", "http_429", again=True, wait=wait, everybody=True
    )


def test_an_error_inside_http_200_is_what_the_mapper_says(world, adapter, effects):
    world.fail("partner", "refusal", text="no such city")
    assert answer_of(adapter.blind).answer == Refused("their_error", "no such city")
    assert effects() == 0


class TestTheDeadline:
    """C5: the worker is free by the deadline, whatever drips."""

    @pytest.fixture
    def adapter(self, adapter_of):
        return adapter_of(total_s=0.4)

    @pytest.mark.parametrize(
        "fault",
        [
            {"kind": "drip", "seconds": 0.05},
            {"kind": "slow", "seconds": 60},
            {"kind": "slow", "seconds": 60, "when": "after"},
        ],
        ids=["drips headers", "hangs before", "hangs after"],
    )
    def test_one_that_drips_or_hangs_is_left(self, world, adapter, fault):
        world.fail("partner", **fault)
        assert answer_of(adapter.blind).answer == Unknown("deadline")

    def test_one_that_never_greets_is_left_and_nothing_has_left(self, adapter_of):
        """C1: a listener that accepts and is silent in the midst of TLS."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            adapter = adapter_of("silent", total_s=0.4)
            verdict = answer_of(
                adapter.blind, lambda call: Request("POST", f"https://localhost:{port}/")
            )
        assert verdict.answer == Refused("deadline", again=True)

    def test_a_call_that_begins_too_late_never_leaves(self, world, adapter):
        """Q4: a worker that was asleep past its lease does not send."""
        late = begin(
            adapter.blind, adapter.write_plain(CALL), private=True, until=time.monotonic() - 1
        )
        with pytest.raises(NeverLeft, match="deadline"):
            late.result(5)
        assert world.calls.lines("partner") == []

    def test_the_control_without_a_total_hangs_on(self, world, adapter, monkeypatch):
        """With a timeout of each read only, a byte now and then is enough to hold a worker."""
        from kernel.remote import wire

        class Endless:
            async def __aenter__(self):
                return self

            async def __aexit__(self, *_error):
                return False

        monkeypatch.setattr(wire.asyncio, "timeout", lambda _seconds: Endless())
        world.fail("partner", "drip", seconds=0.05)
        reply = begin(adapter.blind, adapter.write_plain(CALL), private=True)
        with pytest.raises(TimeoutError):
            reply.result(1.2)
        world.heal()
        reply.cancel()


class TestWhereItMayGo:
    @pytest.fixture
    def trap(self):
        """A listener that nobody may reach; it counts who does."""
        came = []

        class Trap(BaseHTTPRequestHandler):
            def do_GET(self):
                came.append(self.path)
                self.send_response(204)
                self.end_headers()

            do_POST = do_GET

            def log_message(self, *_words):
                pass

        server = HTTPServer(("127.0.0.1", 0), Trap)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, came
        server.shutdown()
        server.server_close()

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_a_redirect_is_not_followed(self, world, adapter, trap, status):
        """C9."""
        port, came = trap
        world.fail("partner", "redirect", status=status, location=f"http://127.0.0.1:{port}/")
        assert answer_of(adapter.blind).answer == Unknown("redirected", f"http_{status}")
        assert came == []

    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "127.1",
         "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "0.0.0.0", "[::]", "[2002:7f00:1::]"],
    )  # fmt: skip
    def test_private_addresses_are_not_reached(self, adapter, trap, host):
        """C9, O3: in whatever form they are written."""
        port, came = trap
        verdict = answer_of(
            adapter.blind, lambda call: Request("GET", f"https://{host}:{port}/"), private=False
        )
        assert (verdict.answer, came) == (Refused("address_refused", again=True), [])

    def test_a_name_that_changes_between_look_and_call_is_connected_to_as_looked_up(
        self, adapter, trap, monkeypatch
    ):
        """O3: DNS rebinding; the first look is the only one."""
        port, came = trap
        looks = []

        def rebinding(host, port, **_how):
            looks.append(host)
            address = "203.0.113.7" if len(looks) == 1 else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        monkeypatch.setattr("kernel.remote.addresses.socket.getaddrinfo", rebinding)
        monkeypatch.setattr("kernel.remote.addresses.is_allowed", lambda one, private: True)
        tried = []

        async def connect(self, host, port, timeout=None, *_more, **_options):
            tried.append(host)
            raise OSError("nobody there")

        monkeypatch.setattr("kernel.remote.wire.httpcore2.AnyIOBackend.connect_tcp", connect)
        answer_of(adapter.blind, lambda call: Request("GET", f"https://rebind.test:{port}/"))
        assert (looks, tried, came) == (["rebind.test"], ["203.0.113.7"], [])

    def test_one_private_address_among_public_ones_is_enough_to_refuse(self, adapter, monkeypatch):
        def both(host, port, **_how):
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                for address in ("8.8.8.8", "10.0.0.1")
            ]

        monkeypatch.setattr("kernel.remote.addresses.socket.getaddrinfo", both)
        verdict = answer_of(
            adapter.blind, lambda call: Request("GET", "https://both.test/"), private=False
        )
        assert verdict.answer == Refused("address_refused", again=True)

    def test_a_certificate_of_nobodys_is_refused(self, adapter, tmp_path):
        """C1: nothing is sent to whoever cannot prove who it is."""
        with _self_signed(tmp_path) as (port, came):
            verdict = answer_of(
                adapter.blind, lambda call: Request("POST", f"https://localhost:{port}/", body=b"x")
            )
        assert (verdict.answer, came) == (Refused("no_connection", again=True), [])

    def test_a_header_that_would_be_two_never_leaves(self, world, adapter):
        headers = {"X-Name": "a\r\nX-Evil: b"}
        verdict = answer_of(
            adapter.blind, lambda call: Request("POST", f"{adapter.url}/plain/act", headers)
        )
        assert verdict.answer == Refused("request_malformed", again=True)
        assert world.calls.lines("partner") == []


class _self_signed:
    """A TLS server with a certificate of its own making."""

    def __init__(self, folder):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
        today = dt.datetime.now(dt.UTC)
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - dt.timedelta(days=1))
            .not_valid_after(today + dt.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        path = folder / "both.pem"
        path.write_bytes(
            key.private_bytes(
                pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(pem)
        )  # fmt: skip
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(path)
        self.came = []

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return self._listener.getsockname()[1], self.came

    def _serve(self):
        try:
            client, _address = self._listener.accept()
            with client, self._context.wrap_socket(client, server_side=True) as talk:
                self.came.append(talk.recv(100))
        except OSError:
            pass

    def __exit__(self, *_error):
        self._listener.close()
