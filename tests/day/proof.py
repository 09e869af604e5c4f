"""The evening's questions: does every invariant hold, is stock proven, what became of each order?"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from config.invariants import ALL
from kernel.invariants import check
from kernel.outbox.models import Delivery
from kernel.work import WorkState
from orders.models import Order
from tests.day.building import Building
from tests.day.ground import Ground
from tests.day.shops import Shops
from warehouse.models import Balance, Outbound, Scan
from warehouse.selectors.stock_faults import stock_faults

ENDS = (
    "signed for",
    "cancelled, goods back",
    "cancelled, waits to be put back",
    "waits for goods",
    "cancelled on the road, to come back",
)


@dataclass
class Proof:
    """What was found. ``faults`` is empty when the day was good."""

    invariants: int = 0
    balances: int = 0
    orders: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def prove(ground: Ground, building: Building, shops: Shops) -> Proof:
    """Ask everything."""
    proof = Proof()
    _invariants(proof)
    proof.balances, stock = stock_faults(ground.warehouse.pk)
    proof.faults += [f"stock: {one}" for one in stock]
    _books_and_hands(proof, ground, building)
    _nothing_lost(proof, ground, shops)
    _orders(proof, shops)
    _scans(proof)
    parked = Delivery.objects.filter(state=WorkState.PARKED).values_list("topic", "last_error")
    proof.faults += [f"a fact was given up: {topic}: {error}" for topic, error in parked]
    return proof


def _invariants(proof: Proof) -> None:
    """`./dev manage invariants`: every truth of every app."""
    for found in check(ALL):
        proof.invariants += 1
        if found.count:
            proof.faults.append(f"{found.invariant.name}: {found.count}, as {found.rows[:3]}")


def _books_and_hands(proof: Proof, ground: Ground, building: Building) -> None:
    """Compare, shelf by shelf and SKU by SKU, the books with what hands took and brought."""
    rows = Balance.everything.filter(warehouse=ground.warehouse, cell__kind="shelf")
    lying = rows.values_list("cell__code", "offer__sku", "on_hand")
    books = Counter({(shelf, sku): pieces for shelf, sku, pieces in lying})
    for place in sorted(books.keys() | building.shelves.keys()):
        if books[place] != building.shelves[place]:
            shelf, sku = place
            proof.faults.append(
                f"{shelf} has {building.shelves[place]} of {sku}, the books say {books[place]}"
            )


def _nothing_lost(proof: Proof, ground: Ground, shops: Shops) -> None:
    """Each piece that was brought is still in the building or in a parcel that was signed for."""
    sent: Counter[str] = Counter()
    for order_id in _sent():
        sent.update(shops.wanted.get(order_id, {}))
    rows = Balance.everything.filter(warehouse=ground.warehouse)
    here: Counter[str] = Counter()
    for sku, n in rows.values_list("offer__sku", "on_hand"):
        here[sku] += n
    boxed = Outbound.everything.filter(warehouse=ground.warehouse, state="intercepted")
    for sku, n in boxed.values_list("lines__sku", "lines__packed"):
        here[sku] += n or 0
    for seller in ground.sellers:
        for sku, brought in seller.goods.items():
            if here[sku] + sent[sku] != brought:
                proof.faults.append(
                    f"of {sku} {brought} were brought, {here[sku]} are here and {sent[sku]} left"
                )


def _sent() -> list[str]:
    rows = Outbound.everything.filter(state="handed_over")
    return [str(pk) for pk in rows.values_list("order_id", flat=True).distinct()]


def _orders(proof: Proof, shops: Shops) -> None:
    """Say of each order what became of it; whatever is none of the good ends is a fault."""
    rows = Outbound.everything.filter(order_id__in=shops.wanted)
    states: dict[str, list[str]] = {}
    for order_id, state in rows.values_list("order_id", "state"):
        states.setdefault(str(order_id), []).append(state)
    orders = Order.everything.filter(pk__in=shops.wanted)
    left = {str(pk): at for pk, at in rows.values_list("order_id", "handed_over_at") if at}
    columns = ("pk", "number", "state", "held_reason", "cancelled_at")
    for pk, number, state, held, cancelled_at in orders.values_list(*columns):
        at = left.get(str(pk))
        recalled = bool(
            at and cancelled_at and at <= cancelled_at
        )  # C-01: the buyer may until it is there
        end = ENDS[4] if recalled else _end(state, held, states.get(str(pk), []))
        proof.orders[end] += 1
        if end not in ENDS:
            proof.faults.append(f"order {number} is {state}, its parcels {states.get(str(pk))}")
    twice = rows.filter(state="handed_over").values("order_id", "place").annotate(n=Count("id"))
    proof.faults += [f"left twice: {row}" for row in twice.filter(n__gt=1)]


def _end(state: str, held: str, parcels: list[str]) -> str:
    if "handed_over" in parcels:
        return "signed for" if state != "cancelled" else "cancelled, and left all the same"
    if state == "cancelled":
        waits = {"put_back", "intercepted"} & set(parcels)
        gone = set(parcels) <= {"ended"}
        return ENDS[2] if waits else (ENDS[1] if gone else "cancelled, and nobody stopped it")
    return ENDS[3] if held == "stock_short" else "forgotten"


def _scans(proof: Proof) -> None:
    """No parcel has two accepted dispatch scans, however often it was scanned."""
    rows = Scan.objects.filter(action="dispatch", verdict="ok").values("subject_id")
    for row in rows.annotate(n=Count("id")).filter(n__gt=1):
        proof.faults.append(f"dispatched {row['n']} times: {row['subject_id']}")
