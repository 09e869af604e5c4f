"""What the API does with one call: who asks, how often, for what."""

import json
import zlib
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox.clock import Clock
from sandbox.nova_poshta import envelope
from sandbox.nova_poshta.documents import Documents, refs_in
from sandbox.nova_poshta.envelope import NpError, Reply
from sandbox.nova_poshta.tracking import row, unknown_row, warnings_of
from sandbox.nova_poshta.waybills import NUMBER, Book, Waybill

BATCH = 100
MINUTE = timedelta(minutes=1)
KEYS = {"invalid": envelope.KEY_INVALID, "expired": envelope.KEY_EXPIRED}
GENERAL = "General"  # models go by another name too, with this at its end


class Asked:
    """One call, read as far as it can be read."""

    def __init__(self, told: Any) -> None:
        fields = told if isinstance(told, dict) else {}
        self.is_readable = isinstance(told, dict)
        self.key = str(fields.get("apiKey") or "").strip()
        self.model = str(fields.get("modelName", "")).removesuffix(GENERAL)
        self.method = str(fields.get("calledMethod", ""))
        properties = fields.get("methodProperties")
        self.properties: Reply = properties if isinstance(properties, dict) else {}

    @property
    def operation(self) -> str:
        """Name what is asked for."""
        return f"{self.model}.{self.method}" if self.is_readable else "unreadable"

    @property
    def documents(self) -> list[Reply]:
        """Return the documents that are to be tracked."""
        told = self.properties.get("Documents")
        rows = list(told.values()) if isinstance(told, dict) else told
        return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []

    @property
    def targets(self) -> frozenset[str]:
        """Return the numbers, references and order numbers that the call is about."""
        numbers = (str(one.get("DocumentNumber", "")) for one in self.documents)
        barcode = str(self.properties.get("InfoRegClientBarcodes", ""))
        return frozenset(filter(None, (*numbers, *refs_in(self.properties), barcode)))


async def read(request: web.Request) -> Asked:
    """Read a call, whatever its headers say it is."""
    try:
        return Asked(json.loads(await request.read()))
    except (ValueError, RecursionError):
        return Asked(None)


class Door:
    """The one address. ``limit`` is how many calls a minute are answered; 0 is no limit."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self.book, self._clock = book, clock
        self.documents = Documents(book)
        self.clear()
        self._methods: dict[str, Callable[[Reply], list[Reply]]] = {
            "InternetDocument.save": self.documents.save,
            "InternetDocument.delete": self.documents.delete,
            "InternetDocument.getDocumentList": self.documents.listed,
        }

    def clear(self) -> None:
        """Take every key for good again, and set no limit."""
        self.keys: dict[str, str] = {}
        self.limit = 0
        self._calls: deque[datetime] = deque()

    def is_too_often(self) -> bool:
        """Count a call; tell whether it is one too many within a minute."""
        now = self._clock.now()
        while self._calls and self._calls[0] <= now - MINUTE:
            self._calls.popleft()
        if self.limit and len(self._calls) >= self.limit:
            return True
        self._calls.append(now)
        return False

    def answer(self, asked: Asked) -> Reply:
        """Return the envelope of the answer."""
        try:
            self._check(asked)
            if asked.operation == "TrackingDocument.getStatusDocuments":
                return self.track(asked)
            method = self._methods.get(asked.operation)
            if method is None:
                raise NpError(envelope.UNREADABLE)
            return envelope.success(method(asked.properties))
        except NpError as error:
            return envelope.failure(*error.codes)

    def _check(self, asked: Asked) -> None:
        if not asked.is_readable:
            raise NpError(envelope.UNREADABLE)
        if not asked.key:
            raise NpError(envelope.KEY_EMPTY)
        if asked.key in self.keys:
            raise NpError(KEYS[self.keys[asked.key]])

    def track(self, asked: Asked) -> Reply:
        """Tell where parcels are: in no order that was asked for, and one wrong number spoils all."""
        told = asked.documents
        if not told:
            raise NpError(envelope.NO_DOCUMENTS)
        if len(told) > BATCH:
            raise NpError(envelope.TOO_MANY)
        phones = {str(one.get("DocumentNumber", "")): str(one.get("Phone", "")) for one in told}
        if not all(NUMBER.fullmatch(number) for number in phones):
            raise NpError(envelope.BAD_NUMBER)
        rows, phoneless = [], []
        for number in sorted(phones, key=_anyhow):
            waybill = self.book.ask(number)
            trusted = waybill is not None and is_trusted(waybill, phones[number])
            rows.append(row(waybill, trusted) if waybill else unknown_row(number))
            if waybill and not trusted:
                phoneless.append(number)
        return envelope.success(rows, warnings_of(phoneless))


def is_trusted(waybill: Waybill, phone: str) -> bool:
    """Tell whether somebody with that phone may know of people and money."""
    return waybill.phone in ("", "".join(filter(str.isdigit, phone)))


def _anyhow(number: str) -> int:
    """Return a sort key that has nothing to do with the order of asking, but is the same each time."""
    return zlib.crc32(number.encode())
