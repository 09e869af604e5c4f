"""Seals of a truck: put on, opened at the sorting centre, found broken (R-002-47 to R-002-49)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound, Refusal
from kernel.outbox.post import record
from warehouse.events import SealFoundBroken
from warehouse.models import Handover, Seal
from warehouse.services.handovers import demand_loading, locked_handover
from warehouse.states import HandoverState, SealState


class SealMistyped(Refusal):
    """The number was not typed alike both times."""

    code = "seal_mistyped"


class SealOnAlready(Conflict):
    """This number is on the sheet."""

    code = "seal_on_already"


class NoSuchSeal(NotFound):
    """There is no such seal."""

    code = "no_such_seal"


class SealEnded(Conflict):
    """The seal was opened or found broken before."""

    code = "seal_ended"


class PlaceNeeded(Refusal):
    """Where it was is to be said."""

    code = "place_needed"


@transaction.atomic
def apply_seal(*, handover_id: UUID, number: str, again: str, at: datetime) -> Seal:
    """Note a seal that was put on the truck; its number is typed twice.

    Raises NoSuchHandover, SheetClosed, SealMistyped, SealOnAlready.
    """
    number = _number(number)
    if not number or number != _number(again):
        raise SealMistyped(
            _("The two numbers are not the same: read the seal and type it twice again."),
            title=_("Not the same"),
        )
    handover = locked_handover(handover_id)
    demand_loading(handover)
    try:
        with transaction.atomic():
            return Seal.objects.create(handover=handover, number=number, applied_at=at)
    except IntegrityError:
        raise SealOnAlready(
            _("Seal %(number)s is on the sheet already.") % {"number": number}
        ) from None


@transaction.atomic
def remove_seal(*, handover_id: UUID, number: str) -> None:
    """Take a seal off the sheet before that is closed. Raises NoSuchHandover, SheetClosed, NoSuchSeal."""
    handover = locked_handover(handover_id)
    demand_loading(handover)
    gone, _models = Seal.objects.filter(handover=handover, number=_number(number)).delete()
    if not gone:
        raise NoSuchSeal(_("Seal %(number)s is not on this sheet.") % {"number": number})


@transaction.atomic
def open_seal(*, seal_id: int, place: str, at: datetime) -> Seal:
    """Note that a seal was opened where it should be, whole (R-002-49).

    Again at the same place and time changes nothing. Raises NoSuchSeal, SealEnded, PlaceNeeded.
    """
    seal, place = _locked(seal_id), _place(place)
    if seal.state == SealState.OPENED and (seal.place, seal.ended_at) == (place, at):
        return seal
    _demand_applied(seal)
    seal.open(place=place, at=at)
    seal.save()
    return seal


@transaction.atomic
def report_seal_broken(*, seal_id: int, place: str, note: str, at: datetime) -> Seal:
    """Note that a seal was found broken before it should have been opened, and tell it (R-002-49).

    Raises NoSuchSeal, SealEnded, PlaceNeeded.
    """
    seal, place = _locked(seal_id), _place(place)
    if seal.state == SealState.BROKEN and (seal.place, seal.ended_at) == (place, at):
        return seal
    _demand_applied(seal)
    seal.report_broken(place=place, note=" ".join(note.split())[:300], at=at)
    seal.save()
    record(
        SealFoundBroken(
            occurred_at=at,
            warehouse_id=seal.handover.warehouse_id,
            handover_id=seal.handover_id,
            seal=seal.number,
            place=place,
        )
    )
    return seal


def _locked(seal_id: int) -> Seal:
    rows = Seal.objects.select_related("handover").select_for_update(of=("self",), no_key=True)
    seal: Seal | None = rows.filter(pk=seal_id).first()
    if seal is None:
        raise NoSuchSeal(_("There is no such seal."))
    return seal


def _demand_applied(seal: Seal) -> None:
    handover: Handover = seal.handover
    if handover.state != HandoverState.SIGNED:
        raise SealEnded(_("The truck has not left yet: the sheet is not signed."))
    if seal.state != SealState.APPLIED:
        raise SealEnded(
            _("Seal %(number)s is “%(state)s” already.")
            % {"number": seal.number, "state": seal.get_state_display()}
        )


def _place(place: str) -> str:
    place = " ".join(place.split())[:200]
    if not place:
        raise PlaceNeeded(_("Say where it was."), field="place")
    return place


def _number(number: str) -> str:
    return "".join(number.split()).upper()[:40]
