"""Mail over SMTP with Django's backend: the stage of a failure tells whether the mail may have gone."""

import contextlib
import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email

from notifications.clients.letters import TOTAL_S, Letter
from notifications.clients.smtp_codes import refusal
from notifications.rules.masking import scrubbed
from notifications.rules.outcomes import Blame, Outcome
from notifications.states import Result

STEP_S = 5.0  # seconds for one reply of the server


class MailClient:
    """Sends one mail a connection. A repeat bears the same Message-ID, so it is the same mail."""

    def __init__(self, *, total_s: float = TOTAL_S) -> None:
        self._total_s = total_s

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def send(self, letter: Letter) -> Outcome:
        """Send one mail within the time."""
        try:
            validate_email(letter.to)
        except ValidationError:
            return Outcome(Result.REFUSED, "bad_address", blame=Blame.ADDRESS)
        backend = _Backend(timeout=min(STEP_S, self._total_s))
        guard = threading.Timer(self._total_s, backend.cut)
        guard.start()
        conversation = _Conversation(backend)
        try:
            return conversation.hold(letter)
        except (smtplib.SMTPException, OSError) as error:
            return conversation.broken_by(error)
        finally:
            guard.cancel()
            backend.hang_up()


class _Conversation:
    """One SMTP conversation that knows how far it came."""

    def __init__(self, backend: "_Backend") -> None:
        self._backend, self._stage = backend, "greeting"

    def hold(self, letter: Letter) -> Outcome:
        self._backend.open()
        smtp: Any = self._backend.connection
        mail = envelope(letter)
        smtp.ehlo_or_helo_if_needed()
        steps: tuple[tuple[str, Callable[[], tuple[int, bytes]]], ...] = (
            ("mail", lambda: smtp.mail(_bare(mail.from_email))),
            ("rcpt", lambda: smtp.rcpt(sanitize_address(letter.to, "ascii"))),
            ("data", lambda: smtp.data(mail.message().as_bytes(linesep="\r\n"))),  # type: ignore[call-arg]
        )
        for self._stage, step in steps:
            code, words = step()
            if not 200 <= code < 300:
                return _refused(code, words, self._stage)
        return Outcome(Result.DONE, reference=words.decode("utf-8", "replace")[:120])

    def broken_by(self, error: Exception) -> Outcome:
        """Say what an error means here: once the text was on its way, nobody knows."""
        if isinstance(error, smtplib.SMTPResponseException):
            return _refused(error.smtp_code, error.smtp_error, self._stage)
        detail = scrubbed(f"{type(error).__name__}: {error}")
        if self._stage == "data":
            return Outcome(Result.UNKNOWN, "no_answer", detail)
        return Outcome(Result.LATER, "unreachable", detail, blame=Blame.CHANNEL)


def envelope(letter: Letter) -> EmailMultiAlternatives:
    """Return the mail as it goes out: plain text with an HTML form of the same words."""
    domain = _bare(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=letter.text,
        to=[letter.to],
        headers={
            "Message-ID": f"<{letter.key}@{domain}>",
            "Date": format_datetime(letter.made_at),
            "Auto-Submitted": "auto-generated",
        },
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    for name, media_type, content in letter.files:
        mail.attach(name, content, media_type)
    return mail


def _refused(code: int, words: bytes | str, stage: str) -> Outcome:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return refusal(code, scrubbed(text), stage=stage)


def _bare(address: str) -> str:
    return address.rpartition("<")[2].rstrip(">")


class _Backend(EmailBackend):
    """Django's backend with a way to cut the line from another thread, even while it connects."""

    def __init__(self, **options: Any) -> None:
        super().__init__(fail_silently=False, **options)
        self._sockets: list[socket.socket] = []

    @property
    def connection_class(self) -> Any:
        """Make connections whose sockets we know."""
        base: type[smtplib.SMTP] = super().connection_class
        sockets = self._sockets

        class Known(base):  # type: ignore[valid-type, misc]
            def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
                sockets.append(super()._get_socket(host, port, timeout))
                return sockets[-1]

        return Known

    def cut(self) -> None:
        """Break off: whoever waits for a reply gets an error at once."""
        for one in self._live_sockets():
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Leave in good order where possible, and close in any case."""
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self.close()
        for one in self._live_sockets():
            one.close()

    def _live_sockets(self) -> Iterator[socket.socket]:
        return (one for one in list(self._sockets) if one.fileno() >= 0)
