"""In the Seller Model each agreed order is announced to Cainiao, which gives code and label (R-002-06)."""

import base64
import binascii
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kernel.arrays import literal
from kernel.remote import Done, Ended, plan, plan_many
from logistics.clients.cainiao.proxy import CANCEL, CREATE, LABEL
from logistics.clients.trade_partner.proxy import CANCEL as TELL_CANCEL
from logistics.models import Carrier, Consignment, ParcelOrder, Waybill
from logistics.services.settling import settle_parcels
from logistics.states import LinkModel
from warehouse.public import keep_label_of_order

MOST = 200
CAINIAO, CAINIAO_NAME = "cainiao", "Cainiao"
PDF = "application/pdf"


@transaction.atomic
def announce_orders(*, now: datetime, only: Sequence[UUID] | None = None) -> int:
    """Announce agreed orders of channels that speak with Cainiao themselves, each once; return how many.

    Without ``only`` it takes whatever was missed, up to two hundred, the oldest first.
    """
    with connection.cursor() as cursor:
        chosen = None if only is None else literal(list(only))
        cursor.execute(_UNKNOWN, [chosen, chosen, MOST])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    Consignment.everything.bulk_create(
        [
            Consignment(order_id=pk, shop_id=shop, link_id=link, made_at=now)
            for pk, (shop, link, *_sender) in found.items()
        ],
        ignore_conflicts=True,
    )
    rows = Consignment.everything.filter(pk__in=found).select_related("link", "order__contact")
    wanted = {
        about_order(row.pk): order_payload(row, found[row.pk][2:])
        for row in rows.prefetch_related("order__lines")
    }
    if wanted:
        plan_many(CREATE, wanted, now=now)
    return len(wanted)


def about_order(order_id: UUID) -> str:
    """Return the name under which calls about an order are planned."""
    return f"order:{order_id}"


def order_payload(row: Consignment, sender: Sequence[str | None]) -> dict[str, Any]:
    """Return what Cainiao is told of an order; ``sender`` is (company, address, country)."""
    order, to = row.order, row.order.contact
    company, address, country = (part or "" for part in sender)
    return {
        "partner_code": row.link.partner_code,
        "external_id": order.external_id,
        "paid_at": str(int(order.paid_at.timestamp())) if order.paid_at else "",
        "items": [
            {
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "price_minor": line.unit_price_minor,
                "currency": order.currency,
            }
            for line in order.lines.all()
        ],
        "sender": {"name": company, "countryCode": country, "detailAddress": address},
        "receiver": {
            "name": to.recipient or to.name,
            "mobilePhone": to.recipient_phone or to.phone,
            "zipCode": to.postcode,
            "countryCode": to.country,
            "state": to.region,
            "city": to.city,
            "detailAddress": to.address or to.point_code,
        },
    }


@transaction.atomic
def settle_create(end: Ended, *, now: datetime) -> None:
    """Keep under which code an order goes there, and ask for its label; or why they would not take it."""
    row = _held(end.call.about)
    if row is None:
        return
    if isinstance(end.answer, Done):
        row.code = end.answer.answer.get("order_code", "")[:60]
        row.tracking = end.answer.answer.get("tracking", "")[:60] or row.tracking
        row.words = ""
        payload = {
            "partner_code": end.call.payload["partner_code"],
            "order_code": row.code,
            "external_id": end.call.payload["external_id"],
        }
        plan(LABEL, about=end.call.about, payload=payload, now=now)
    else:
        row.words = f"{end.answer.why} {end.answer.detail}".strip()[:300]
    row.save()


@transaction.atomic
def settle_label(end: Ended, *, now: datetime) -> None:
    """Keep the label byte for byte as it came (R-002-19)."""
    row = _held(end.call.about)
    if row is None or not isinstance(end.answer, Done):
        return
    try:
        content = base64.b64decode(end.answer.answer["label"], validate=True)
    except (binascii.Error, ValueError):
        row.words = "The label is no base64."
    else:
        row.tracking, row.label_at = end.answer.answer["tracking"][:60], now
        keep_label_of_order(
            row.pk,
            carrier=CAINIAO_NAME,
            code=row.tracking,
            content=content,
            media_type=PDF,
            at=now,
        )
    row.save()
    follow_consignments([row.pk], now=now)


@transaction.atomic
def call_off_order(order_id: UUID, *, now: datetime) -> bool:
    """Have a cancelled order taken back by whoever knows of it; tell whether that was planned."""
    row = Consignment.everything.filter(pk=order_id).select_related("link", "order").first()
    if row is None:
        return False
    payload = {"partner_code": row.link.partner_code, "external_id": row.order.external_id}
    if row.link.model == LinkModel.SELLER:
        act, more = CANCEL, {"order_code": row.code}
    else:
        act, more = TELL_CANCEL, _cancelled(row)
    plan(act, about=about_order(order_id), payload=payload | more, now=now)
    return True


def _cancelled(row: Consignment) -> dict[str, Any]:
    at = row.order.cancelled_at
    return {
        "endpoint": row.link.endpoint,
        "tracking_number": row.tracking,
        "reason": row.order.cancel_reason,
        "cancelled_at": at.isoformat() if at else "",
    }


@transaction.atomic
def follow_consignments(order_ids: Iterable[UUID], *, now: datetime) -> int:
    """Have the parcels of these orders go under their numbers at Cainiao too; return how many."""
    rows = {row.pk: row for row in Consignment.everything.filter(pk__in=list(order_ids))}
    if not rows:
        return 0
    contents = ParcelOrder.objects.filter(order_id__in=rows).select_related("parcel")
    carrier = Carrier.objects.get(code=CAINIAO)
    bills = [
        Waybill(
            shop_id=content.parcel.shop_id,
            parcel_id=content.parcel_id,
            carrier=carrier,
            number=number,
            entered_at=now,
            next_poll_at=now if carrier.adapter else None,
        )
        for content in contents
        for number in _numbers(rows[content.order_id])
    ]
    Waybill.everything.bulk_create(bills, ignore_conflicts=True)
    parcels = {bill.parcel_id for bill in bills}
    if parcels:
        settle_parcels(parcels, now=now)
    return len(parcels)


def _numbers(row: Consignment) -> list[str]:
    return [number for number in dict.fromkeys([row.tracking, row.code]) if number]


def _held(about: str) -> Consignment | None:
    rows = Consignment.everything.select_for_update(no_key=True)
    return rows.filter(pk=UUID(about.removeprefix("order:"))).first()


_UNKNOWN = """
select o.id, o.shop_id, l.id, w.company, w.address, w.country
from logistics_link l
join orders_order o on o.shop_id = l.shop_id and o.channel_id = l.channel_id
left join warehouse_storage s on s.shop_id = o.shop_id
left join warehouse_warehouse w on w.id = s.warehouse_id
where l.model = 'seller' and o.state in ('confirmed', 'awaiting_shipment')
  and o.delivery_method in ('carrier_door', 'carrier_point', 'carrier_locker')
  and (%s::uuid[] is null or o.id = any(%s::uuid[]))
  and not exists (select 1 from logistics_consignment c where c.order_id = o.id)
order by o.id
limit %s
"""
