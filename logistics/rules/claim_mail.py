"""A carrier's mail read as a claim: sender, handover, parcel, type, act. Pure; nothing raises."""

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from logistics.states import ClaimKind

LONGEST, MOST_READ = 4000, 100_000
# The number of a handover and a barcode of a parcel, as they are written into a sentence.
HANDOVER = re.compile(
    r"(?:handover|sheet|ведомост\w*|передач\w*|交接单)\s*(?:no\.?|№|#|:)*\s*([A-Z0-9][A-Z0-9-]{3,39})",
    re.I,
)
BARCODE = re.compile(
    r"(?:parcel|barcode|tracking(?: number)?|waybill|посылк\w*|штрихкод|накладн\w*|运单号|包裹)"
    r"\s*(?:no\.?|№|#|:)*\s*([A-Z0-9][A-Z0-9-]{4,59})",
    re.I,
)
# The first that fits says the type; the last three by the letter of the procedure as well.
_TYPES: tuple[tuple[str, str], ...] = (
    (ClaimKind.NO_BARCODE, r"\btype\s*c\b|\bтип\s*[cв]\b|no barcode|без штрих-?кода|无条码"),
    (
        ClaimKind.NO_DATA,
        r"\btype\s*a\b|\bтип\s*[aа]\b|without data|no data|нет данных|без данных|有货无单",
    ),
    (
        ClaimKind.NO_GOODS,
        r"\btype\s*b\b|\bтип\s*[bб]\b|data without goods|без товара|нет товара|有单无货",
    ),
    (ClaimKind.WRONG_PERSON, r"wrong person|wrong recipient|не тому получател|错误收件人"),
    (ClaimKind.DAMAGED, r"\bdamage|\bbroken\b|поврежд|破损"),
    (
        ClaimKind.MISSING,
        r"\bmissing\b|\bnot received\b|\bshortage\b|недоста|не получен|отсутству|丢失|短少",
    ),
)
TYPES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TYPES)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ClaimMail:
    """What was understood; what was not is empty. ``is_automatic``: nobody wrote it, nobody is answered."""

    sender: str = ""
    subject: str = ""
    words: str = ""
    kind: str = ""
    handover: str = ""
    barcode: str = ""
    is_automatic: bool = False
    attachments: tuple[Attachment, ...] = field(default=())


def read_claim_mail(raw: bytes) -> ClaimMail:
    """Return what a mail says (R-002-43). One that is no mail at all is one without anything."""
    try:
        mail: Any = message_from_bytes(raw, policy=policy.default)
        return _read(mail)
    except Exception:
        return ClaimMail(words=raw[:LONGEST].decode("utf-8", "replace").replace("\0", ""))


def _read(mail: EmailMessage) -> ClaimMail:
    subject = _plain(str(mail.get("Subject", "")))[:200]
    words = _plain(_body(mail))[:LONGEST]
    said = f"{subject}\n{words}"
    return ClaimMail(
        sender=parseaddr(str(mail.get("From", "")))[1][:254],
        subject=subject,
        words=f"{subject}\n\n{words}".strip(),
        kind=kind_in(said),
        handover=_first(HANDOVER, said),
        barcode=_first(BARCODE, said),
        is_automatic=str(mail.get("Auto-Submitted", "no")).lower() != "no",
        attachments=tuple(_attachments(mail)),
    )


def kind_in(words: str) -> str:
    """Return the type that is named first in our order of types; empty if none is."""
    return next((str(kind) for kind, pattern in TYPES if pattern.search(words)), "")


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    text = part.get_content() if part is not None else ""
    return (
        re.sub(r"<[^<>]{0,500}>", " ", text[:MOST_READ]) if "<html" in text.lower() else str(text)
    )


def _attachments(mail: EmailMessage) -> list[Attachment]:
    found = []
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            name = _plain(part.get_filename() or "file")[:200]
            found.append(Attachment(name, part.get_content_type(), content))
    return found


def _first(pattern: re.Pattern[str], words: str) -> str:
    found = pattern.search(words)
    return found[1].upper() if found else ""


def _plain(text: str) -> str:
    return "".join(c for c in text if c == "\n" or c.isprintable()).strip()
