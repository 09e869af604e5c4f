"""Which of the floor's work is done over REST, and what a scan of it carries besides its code."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from kernel.errors import NotFound
from warehouse.models import Station
from warehouse.rules.sscc import sscc_in

DISPATCH, WEIGH, PALLETISE = "dispatch", "weigh", "palletise"
WORK = (DISPATCH, WEIGH, PALLETISE)
NEEDS = {WEIGH: "weight_g", PALLETISE: "station"}
EXAMPLES: dict[str, dict[str, Any]] = {
    WEIGH: {"action": WEIGH, "weight_g": 1240, "station": "SCALE-1"},
    PALLETISE: {"action": PALLETISE, "station": "DOCK-1"},
}


class NoSuchStation(NotFound):
    """The warehouse has no station of this code."""

    code = "no_such_station"


def demand_complete(told: Mapping[str, Any]) -> None:
    """Raise ValidationError unless a scan carries what its work needs, and no more than that.

    Opening and closing pallets is the floor's: here a pallet takes parcels only.
    """
    needed = NEEDS.get(told["action"])
    if needed and not told.get(needed):
        raise _wrong(needed, "required", _("The work “%s” needs this.") % told["action"])
    if told.get("weight_g") and told["action"] != WEIGH:
        raise _wrong("weight_g", "not_here", _("Only “%s” takes a weight.") % WEIGH)
    if told["code"].startswith("CMD:") or sscc_in(told["code"]):
        raise _wrong("code", "not_a_parcel", _("Here the code of a parcel is scanned."))


def places_of(given: Iterable[Mapping[str, Any]], warehouse_id: int) -> dict[str, Station]:
    """Return the stations that scans name, by code; asks only where one does. Raises NoSuchStation."""
    codes = {one["station"] for one in given if one.get("station")}
    if not codes:
        return {}
    found = Station.objects.filter(warehouse_id=warehouse_id, code__in=codes)
    places = {one.code: one for one in found}
    if missing := sorted(codes - places.keys()):
        raise NoSuchStation(_("There is no station %(code)s here.") % {"code": missing[0]})
    return places


def as_scanned(told: Mapping[str, Any], places: Mapping[str, Station]) -> dict[str, Any]:
    """Return a scan's own values as `Scanned` takes them."""
    plain = {name: value for name, value in told.items() if name not in ("weight_g", "station")}
    if place := places.get(told.get("station") or ""):
        plain |= {"station_id": place.pk, "camera": place.camera}
    if weight_g := told.get("weight_g"):
        plain["context"] = {"weight_g": weight_g}
    return plain


def _wrong(field: str, code: str, message: str) -> serializers.ValidationError:
    return serializers.ValidationError({field: [serializers.ErrorDetail(message, code=code)]})
