"""One row of an answer about a waybill: a date format of its own for nearly each field, numbers as strings.

All moments are naive and of Kyiv's clock, as the carrier writes them.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.nova_poshta.envelope import Reply
from sandbox.nova_poshta.statuses import (
    AT_POINT,
    BEFORE_SCAN,
    CREATED,
    NOT_FOUND,
    NOT_FOUND_WORDS,
    REASONS,
    RECEIVED,
    STATUSES,
)
from sandbox.nova_poshta.waybills import Step, Waybill

KYIV = ZoneInfo("Europe/Kyiv")
ISO, DASHED, DOTTED = "%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S"
SCANNED, DAY = "%H:%M %d.%m.%Y", "%Y-%m-%d"
NO_MOMENT, NO_DAY = "0000-00-00 00:00:00", "0000-00-00"
FREE_DAYS = 7  # of keeping at a branch
ON_THE_ROAD = timedelta(days=2)


def unknown_row(number: str) -> Reply:
    """Return what is told of a number that nobody knows: no error, but code 3."""
    return {"Number": number, "StatusCode": NOT_FOUND, "Status": NOT_FOUND_WORDS}


def row(waybill: Waybill, is_trusted: bool) -> Reply:
    """Return all that is told of a waybill; of people and money only to somebody with the right phone."""
    last = waybill.last
    return {
        "Number": waybill.number,
        "StatusCode": last.code,
        "Status": STATUSES[last.code],
        **_moments(waybill),
        **_troubles(waybill),
        "DocumentWeight": waybill.weight,
        "FactualWeight": str(waybill.weight) if waybill.is_scanned else "",
        "VolumeWeight": "0.1",
        "SeatsAmount": "1",
        "DocumentCost": "90",
        "CargoType": "Parcel",
        "ServiceType": "WarehouseWarehouse",
        "CitySender": "Київ",
        "CityRecipient": waybill.city,
        "WarehouseRecipient": waybill.point,
        "CategoryOfWarehouse": "Postomat" if waybill.first("8") else "Branch",
        **_of_people(waybill, is_trusted),
        **_relatives(waybill),
        "PossibilityCreateReturn": last.code in AT_POINT,
        "PossibilityCreateRefusal": last.code in AT_POINT,
        "PossibilityChangeEW": last.code in BEFORE_SCAN,
        "PossibilityCreateRedirecting": last.code in AT_POINT,
    }


def _moments(waybill: Waybill) -> Reply:
    created = waybill.history[0].at
    arrived, received = waybill.first(*AT_POINT), waybill.first(*RECEIVED)
    scanned = [step for step in waybill.history if step.code not in BEFORE_SCAN]
    kept_from = arrived.at + timedelta(days=FREE_DAYS) if arrived else None
    promised = (created + ON_THE_ROAD).astimezone(KYIV).replace(hour=18, minute=0, second=0)
    return {
        "DateCreated": written(created, DASHED),
        "DateScan": written(scanned[-1].at, SCANNED) if scanned else NO_MOMENT,
        "TrackingUpdateDate": written(waybill.last.at, ISO),
        "ScheduledDeliveryDate": written(promised, DASHED),
        "ActualDeliveryDate": _at(arrived or received, ISO, NO_MOMENT),
        "AdjustedDate": "" if arrived else NO_MOMENT,
        "RecipientDateTime": _at(received, DOTTED, ""),
        "DateFirstDayStorage": written(kept_from, DAY) if kept_from else NO_DAY,
        "DatePayedKeeping": written(kept_from, ISO) if kept_from else "",
    }


def _troubles(waybill: Waybill) -> Reply:
    failed = [step for step in waybill.history if step.code in REASONS]
    step = failed[-1] if failed else None
    reason = (step.reason or REASONS[step.code]) if step else ""
    return {
        "UndeliveryReasons": reason,
        "UndeliveryReasonsDate": _at(step, ISO, NO_MOMENT),
        "UndeliveryReasonsSubtypeDescription": reason,
    }


def _of_people(waybill: Waybill, is_trusted: bool) -> Reply:
    is_paid = bool(waybill.first("10", "11"))
    told: dict[str, Any] = {
        "PhoneRecipient": waybill.phone,
        "CargoDescriptionString": waybill.description,
        "AnnouncedPrice": waybill.cost,
        "RedeliverySum": waybill.cost if is_paid else "0",
        "AfterpaymentOnGoodsCost": waybill.cost if is_paid else "0",
        "AmountToPay": "",
        "PaymentStatus": "PAYED" if is_paid else "",
    }
    return told if is_trusted else dict.fromkeys(told, "")


def _relatives(waybill: Waybill) -> Reply:
    return {
        "OwnerDocumentNumber": waybill.parent,
        "OwnerDocumentType": "CargoReturn" if waybill.parent else "",
        "LastCreatedOnTheBasisNumber": waybill.child,
        "LastCreatedOnTheBasisDocumentType": "CargoReturn" if waybill.child else "",
        "LastCreatedOnTheBasisDateTime": (
            written(waybill.child_at, ISO) if waybill.child_at else NO_MOMENT
        ),
        "LightReturnNumber": "",
        "ClientBarcode": waybill.barcode,
        "RefEW": waybill.ref,
    }


def warnings_of(phoneless: list[str]) -> list[Reply] | Reply:
    """Return the warnings about these numbers: one is an object in a list, several are an object."""
    told = {f"ID_{number}": "Phone does not belong to the document" for number in phoneless}
    return [told] if len(told) == 1 else told


def _at(step: Step | None, form: str, empty: str) -> str:
    return written(step.at, form) if step else empty


def written(at: datetime, form: str) -> str:
    """Return a moment as the carrier writes it: naive, by Kyiv's clock."""
    return at.astimezone(KYIV).strftime(form)


def was_made(waybill: Waybill) -> str:
    """Return when the waybill was made, as lists of documents say it."""
    step = waybill.first(CREATED) or waybill.history[0]
    return written(step.at, ISO)
