"""Deliveries: announced by the seller line by line, or opened at the door when nobody said (R-001-22)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor
from kernel.scope import PLATFORM, Scope
from sellers.public import OfferGoods, goods_by_sku
from warehouse.models import Inbound, InboundLine, Storage
from warehouse.rules.door import why_not_let_in
from warehouse.states import InboundState

MOST_LINES = 2_000
MOST_PIECES = 1_000_000
LONGEST_NUMBER = 40


class NoSuchInbound(NotFound):
    """No delivery of the scope has this number."""

    code = "no_such_inbound"


class InboundExists(Conflict):
    """Another delivery was announced under this number."""

    code = "inbound_exists"


class InboundRefused(Refusal):
    """The announcement makes no sense; ``rows`` in the details names each row that is wrong."""

    code = "inbound_refused"


class InboundNotOpen(Conflict):
    """The delivery is not in a state in which this can be done."""

    code = "inbound_not_open"


class NotInStorage(Refusal):
    """No warehouse keeps this shop's goods."""

    code = "not_in_storage"


@dataclass(frozen=True, slots=True)
class AnnouncedLine:
    """So many pieces of a SKU are on their way."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row of an announcement; rows count from 1."""

    row: int
    field: str
    code: str
    message: str


@transaction.atomic
def announce_inbound(
    *,
    shop_id: int,
    number: str,
    lines: Sequence[AnnouncedLine],
    actor: Actor,
    at: datetime,
    expected_on: date | None = None,
    note: str = "",
) -> tuple[Inbound, bool]:
    """Tell the warehouse what comes; return the delivery and whether it is new.

    The same announcement again changes nothing. Raises NotInStorage, InboundRefused with each wrong row,
    InboundExists where other goods were announced under the number.
    """
    storage = _storage(shop_id)
    wanted = _read_lines(shop_id, lines)
    _demand_number(number)
    head = {"warehouse_id": storage.warehouse_id, "expected_on": expected_on, "note": note.strip()}
    try:
        with transaction.atomic():
            inbound = Inbound.everything.create(
                shop_id=shop_id, number=number, created_at=at, **head
            )
    except IntegrityError:
        return _announced(shop_id, number, wanted), False
    InboundLine.objects.bulk_create(
        InboundLine(inbound=inbound, offer_id=offer_id, expected=quantity)
        for offer_id, quantity in sorted(wanted.items())
    )
    _note(inbound, "announce_inbound", actor, at)
    return inbound, True


@transaction.atomic
def cancel_inbound(*, scope: Scope, number: str, actor: Actor, at: datetime) -> Inbound:
    """Say that an announced delivery does not come; again changes nothing.

    Raises NoSuchInbound, InboundNotOpen once it stands at the door.
    """
    inbound = _one(Inbound.objects.of(scope).select_for_update(no_key=True).filter(number=number))
    if inbound.state == InboundState.CANCELLED:
        return inbound
    if inbound.state != InboundState.ANNOUNCED:
        raise InboundNotOpen(
            _("Delivery %(number)s stands at the door already: it cannot be cancelled.")
            % {"number": number}
        )
    inbound.cancel()
    inbound.version += 1
    inbound.save()
    _note(inbound, "cancel_inbound", actor, at)
    return inbound


@transaction.atomic
def open_blind_inbound(*, warehouse_id: int, shop_slug: str, actor: Actor, at: datetime) -> Inbound:
    """Begin to receive what nobody announced. Raises NotInStorage."""
    rows = Storage.everything.filter(warehouse_id=warehouse_id, shop__slug=shop_slug)
    storage = rows.select_for_update(no_key=True, of=("self",)).first()
    if storage is None:
        raise NotInStorage(_("This warehouse keeps no goods of such a shop: choose another."))
    day = f"{at:%y%m%d}"
    same = Inbound.everything.filter(shop_id=storage.shop_id, number__startswith=f"B-{day}-")
    inbound = Inbound.everything.create(
        shop_id=storage.shop_id,
        warehouse_id=warehouse_id,
        number=f"B-{day}-{same.count() + 1}",
        is_blind=True,
        created_at=at,
    )
    _note(inbound, "open_blind_inbound", actor, at)
    return begin_inbound(inbound, at=at)


def begin_inbound(inbound: Inbound, *, at: datetime) -> Inbound:
    """Open a held delivery at the door; one that is open stays so. Raises InboundNotOpen."""
    if inbound.state == InboundState.RECEIVING:
        return inbound
    demand_inbound(inbound, InboundState.ANNOUNCED)
    inbound.begin(at=at)
    inbound.version += 1
    inbound.save()
    return inbound


def find_inbound(code: str, *, warehouse_id: int) -> Inbound:
    """Return the held delivery whose number was scanned. Raises NoSuchInbound.

    Two shops may number alike: of several, the open one; else the shop stands before it: "shop/number".
    """
    slug, slash, number = code.partition("/")
    rows = _held(warehouse_id).filter(number=code)
    if slash:
        rows = _held(warehouse_id).filter(number=number, shop__slug=slug) or rows
    found = list(rows.order_by("pk"))
    still = [one for one in found if one.state in (InboundState.ANNOUNCED, InboundState.RECEIVING)]
    chosen = still or found
    if len(chosen) > 1:
        raise NoSuchInbound(
            _(
                "Several shops have a delivery %(number)s: scan the barcode of its page, or choose it."
            )
            % {"number": code}
        )
    if not chosen:
        raise NoSuchInbound(_("No delivery here has the number %(number)s.") % {"number": code})
    return chosen[0]


def held_inbound(inbound_id: object, *, warehouse_id: int) -> Inbound:
    """Return a delivery that is being received, under its row lock. Raises NoSuchInbound, InboundNotOpen."""
    is_id = isinstance(inbound_id, int) or str(inbound_id).isdigit()
    inbound = _one(_held(warehouse_id).filter(pk=int(str(inbound_id)) if is_id else 0))
    demand_inbound(inbound, InboundState.RECEIVING)
    return inbound


def demand_inbound(inbound: Inbound, state: str) -> None:
    """Raise InboundNotOpen, naming the state, unless a delivery stands in ``state``."""
    if inbound.state != state:
        raise InboundNotOpen(
            _("Delivery %(number)s is “%(state)s”: scan another.")
            % {"number": inbound.number, "state": inbound.get_state_display()}
        )


def _held(warehouse_id: int) -> "QuerySet[Inbound]":
    rows: QuerySet[Inbound] = Inbound.objects.of(PLATFORM).filter(warehouse_id=warehouse_id)
    return rows.select_related("shop").select_for_update(no_key=True, of=("self",))


def _one(rows: "QuerySet[Inbound]") -> Inbound:
    inbound = rows.first()
    if inbound is None:
        raise NoSuchInbound(_("There is no such delivery."))
    return inbound


def _storage(shop_id: int) -> Storage:
    storage: Storage | None = Storage.objects.of(Scope.shop(shop_id)).first()
    if storage is None:
        raise NotInStorage(_("No warehouse keeps the goods of this shop: ask us for storage."))
    return storage


def _demand_number(number: str) -> None:
    ok = number == number.strip() and number.isprintable() and 0 < len(number) <= LONGEST_NUMBER
    if not ok or "/" in number:
        raise InboundRefused(
            _("A delivery has a number of 1 to %(most)s printable characters without a slash.")
            % {"most": LONGEST_NUMBER},
            field="number",
        )


def _announced(shop_id: int, number: str, wanted: dict[int, int]) -> Inbound:
    """Return the delivery announced before under the number; other goods are another delivery."""
    inbound = _one(Inbound.objects.of(Scope.shop(shop_id)).filter(number=number))
    lines = inbound.lines.values("offer_id").annotate(n=Sum("expected")).filter(n__gt=0)
    if inbound.is_blind or dict(lines.values_list("offer_id", "n")) != wanted:
        raise InboundExists(
            _(
                "Delivery %(number)s was announced with other goods: cancel it, or take a new number."
            )
            % {"number": number},
            field="number",
        )
    return inbound


def _read_lines(shop_id: int, lines: Sequence[AnnouncedLine]) -> dict[int, int]:
    """Return the pieces by offer. Raises InboundRefused, naming each row that is wrong."""
    if not 0 < len(lines) <= MOST_LINES:
        raise InboundRefused(
            _("A delivery has 1 to %(most)s lines.") % {"most": MOST_LINES}, field="lines"
        )
    skus = {one.sku for one in lines if "\0" not in one.sku}
    known = {one.sku: one for one in goods_by_sku(Scope.shop(shop_id), skus)}
    faults = [f for row, line in enumerate(lines, 1) for f in _faults(row, line, known)]
    if faults:
        raise InboundRefused(
            _("%(n)s rows are wrong: nothing was announced.") % {"n": len({f.row for f in faults})},
            field="lines",
            rows=[asdict(fault) for fault in faults],
        )
    wanted: dict[int, int] = {}
    for line in lines:
        offer_id = known[line.sku].id
        wanted[offer_id] = wanted.get(offer_id, 0) + line.quantity
    return wanted


def _faults(row: int, line: AnnouncedLine, known: dict[str, OfferGoods]) -> Iterable[RowFault]:
    """Yield what is wrong with one row: goods that the door would refuse are refused here already."""
    offer = known.get(line.sku)
    if offer is None:
        text = _("The shop has no offer with SKU “%(sku)s”.") % {"sku": line.sku}
        yield RowFault(row, "sku", "unknown_sku", str(text))
    elif why := why_not_let_in(offer.category, offer.size):
        yield RowFault(row, "sku", why.rule, str(why.text))
    if not 0 < line.quantity <= MOST_PIECES:
        text = _("A quantity is from 1 to %(most)s.") % {"most": MOST_PIECES}
        yield RowFault(row, "quantity", "bad_quantity", str(text))


def _note(inbound: Inbound, action: str, actor: Actor, at: datetime) -> None:
    history.write(
        subject=("inbound", str(inbound.pk)),
        shop_id=inbound.shop_id,
        action=action,
        actor=actor,
        at=at,
        version=inbound.version,
    )
