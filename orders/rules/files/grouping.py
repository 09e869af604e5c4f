"""Rows to orders: rows of one order stand together, and every row is accounted for. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.rules.files.amounts import Unclear, amount_of
from orders.rules.files.faults import RowFault
from orders.rules.files.moments import moment_of
from orders.rules.files.rows import Kind, ReadRow, RowReader
from orders.rules.files.words import country_of, is_paid, method_of
from orders.rules.intake import BuyerDraft, DeliveryDraft, Fault, OrderDraft, missing_of

# Said once for an order; where two rows of it say different things nobody knows which is right.
_AGREED = ("currency", "buyer_phone", "buyer_ref", "address", "city", "point_code", "discount")


@dataclass(slots=True)
class Group:
    """The rows of one order: a draft with the rows in it, or none and why."""

    rows: list[ReadRow]
    draft: OrderDraft | None = None
    taken: list[ReadRow] = field(default_factory=list)
    refused: list[tuple[ReadRow, RowFault]] = field(default_factory=list)
    flags: tuple[str, ...] = ()

    @property
    def last_row(self) -> int:
        """The number of its last row."""
        return self.rows[-1].number

    def refuse(self, fault: RowFault) -> None:
        """Refuse every row that was not refused before, with one reason."""
        self.refused += [(row, fault) for row in self.taken]
        self.taken, self.draft = [], None

    def refuse_by(self, faults: Iterable[Fault], reader: RowReader) -> None:
        """Refuse the order for what the service found; a fault of a line is its row's own."""
        lines = [row for row in self.taken if row.kind is Kind.LINE]
        own: dict[int, RowFault] = {}
        for fault in faults:
            index, name = _place(fault.field)
            row_fault = RowFault(fault.code, reader.heading(name), fault.message)
            guilty = lines if index is None else lines[index : index + 1]
            for row in guilty:
                own.setdefault(row.number, row_fault)
        first = own[min(own)] if own else RowFault("order_refused", "", _SUNK)
        sunk = RowFault(first.code, first.field, _SUNK % {"row": min(own, default=0)})
        self.refused += [(row, own.get(row.number, sunk)) for row in self.taken]
        self.taken, self.draft = [], None


def groups_of(
    rows: Iterable[ReadRow], reader: RowReader, *, apart: frozenset[str], zone: str
) -> Iterator[Group]:
    """Yield the orders in ``rows``, each whole. ``apart`` are numbers whose rows stand in two places.

    A row that cannot say whose it is spoils the orders on both its sides: it may be a line of theirs.
    """
    maker = _Maker(reader, apart, zone)
    held: Group | None = None
    stray: int | None = None
    for rows_of_one in _together(rows):
        group = Group(rows_of_one)
        if not rows_of_one[0].external_id and rows_of_one[0].kind is Kind.BROKEN:
            group.refused = [(row, row.fault or _NAMELESS) for row in rows_of_one]
            stray = rows_of_one[0].number
            if held is not None:
                held.refuse(_beside(stray))
        else:
            maker.fill(group)
            if stray is not None:
                group.refuse(_beside(stray))
            stray = None
        if held is not None:
            yield held
        held = group
    if held is not None:
        yield held


def _together(rows: Iterable[ReadRow]) -> Iterator[list[ReadRow]]:
    group: list[ReadRow] = []
    for row in rows:
        if group and row.external_id != group[0].external_id:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


class _Maker:
    """Makes drafts of groups."""

    def __init__(self, reader: RowReader, apart: frozenset[str], zone: str) -> None:
        self.reader, self.profile = reader, reader.profile
        self.apart, self.zone = apart, reader.profile.zone or zone

    def fill(self, group: Group) -> None:
        """Sort the rows of the group, and draft its order when it has one."""
        broken = [row for row in group.rows if row.kind is Kind.BROKEN]
        for row in group.rows:
            if row.kind in (Kind.ASIDE, Kind.BROKEN) and row.fault is not None:
                group.refused.append((row, row.fault))
            else:
                group.taken.append(row)
        fault = self._why_not(group, broken)
        if fault is not None:
            group.refuse(fault)
        elif group.taken:
            self._draft(group)

    def _why_not(self, group: Group, broken: list[ReadRow]) -> RowFault | None:
        if broken:
            at = broken[0]
            code, where = (at.fault.code, at.fault.field) if at.fault else ("broken", "")
            return RowFault(code, where, _SUNK % {"row": at.number})
        if group.rows[0].external_id in self.apart:
            return RowFault("not_together", self.reader.heading("external_id"), _NOT_TOGETHER)
        lines = [row for row in group.taken if row.line is not None]
        if not lines:
            return RowFault("no_goods", self.reader.heading("sku"), _NO_GOODS)
        if not self.profile.free_orders and not any(row.amount for row in lines):
            return RowFault("stock_note", self.reader.heading("unit_price"), _ALL_FREE)
        return self._disagreement(group)

    def _disagreement(self, group: Group) -> RowFault | None:
        first = group.taken[0].shared
        for row in group.taken[1:]:
            if row.shared == first:
                continue
            for name, one, other in zip(self.reader.shared_names, first, row.shared, strict=True):
                if name in _AGREED and one and other and one != other:
                    return RowFault(
                        "rows_disagree", self.reader.heading(name), _DISAGREE % {"row": row.number}
                    )
        return None

    def _draft(self, group: Group) -> None:
        told = _first_of_each(group, self.reader.shared_names)
        try:
            draft = self._order(group, told)
        except _Unreadable as unreadable:
            group.refuse(unreadable.fault)
            return
        group.draft, group.flags = draft, tuple(_flags(draft))

    def _order(self, group: Group, told: dict[str, str]) -> OrderDraft:
        placed_at = self._moment("placed_at", told["placed_at"])
        currency = told.get("currency", "").upper() or self.reader.currency
        charges = sum(row.amount or 0 for row in group.taken if row.kind is Kind.CHARGE)
        return OrderDraft(
            external_id=group.rows[0].external_id,
            placed_at=placed_at,
            paid_at=self._paid_at(told, placed_at),
            currency=currency,
            lines=tuple(row.line for row in group.taken if row.line is not None),
            buyer=BuyerDraft(
                name=told.get("buyer_name", ""),
                phone=told.get("buyer_phone", ""),
                email=told.get("buyer_email", ""),
                ref=told.get("buyer_ref", ""),
                language=told.get("language", ""),
            ),
            delivery=self._delivery(told),
            delivery_minor=charges + self._amount("delivery", told, currency),
            discount_minor=self._amount("discount", told, currency),
        )

    def _delivery(self, told: dict[str, str]) -> DeliveryDraft:
        way, country = told.get("method", ""), told.get("country", "")
        letters = country_of(country)
        names = ("region", "city", "address", "postcode", "point_code", "recipient", "note")
        parts = {name: told.get(name, "") for name in (*names, "recipient_phone")}
        if country and not letters:
            parts["region"] = ", ".join(part for part in (country, parts["region"]) if part)
        if way and not method_of(way):
            parts["note"] = "\n".join(part for part in (parts["note"], way) if part)
        method = method_of(way) or self.profile.method
        return replace(DeliveryDraft(method=method, country=letters), **parts)

    def _paid_at(self, told: dict[str, str], placed_at: datetime) -> datetime | None:
        if text := told.get("paid_at"):
            return self._moment("paid_at", text)
        if text := told.get("paid"):
            paid = is_paid(text)
            if paid is None:
                raise _Unreadable(self._fault("unknown_word", "paid", _PAID_OR_NOT))
            return placed_at if paid else None
        says = self.profile.paid == "column"
        return None if says or self.profile.paid == "never" else placed_at

    def _moment(self, name: str, text: str) -> datetime:
        moment = moment_of(text, self.profile.formats, self.zone)
        if moment is None:
            raise _Unreadable(self._fault("not_a_moment", name, _NO_MOMENT))
        return moment

    def _amount(self, name: str, told: dict[str, str], currency: str) -> int:
        text = told.get(name, "")
        if not text:
            return 0
        try:
            return abs(amount_of(text, currency, self.profile.decimal))
        except Unclear as unclear:
            raise _Unreadable(self._fault(str(unclear), name, _NO_AMOUNT)) from None

    def _fault(self, code: str, name: str, message: Any) -> RowFault:
        return RowFault(code, self.reader.heading(name), message)


def _flags(draft: OrderDraft) -> Iterator[str]:
    """Yield what is odd about an order that is taken all the same."""
    buyer = draft.buyer
    if not (buyer.ref or buyer.name or buyer.phone or buyer.email):
        yield "guest_buyer"
    if missing_of(draft):
        yield "address_lacking"


class _Unreadable(Exception):
    def __init__(self, fault: RowFault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def _first_of_each(group: Group, names: tuple[str, ...]) -> dict[str, str]:
    """Return what the rows say of their order: the first word of each, for some say it only once."""
    told = dict(zip(names, group.taken[0].shared, strict=True))
    for row in group.taken[1:]:
        if row.shared != group.taken[0].shared:
            for name, text in zip(names, row.shared, strict=True):
                told[name] = told[name] or text
    return told


def _place(where: str) -> tuple[int | None, str]:
    """Return the index of the line a fault is about and the field of the file that it means."""
    head, _dot, name = where.rpartition(".")
    if head.startswith("lines["):
        return int(head[6:-1]), {"unit_price_minor": "unit_price"}.get(name, name)
    prefix = {"buyer": "buyer_"}.get(head, "")
    plain = {"delivery_minor": "delivery", "discount_minor": "discount"}
    return None, plain.get(name, f"{prefix}{name}")


def _beside(number: int) -> RowFault:
    message = _("Row %(row)d beside this order cannot say whose it is: mend it first.")
    return RowFault("beside_unreadable", "", message % {"row": number})


_SUNK = _("The order was not taken because of row %(row)d.")
_NAMELESS = RowFault("required", "", _("The row does not say which order it belongs to."))
_NOT_TOGETHER = _("Rows of this order stand in several places: sort the file by order number.")
_NO_GOODS = _("No goods are left of this order.")
_ALL_FREE = _("Nothing in this invoice has a price: it corrects stock and is no order.")
_DISAGREE = _("Row %(row)d of the same order says something else here.")
_NO_MOMENT = _("This is no date of the profile's formats, nor ISO 8601: add its format.")
_PAID_OR_NOT = _("Write yes or no here.")
_NO_AMOUNT = _("This is no amount of money.")
