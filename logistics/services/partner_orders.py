"""What a trade partner hands over: paid orders with their labels (R-002-02..-04, R-002-08)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor, ActorKind
from kernel.outbox.post import record
from kernel.scope import Scope
from logistics.events import LabelMissing
from logistics.models import Consignment, Link
from logistics.services.consigning import CAINIAO_NAME
from logistics.states import LinkModel
from orders.public import (
    CancelReason,
    HoldReason,
    Outcome,
    cancel_order,
    hold_orders,
    place_orders,
    release_holds,
)
from orders.rules.intake import Fault
from orders.rules.reading import Unreadable, read_order
from warehouse.public import hold_short, keep_label_of_order

LARGEST_LABEL = 600_000  # bytes
FORMATS = {"application/pdf": b"%PDF", "image/png": b"\x89PNG", "application/zpl": b"^XA"}


class NoSuchPartner(NotFound):
    """Nobody here is connected under this code."""

    code = "unknown_partner"


class NotPartnersOrders(Conflict):
    """The channel speaks with Cainiao itself: its orders do not come from a trade partner."""

    code = "not_in_partner_model"


class PartnersOrderRefused(Refusal):
    """The order cannot be taken as it is."""

    code = "order_refused"


class LabelRefused(Refusal):
    """The label is no file that can be printed."""

    code = "label_refused"


class NoSuchPartnersOrder(NotFound):
    """The partner has handed over no such order."""

    code = "no_such_order"


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A label as it came: the bytes, their kind, and the number under which the parcel goes."""

    tracking: str
    content: bytes
    media_type: str


def link_of(partner_code: str) -> Link:
    """Return the connection of a trade partner. Raises NoSuchPartner, NotPartnersOrders."""
    link = Link.everything.filter(partner_code=partner_code).first()
    if link is None:
        raise NoSuchPartner(_("No shop is connected under this code."))
    if link.model != LinkModel.PARTNER:
        raise NotPartnersOrders(_("This shop speaks with Cainiao itself now."))
    return link


@transaction.atomic
def take_order(link: Link, told: Mapping[str, Any], *, now: datetime) -> tuple[Outcome, UUID, bool]:
    """Place one order of a partner with its label; return the outcome, the order, and whether it has a label.

    Without a label the order is held and its shop is told (R-002-04). Told again it is the same order, and a
    label that comes along then lets it go on. Raises PartnersOrderRefused, LabelRefused.
    """
    label = read_label(told)
    try:
        draft = read_order(told.get("order"))
    except Unreadable as unreadable:
        raise PartnersOrderRefused(
            _("Some fields are not valid."), errors=_faults(unreadable.faults)
        ) from None
    [verdict] = place_orders(
        shop_id=link.shop_id,
        channel=link.channel_id,
        drafts=[draft],
        actor=Actor(ActorKind.INTEGRATOR, link.partner_name[:80], source="api"),
        now=now,
        from_partner=True,
    )
    if verdict.outcome is Outcome.REFUSED or verdict.order_id is None:
        raise PartnersOrderRefused(_("The order was not taken."), errors=_faults(verdict.faults))
    row, is_new = Consignment.everything.get_or_create(
        order_id=verdict.order_id,
        defaults={"shop_id": link.shop_id, "link": link, "made_at": now},
    )
    if label is not None:
        keep_label(row, label, now=now)
    elif is_new:
        _hold(row, now)
    return verdict.outcome, row.pk, row.label_at is not None


@transaction.atomic
def take_label(link: Link, told: Mapping[str, Any], *, now: datetime) -> UUID:
    """Keep the label of an order that came without: it goes on. Raises NoSuchPartnersOrder, LabelRefused."""
    label = read_label(told)
    if label is None:
        raise LabelRefused(_("Send “tracking_number” and “label”."), field="label")
    rows = Consignment.everything.filter(link=link, order__external_id=str(told.get("external_id")))
    row = rows.select_for_update(no_key=True, of=("self",)).first()
    if row is None:
        raise NoSuchPartnersOrder(_("You have handed over no order with this number."))
    keep_label(row, label, now=now)
    return row.pk


@transaction.atomic
def take_cancellation(link: Link, told: Mapping[str, Any], *, now: datetime) -> UUID:
    """Cancel an order whose buyer asked the partner to; one that is cancelled already stays as it is.

    Until when a buyer may is the channel's policy (R-002-36, C-01).
    Raises NoSuchPartnersOrder, MoveRefused, OrderNotReady.
    """
    number = str(told.get("external_id"))
    rows = Consignment.everything.filter(link=link, order__external_id=number)
    row = rows.select_related("order").first()
    if row is None:
        raise NoSuchPartnersOrder(_("You have handed over no order with this number."))
    if row.order.cancelled_at is None:
        cancel_order(
            order_id=row.pk,
            scope=Scope.shop(row.shop_id),
            actor=Actor(ActorKind.BUYER, link.partner_name[:80], source="api"),
            now=now,
            reason=CancelReason.BUYER_REQUEST,
        )
    return row.pk


def keep_label(row: Consignment, label: LabelFile, *, now: datetime) -> None:
    """Keep a label byte for byte and let the order go on; one that lacks goods goes on waiting for those."""
    keep_label_of_order(
        row.pk,
        carrier=CAINIAO_NAME,
        code=label.tracking,
        content=label.content,
        media_type=label.media_type,
        at=now,
    )
    row.tracking, row.label_at = label.tracking, row.label_at or now
    row.save()
    if release_holds([row.pk], HoldReason.LABEL_MISSING, now):
        hold_short([row.pk], at=now)


def read_label(told: Mapping[str, Any]) -> LabelFile | None:
    """Read the label of a message; None where there is none. Raises LabelRefused."""
    label, tracking = told.get("label"), told.get("tracking_number")
    if label is None:
        return None
    if not (isinstance(tracking, str) and 0 < len(tracking) <= 60 and tracking.isprintable()):
        raise LabelRefused(_("A label needs its tracking number."), field="tracking_number")
    kind = label.get("media_type") if isinstance(label, dict) else None
    if kind not in FORMATS:
        raise LabelRefused(_("A label is a PDF, PNG or ZPL."), field="label.media_type")
    try:
        content = base64.b64decode(str(label.get("content", "")), validate=True)
    except (binascii.Error, ValueError):
        raise LabelRefused(_("The label is no base64."), field="label.content") from None
    if len(content) > LARGEST_LABEL or not content.startswith(FORMATS[kind]):
        raise LabelRefused(_("The label is not what it says, or too large."), field="label.content")
    return LabelFile(tracking, content, kind)


def _hold(row: Consignment, now: datetime) -> None:
    hold_orders([row.pk], HoldReason.LABEL_MISSING, now)
    record(LabelMissing(occurred_at=now, shop_id=row.shop_id, order_id=row.pk))


def _faults(faults: Any) -> list[dict[str, str]]:
    return [
        {"field": f.field, "code": f.code, "message": str(f.message)}
        for f in faults
        if isinstance(f, Fault)
    ]
