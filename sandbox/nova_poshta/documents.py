"""Making, taking back and listing waybills: as little of `InternetDocument` as a sender needs."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sandbox.nova_poshta.envelope import NOT_DELETED, UNREADABLE, NpError, Reply
from sandbox.nova_poshta.statuses import DELETED
from sandbox.nova_poshta.tracking import KYIV, was_made, written
from sandbox.nova_poshta.waybills import Book, Waybill

PAGE = 100  # documents
DATE = "%d.%m.%Y"
ON_THE_ROAD = timedelta(days=2)
# What a waybill must have, and the code of its lack.
NEEDED = {
    "CityRecipient": "20000200104",
    "CitySender": "20000200107",
    "CargoType": "20000200099",
    "DateTime": "20000200145",
    "Description": "20000200150",
}


class Documents:
    """The methods of the model; each takes ``methodProperties`` and returns ``data``."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def save(self, told: Reply) -> list[Reply]:
        """Make a waybill; the same order number twice makes two, as at the original."""
        self._check(told)
        waybill = self._book.make(
            str(told.get("InfoRegClientBarcodes", "")),
            phone=str(told.get("RecipientsPhone", "")),
            cost=str(told["Cost"]),
            weight=float(told["Weight"]),
            description=str(told["Description"]),
        )
        return [_saved(waybill.ref, waybill.number, _day(told["DateTime"]))]

    def pretend(self, told: Reply) -> list[Reply]:
        """Answer like `save`, and make nothing."""
        number = self._book.free_number("2045")
        return [_saved(str(uuid.uuid4()), number, datetime.now(KYIV))]

    def delete(self, told: Reply) -> list[Reply]:
        """Take back what was not handed over yet; refused as a whole if one of them cannot be."""
        refs = refs_in(told)
        found = [self._by_ref(ref) for ref in refs]
        if not found or any(one.is_scanned or one.last.code == DELETED for one in found):
            raise NpError(NOT_DELETED)
        for waybill in found:
            self._book.delete(waybill)
        return [{"Ref": ref} for ref in refs]

    def listed(self, told: Reply) -> list[Reply]:
        """Return the waybills made between two days, by hundreds; those taken back are not listed."""
        since, until = (_date(told.get(name)) for name in ("DateTimeFrom", "DateTimeTo"))
        barcode = str(told.get("InfoRegClientBarcodes", ""))
        found = self._book.where(
            lambda one: one.is_own and one.last.code != DELETED and barcode in ("", one.barcode)
        )
        fitting = [one for one in found if _is_between(one, since, until)]
        if str(told.get("GetFullList", "0")) == "1":
            return [_line(one) for one in fitting]
        start = (_whole(told.get("Page", 1)) - 1) * PAGE
        return [_line(one) for one in fitting[max(start, 0) :][:PAGE]]

    def _by_ref(self, ref: str) -> Waybill:
        found = self._book.where(lambda one: one.ref == ref)
        if not found:
            raise NpError(NOT_DELETED)
        return found[0]

    def _check(self, told: Reply) -> None:
        codes = [code for name, code in NEEDED.items() if not told.get(name)]
        if not _fits(told.get("Cost"), lambda cost: cost >= 1 and cost == int(cost)):
            codes.append("20000200118")
        if not _fits(told.get("Weight"), lambda weight: weight >= 0.1):
            codes.append("20000200375")
        if codes:
            raise NpError(*codes)
        _day(told["DateTime"])


def refs_in(told: Reply) -> list[str]:
    """Return the references that a call names: one, or a list."""
    refs = told.get("DocumentRefs") or []
    return [str(ref) for ref in refs] if isinstance(refs, list) else [str(refs)]


def _saved(ref: str, number: str, day: datetime) -> Reply:
    return {
        "Ref": ref,
        "CostOnSite": 90,
        "EstimatedDeliveryDate": (day + ON_THE_ROAD).strftime(DATE),
        "IntDocNumber": number,
        "TypeDocument": "InternetDocument",
    }


def _line(waybill: Waybill) -> Reply:
    return {
        "Ref": waybill.ref,
        "DateTime": was_made(waybill),
        "IntDocNumber": waybill.number,
        "Cost": waybill.cost,
        "Weight": str(waybill.weight),
        "Description": waybill.description,
        "InfoRegClientBarcodes": waybill.barcode,
        "StateId": waybill.last.code,
    }


def _is_between(waybill: Waybill, since: datetime | None, until: datetime | None) -> bool:
    day = datetime.strptime(written(waybill.history[0].at, DATE), DATE)  # noqa: DTZ007 - a day
    return (since is None or since <= day) and (until is None or day <= until)


def _date(told: Any) -> datetime | None:
    return _day(told) if told else None


def _day(told: Any) -> datetime:
    try:
        return datetime.strptime(str(told), DATE)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise NpError("20000400456") from None


def _whole(told: Any) -> int:
    try:
        return int(told)
    except (TypeError, ValueError):
        raise NpError(UNREADABLE) from None


def _fits(told: Any, is_good: Callable[[float], bool]) -> bool:
    try:
        return is_good(float(told))
    except (TypeError, ValueError, OverflowError):
        return False
