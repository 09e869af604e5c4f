"""Mail that was accepted, with its envelope."""

from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from typing import Any

from sandbox.clock import Clock
from sandbox.journal import Journal

KEPT = 2000  # messages


@dataclass(frozen=True, slots=True)
class Mail:
    """One accepted message: the envelope, and the bytes exactly as they came."""

    id: int
    at: str  # ISO 8601
    sender: str
    recipients: tuple[str, ...]
    user: str  # who signed in, if anybody did
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, parsed anew."""
        return message_from_bytes(self.raw, policy=policy.default)

    def text(self, subtype: str = "plain") -> str:
        """Return the "plain" or "html" part; empty if there is none."""
        part = self.message.get_body((subtype,))
        if part is None:
            return ""
        content = part.get_payload(decode=True)
        charset = part.get_content_charset("utf-8")
        try:
            return bytes(content or b"").decode(charset, "replace").replace("\r\n", "\n")
        except LookupError:  # an unknown charset
            return bytes(content or b"").decode("utf-8", "replace")

    def summary(self) -> dict[str, Any]:
        """Return what a list of mail shows."""
        message = self.message
        return {
            "id": self.id,
            "at": self.at,
            "sender": self.sender,
            "recipients": list(self.recipients),
            "from": str(message.get("From", "")),
            "subject": str(message.get("Subject", "")),
            "size": len(self.raw),
        }

    def detail(self) -> dict[str, Any]:
        """Return all that can be shown of it."""
        message = self.message
        return {
            **self.summary(),
            "user": self.user,
            "headers": [[name, str(value)] for name, value in message.items()],
            "text": self.text("plain"),
            "html": self.text("html"),
            "attachments": [_attachment(part) for part in message.iter_attachments()],
        }


def _attachment(part: EmailMessage) -> dict[str, Any]:
    content = part.get_payload(decode=True)
    return {
        "name": part.get_filename() or "",
        "type": part.get_content_type(),
        "size": len(content) if isinstance(content, bytes) else 0,
    }


class Mailbox:
    """Every mail, newest last."""

    def __init__(self, clock: Clock, effects: Journal) -> None:
        self._clock, self._effects = clock, effects
        self._mails: deque[Mail] = deque(maxlen=KEPT)
        self._ids = count(1)

    def accept(self, sender: str, recipients: Iterable[str], raw: bytes, user: str = "") -> Mail:
        """Keep a mail and write down one effect for each recipient."""
        at = self._clock.now().isoformat()
        mail = Mail(next(self._ids), at, sender, tuple(recipients), user, raw)
        self._mails.append(mail)
        message_id = str(mail.message.get("Message-ID", ""))
        subject = str(mail.message.get("Subject", ""))
        for recipient in mail.recipients:
            self._effects.record(
                "mail",
                "mail.accepted",
                recipient,
                mail=mail.id,
                message_id=message_id,
                subject=subject,
            )
        return mail

    def mails(self, recipient: str = "") -> list[Mail]:
        """Return the mail of one recipient, or all of it, oldest first."""
        wanted = recipient.lower()
        return [
            mail
            for mail in list(self._mails)
            if not wanted or wanted in (one.lower() for one in mail.recipients)
        ]

    def mail(self, mail_id: int) -> Mail | None:
        """Return one mail by number."""
        return next((mail for mail in self._mails if mail.id == mail_id), None)

    def recipients(self) -> list[dict[str, Any]]:
        """Return every address with the number of its mails, the latest used first."""
        found: dict[str, int] = {}
        for mail in self._mails:
            for one in mail.recipients:
                found[one.lower()] = found.pop(one.lower(), 0) + 1
        return [{"address": name, "count": found[name]} for name in reversed(found)]

    def clear(self) -> None:
        """Throw all mail away."""
        self._mails.clear()

    def dump(self) -> list[dict[str, Any]]:
        """Return all mail, ready for JSON."""
        return [{**asdict(mail), "raw": mail.raw.decode("latin-1")} for mail in self._mails]

    def load(self, kept: list[dict[str, Any]]) -> None:
        """Take up what `dump` gave."""
        for one in kept:
            raw, to = one["raw"].encode("latin-1"), tuple(one["recipients"])
            self._mails.append(Mail(**{**one, "raw": raw, "recipients": to}))
        self._ids = count(max((mail.id for mail in self._mails), default=0) + 1)
