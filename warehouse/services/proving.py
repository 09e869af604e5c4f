"""Prove that stock is what its rows say: nightly, on demand, and after a repair."""

from datetime import datetime

from warehouse.models import StockProof, Warehouse
from warehouse.selectors.stock_faults import stock_faults

KEPT = 500
"""So many faults of one proof are kept; the repair takes the next ones after a further proof."""


def prove_stock(warehouse_id: int, *, at: datetime) -> StockProof:
    """Compare balances with movements, what is reserved with reservations, and those with open demand.

    Keeps what was found; changes nothing. An order or a scan may be between two of its transactions at this
    moment: what is still wrong after the next proof is wrong.
    """
    checked, faults = stock_faults(warehouse_id)
    return StockProof.objects.create(
        warehouse_id=warehouse_id,
        at=at,
        checked=checked,
        faults=[fault.as_kept() for fault in faults[:KEPT]],
    )


def prove_all(*, now: datetime) -> int:
    """Prove every warehouse; return how many faults there are in all."""
    proofs = [prove_stock(pk, at=now) for pk in Warehouse.objects.values_list("pk", flat=True)]
    return sum(len(proof.faults) for proof in proofs)
