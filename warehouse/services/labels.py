"""Labels of parcels: ours as what stands on it, a carrier's byte for byte; one counts (R-002-19)."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kernel.errors import NotFound
from orders.public import name_carrier
from warehouse.models import Label, OrderLabel, Outbound
from warehouse.papers.label import LabelText, label_pdf, label_png
from warehouse.papers.zpl import zpl_of
from warehouse.services.parcels import open_parcels_of
from warehouse.states import OutboundState

OURS = "application/vnd.otgruz.label+json"
"""What stands on a label of ours: drawn as PDF, PNG or ZPL when asked for, always alike."""
FORMATS = {"pdf": "application/pdf", "png": "image/png", "zpl": "application/zpl"}
WITH_LABEL = (OutboundState.PACKED, OutboundState.LABELLED, OutboundState.WEIGHED)
SPOKEN = {"UA": "uk", "RU": "ru", "BY": "ru", "KZ": "ru", "CN": "zh-hans"}


class NoLabel(NotFound):
    """The parcel has no label, or none of this form."""

    code = "no_label"


def make_label(parcel: Outbound, *, at: datetime) -> Label:
    """Give a held parcel the label that its carrier gave, else one of ours."""
    kept = valid_label(parcel)
    if kept is not None and kept.is_carriers:
        return kept
    given = OrderLabel.objects.filter(order_id=parcel.order_id).first()
    if given is not None and parcel.place == 1:
        return keep_carriers_label(
            parcel,
            code=given.code,
            content=bytes(given.content),
            media_type=given.media_type,
            at=at,
        )
    text = json.dumps(asdict(label_text(parcel)), ensure_ascii=False, sort_keys=True)
    return _replace(parcel, parcel.code, OURS, text.encode(), at=at, is_carriers=False)


def keep_carriers_label(
    parcel: Outbound, *, code: str, content: bytes, media_type: str, at: datetime
) -> Label:
    """Keep the label that the carrier gave, byte for byte; it is what is stuck on the parcel."""
    return _replace(parcel, code, media_type, content, at=at, is_carriers=True)


@transaction.atomic
def keep_label_of_order(
    order_id: UUID, *, carrier: str, code: str, content: bytes, media_type: str, at: datetime
) -> None:
    """Keep the carrier's label of an order for its first parcel; the newest counts until it was scanned out.

    One that is closed already bears it from now on. Who gave the label takes the order: pallets, sheets and
    claims go by that name (R-002-24). Given again it changes nothing.
    """
    given, _new = OrderLabel.objects.select_for_update().get_or_create(
        order_id=order_id,
        defaults={"code": code, "content": content, "media_type": media_type, "given_at": at},
    )
    if (given.code, bytes(given.content), given.media_type) != (code, content, media_type):
        given.code, given.content, given.media_type, given.given_at = code, content, media_type, at
        given.save()
    parcels = Outbound.everything.filter(order_id=order_id, place=1, state__in=WITH_LABEL)
    for parcel in parcels.select_for_update(no_key=True):
        kept = valid_label(parcel)
        if kept is None or bytes(kept.content) != content:
            keep_carriers_label(parcel, code=code, content=content, media_type=media_type, at=at)
    open_parcels_of([order_id]).filter(carrier="", pallet=None).update(carrier=carrier[:40])
    name_carrier([order_id], carrier)


def valid_label(parcel: Outbound) -> Label | None:
    """Return the label that counts, if there is one."""
    return Label.objects.filter(outbound_id=parcel.pk, replaced_at=None).first()


def label_code(parcel: Outbound) -> str:
    """Return the barcode on the parcel's label."""
    label = valid_label(parcel)
    return label.code if label else parcel.code


def drawn_label(label: Label, fmt: str) -> tuple[bytes, str]:
    """Return the label as ``fmt`` with its media type; a carrier's is what it is. Raises NoLabel."""
    content = bytes(label.content)
    if label.media_type != OURS:
        if FORMATS.get(fmt) not in (None, label.media_type):
            raise NoLabel(_("The carrier gave this label in another form."))
        return content, label.media_type
    text = LabelText(**json.loads(content))
    if fmt == "pdf":
        return label_pdf(text), FORMATS[fmt]
    png = label_png(text)
    return (zpl_of(png), FORMATS[fmt]) if fmt == "zpl" else (png, FORMATS["png"])


def label_text(parcel: Outbound) -> LabelText:
    """Return what stands on a parcel's label, its words in the language of where it goes."""
    order, house = parcel.order, parcel.warehouse
    contact = order.contact
    others = Outbound.everything.filter(order_id=parcel.order_id)
    of = max(others.exclude(state=OutboundState.ENDED).count(), parcel.place)
    with translation.override(SPOKEN.get(contact.country, "en")):
        return LabelText(
            code=parcel.code,
            number=order.number,
            place=f"{parcel.place} / {of}",
            carrier=parcel.carrier or order.carrier or order.get_delivery_method_display(),
            sender=", ".join(part for part in (house.company, house.address) if part),
            recipient=contact.recipient or contact.name,
            phone=contact.recipient_phone or contact.phone,
            city=" ".join(p for p in (contact.country, contact.city, contact.postcode) if p),
            address=_address(contact.region, contact.address, contact.point_code),
            notes=_notes(parcel),
            words={"from": pgettext("on a label", "From"), "to": _("To"), "order": _("Order")},
        )


def _address(region: str, address: str, point: str) -> str:
    where = _("Point %(code)s") % {"code": point} if point else ""
    return ", ".join(part for part in (region, address, where) if part)


def _notes(parcel: Outbound) -> str:
    """Return the warnings that handlers must see."""
    flags = {flag for line in parcel.lines.select_related("offer") for flag in line.offer.flags}
    said = {"fragile": _("FRAGILE"), "liquid": _("LIQUID"), "battery": _("BATTERY")}
    return " · ".join(words for flag, words in said.items() if flag in flags)


def _replace(
    parcel: Outbound,
    code: str,
    media_type: str,
    content: bytes,
    *,
    at: datetime,
    is_carriers: bool,
) -> Label:
    Label.objects.filter(outbound_id=parcel.pk, replaced_at=None).update(replaced_at=at)
    return Label.objects.create(
        outbound=parcel,
        is_carriers=is_carriers,
        code=code,
        media_type=media_type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=at,
    )
