"""Put right what a proof of stock found, with a reason, and keep who did it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor
from kernel.ids import new_id
from warehouse.models import Balance, StockProof
from warehouse.services.freeing import drop_reservations, lock_with_orders
from warehouse.services.order_stock import settle_stock, take_up
from warehouse.states import MovementKind


class NoSuchProof(NotFound):
    """There is no such proof of stock."""

    code = "no_such_proof"


class NothingToRepair(Conflict):
    """The proof found nothing, or was repaired already."""

    code = "nothing_to_repair"


class ReasonNeeded(Refusal):
    """Books are not put right without saying why."""

    code = "reason_needed"


@transaction.atomic
def repair_stock(proof_id: int, *, reason: str, actor: Actor, at: datetime) -> StockProof:
    """Put right what the proof found and is still so; history keeps what each thing was and became.

    A balance that is not the sum of its movements gets a movement of repair for the difference: what people
    have gone by stays, and the books say so. ``reserved`` becomes the sum of what orders hold, of which the
    newest let go where there is not so much. Orders then hold or lack what they need. Raises NoSuchProof,
    NothingToRepair, ReasonNeeded.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Say why: it stands in the history."), field="reason")
    proof = StockProof.objects.select_for_update().filter(pk=proof_id).first()
    if proof is None:
        raise NoSuchProof(_("There is no such proof of stock."))
    if proof.repaired_at is not None or not proof.faults:
        raise NothingToRepair(_("There is nothing to repair: prove the stock again."))
    changed = _repaired(proof, actor, at)
    proof.repaired_at, proof.repaired_by = at, actor.label
    proof.save(update_fields=["repaired_at", "repaired_by"])
    history.write(
        subject=("stockproof", str(proof.pk)),
        action="repair",
        actor=actor,
        at=at,
        changes=changed,
        comment=reason.strip(),
    )
    return proof


def _repaired(proof: StockProof, actor: Actor, at: datetime) -> dict[str, tuple[object, object]]:
    changed: dict[str, tuple[object, object]] = {}
    orders = {UUID(f["subject"]) for f in proof.faults if f["kind"] in ("need", "stray")}
    strays = [UUID(f["subject"]) for f in proof.faults if f["kind"] == "stray"]
    take_up(strays, proof.warehouse_id, at=at)
    for pk in _balances(proof.faults):
        balance = lock_with_orders(pk)
        if balance is not None:
            before = (_booked(balance), balance.reserved)
            orders |= set(_repair(balance, actor, at))
            after = (balance.on_hand, balance.reserved)
            if before != after:
                changed[f"balance {pk}"] = (list(before), list(after))
    settled = settle_stock(orders, at=at)
    return {**changed, "orders": (None, settled)}


def _balances(faults: Iterable[dict[str, str]]) -> list[int]:
    return sorted({int(f["subject"]) for f in faults if f["kind"] in ("on_hand", "reserved")})


def _repair(balance: Balance, actor: Actor, at: datetime) -> list[UUID]:
    """Book the difference, and let ``reserved`` be what is held; return the orders that let go."""
    _freed, orders = drop_reservations(balance.pk, keep=balance.on_hand)
    with connection.cursor() as cursor:
        cursor.execute(_BOOK, [new_id(), MovementKind.REPAIR, actor.label, at, balance.pk])
        cursor.execute(_RESERVED, [balance.pk])
    balance.refresh_from_db()
    return orders


def _booked(balance: Balance) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SUM, [balance.pk])
        return int(cursor.fetchone()[0])


_SUM = "select coalesce(sum(delta), 0) from warehouse_movement where balance_id = %s"
_BOOK = """
insert into warehouse_movement
  (act, shop_id, balance_id, delta, kind, subject_kind, subject_id, actor_label, at)
select %s, b.shop_id, b.id, b.on_hand - m.pieces, %s, 'balance', b.id::text, %s, %s
from warehouse_balance b,
  lateral (select coalesce(sum(delta), 0) as pieces from warehouse_movement
           where balance_id = b.id) m
where b.id = %s and b.on_hand <> m.pieces
"""
_RESERVED = """
update warehouse_balance b set reserved = r.pieces
from (select coalesce(sum(quantity), 0)::int as pieces, given.id
      from (select %s::bigint as id) given
      left join warehouse_reservation w on w.balance_id = given.id group by given.id) r
where b.id = r.id and b.reserved <> r.pieces
"""
