"""Edit what was agreed with the buyer: goods, delivery, payment (R-004-38..-43, C-20..C-22)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from kernel import history
from kernel.errors import Conflict, Refusal
from kernel.history import Actor, ActorKind
from kernel.outbox.post import record
from kernel.scope import Scope
from orders.events import OrderEdited
from orders.models import ContactChange, Order
from orders.rules.edits import (
    TABLE,
    Agreement,
    why_not_agreed,
    why_not_an_editor,
    why_not_correctable,
    why_not_editable,
    why_not_known,
    why_not_that_day,
    why_not_these_terms,
)
from orders.rules.line_edits import Line, line_changes
from orders.rules.masking import masked
from orders.rules.moving import Reason, why_not_addressed
from orders.rules.phones import read_phone
from orders.rules.search import search_text
from orders.services.edit_lines import lines_after, lines_of, save_lines, wants_other_lines
from orders.services.locking import demand, locked_order
from orders.states import OrderState

ADDRESSED = frozenset({OrderState.CONFIRMED, OrderState.AWAITING_SHIPMENT, OrderState.DELIVERING})
"""States in which the address was verified (R-003-28): an edit may not leave it incomplete."""
WHERE_TO = frozenset({"delivery_method", "city", "address", "point_code", "recipient_phone"})
OF_CONTACT = frozenset(
    {
        "country",
        "region",
        "city",
        "address",
        "postcode",
        "point_code",
        "recipient",
        "recipient_phone",
        "note",
    }
)


class NotEditableNow(Conflict):
    """The order's state does not allow this edit any more, or not yet (R-004-41, R-004-42)."""

    code = "not_editable_now"


class NotAnEditor(Refusal):
    """Only the seller edits an order (R-004-38)."""

    code = "not_an_editor"
    status = 403


@transaction.atomic
def edit_order(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    changes: Mapping[str, Any],
    agreement: Agreement | None = None,
    override_reason: str = "",
    expected_version: int | None = None,
) -> Order:
    """Change fields of `rules.edits.TABLE` as agreed with the buyer, all of them or none.

    ``lines`` is a sequence of LineEdit, the others are their new values. Clocks go on. History keeps old and
    new of each field with the agreement, people's data masked; ``override_reason`` is why staff does it.
    Where nothing differs nothing is changed, and no agreement is needed. Raises NoSuchOrder, OrderChanged,
    NotAnEditor, NotEditableNow, and OrderNotReady naming the field and what to do.
    """
    order = locked_order(order_id=order_id, scope=scope, expected_version=expected_version)
    override = override_reason.strip()
    _demand_editor(why_not_an_editor(actor.kind, overridden=bool(override)))
    edit = _wanted(order, changes)
    for field in edit.asked:
        reason = why_not_editable(
            field,
            order.state,
            by=actor.kind,
            overridden=bool(override),
            settled=order.channel.settles,
        )
        _demand_editable(reason, order)
    if not edit.asked:
        return order
    demand(why_not_agreed(agreement, placed_at=order.placed_at, now=now))
    _carry_out(order, edit, now)
    _keep(order, edit, actor, now, agreement, override)
    return order


@transaction.atomic
def correct_delivery(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    changes: Mapping[str, str],
    agreement: Agreement,
) -> bool:
    """Correct where to, or to whom, an order on the road is delivered; tell whether anything differed.

    The buyer's recorded consent is asked for, as by `edit_order`; account data stay locked (R-002-63, C-22).
    Raises NoSuchOrder, NotAnEditor, NotEditableNow, and OrderNotReady naming the field.
    """
    order = locked_order(order_id=order_id, scope=scope, expected_version=None)
    _demand_editor(why_not_an_editor(actor.kind, overridden=actor.kind == ActorKind.PLATFORM))
    edit = _wanted(order, changes)
    for field in edit.asked:
        _demand_editable(why_not_correctable(field, order.state), order)
    if not edit.asked:
        return False
    demand(why_not_agreed(agreement, placed_at=order.placed_at, now=now))
    _carry_out(order, edit, now)
    _keep(order, edit, actor, now, agreement, "")
    return True


@dataclass(slots=True)
class _Edit:
    """What differs from what stands: fields with their new values, and the lines after it."""

    values: dict[str, Any]
    before: tuple[Line, ...]
    wishes: tuple[Any, ...]
    asked: tuple[str, ...]
    kept: dict[str, tuple[Any, Any]]


def _wanted(order: Order, changes: Mapping[str, Any]) -> _Edit:
    values = {
        name: _as_stored(order, name, value) for name, value in changes.items() if name != "lines"
    }
    # The buyer's own data are refused on sight: nobody may find out by trying what they are.
    differing = {
        name: value
        for name, value in values.items()
        if not TABLE[name].states or _standing(order, name) != value
    }
    before = lines_of(order) if "lines" in changes else ()
    others = ("lines",) if wants_other_lines(before, changes) else ()
    wishes = tuple(changes.get("lines", ())) if others else ()
    return _Edit(differing, before, wishes, (*others, *differing), {})


def _as_stored(order: Order, name: str, value: Any) -> Any:
    if name == "recipient_phone" and value:
        home = order.contact.country or order.shop.country
        return read_phone(value, order.channel.phone_countries, home).text
    return value.strip() if isinstance(value, str) else value


def _standing(order: Order, name: str) -> Any:
    return getattr(order.contact if name in OF_CONTACT else order, name)


def _demand_editor(reason: Reason | None) -> None:
    if reason is not None and reason.code == NotAnEditor.code:
        raise NotAnEditor(reason.message)
    demand(reason)


def _demand_editable(reason: Reason | None, order: Order) -> None:
    if reason is not None and reason.code == NotEditableNow.code:
        raise NotEditableNow(
            reason.message, field=reason.field, state=order.state, version=order.version
        )
    demand(reason)


def _carry_out(order: Order, edit: _Edit, now: datetime) -> None:
    """Put the new values onto the order, its contact and its lines, and hold the whole against the rules."""
    for name, value in edit.values.items():
        demand(why_not_known(name, value))
        old = _standing(order, name)
        setattr(order.contact if name in OF_CONTACT else order, name, value)
        edit.kept[name] = (old, value)
    if edit.wishes:
        after = lines_after(order, edit.before, edit.wishes)
        save_lines(order, edit.before, after)
        edit.kept |= line_changes(edit.before, after)
    sums = {
        name: getattr(order, name) for name in ("goods_minor", "delivery_minor", "discount_minor")
    }
    demand(why_not_these_terms(**sums))
    if "agreed_delivery_on" in edit.values:
        today = now.astimezone(ZoneInfo(order.shop.zone)).date()
        demand(why_not_that_day(order.agreed_delivery_on, today=today))
    demand(_why_not_addressed(order, edit))
    total = order.goods_minor + order.delivery_minor - order.discount_minor
    if total != order.total_minor:
        edit.kept["total_minor"] = (order.total_minor, total)
        order.total_minor = total


def _why_not_addressed(order: Order, edit: _Edit) -> Reason | None:
    """Return what a newly chosen way of delivery lacks, or an address that was verified (R-002-40)."""
    touched = WHERE_TO & edit.values.keys()
    if "delivery_method" not in touched and (not touched or order.state not in ADDRESSED):
        return None
    contact = order.contact
    return why_not_addressed(
        order.delivery_method,
        city=contact.city,
        address=contact.address,
        point_code=contact.point_code,
        phone=contact.recipient_phone or contact.phone,
    )


def _keep(
    order: Order,
    edit: _Edit,
    actor: Actor,
    now: datetime,
    agreement: Agreement | None,
    override: str,
) -> None:
    """Save the order with its history and the fact, in the caller's transaction."""
    order.version += 1
    order.save()
    _save_contact(order, edit)
    told = {name: _told(name, pair) for name, pair in edit.kept.items()}
    history.write(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action="edit",
        actor=actor,
        at=now,
        changes={**told, "agreement": (None, agreement.as_kept() if agreement else None)},
        reason="override" if override else "",
        comment=override,
        version=order.version,
    )
    record(
        OrderEdited(
            occurred_at=now,
            shop_id=order.shop_id,
            order_id=order.pk,
            version=order.version,
            fields=tuple(sorted(edit.asked)),
            actor_kind=actor.kind,
        )
    )


def _told(name: str, pair: tuple[Any, Any]) -> tuple[Any, Any]:
    row = TABLE.get(name)
    if row is None or not row.personal:
        return pair
    return masked(name, pair[0]), masked(name, pair[1])


def _save_contact(order: Order, edit: _Edit) -> None:
    contact = order.contact
    skus = order.lines.order_by("position").values_list("sku", flat=True)
    contact.search = search_text(
        number=order.number,
        name=contact.name,
        phone=contact.phone,
        recipient=contact.recipient,
        skus=skus,
        waybill=order.waybill,
    )
    contact.save()
    ContactChange.everything.bulk_create(
        ContactChange(
            shop_id=order.shop_id,
            order=order,
            version=order.version,
            field=name,
            before=before,
            after=after,
        )
        for name, (before, after) in edit.kept.items()
        if name in TABLE and TABLE[name].personal
    )
