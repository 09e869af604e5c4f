"""May one order go in more than one parcel? Another needs a permitted reason (R-002-29, C-47). Pure."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.states import ExtraParcelReason

# Carriers that take several pieces on one waybill.
MULTI_PIECE = frozenset({"nova poshta", "nova_poshta", "novaposhta", "meest", "cdek", "dpd"})


def permitted_reason(carrier: str, *, was_split: bool) -> ExtraParcelReason | None:
    """Return why an order may have another parcel, or None where it may not."""
    if was_split:
        return ExtraParcelReason.SPLIT
    if carrier.strip().lower() in MULTI_PIECE:
        return ExtraParcelReason.MULTI_PIECE
    return None


def why_not_another(carrier: str, *, was_split: bool, scanned: int, left: int) -> Any:
    """Return why the rest of a parcel cannot go into another one, or None where it can."""
    if permitted_reason(carrier, was_split=was_split) is None:
        return _(
            "One order is one parcel: this carrier takes no several pieces on one waybill. Take a larger "
            "packaging, wrap the pieces into one place with film, or have the order split."
        )
    if not scanned or not left:
        return _("Scan first what goes into this parcel: the rest goes into the next one.")
    return None
