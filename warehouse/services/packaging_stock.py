"""How much packaging there is: parcels take from it, people say what they counted or brought."""

from datetime import datetime

from django.db import transaction

from kernel import history
from kernel.errors import NotFound
from kernel.history import Actor
from warehouse.models import PackagingStock


class NoSuchPackaging(NotFound):
    """This warehouse has no such packaging."""

    code = "no_such_packaging"


@transaction.atomic
def count_packaging(
    stock_id: int, *, quantity: int, reorder_at: int, actor: Actor, at: datetime
) -> PackagingStock:
    """Set how much there is and from which level on it is to be bought. Raises NoSuchPackaging."""
    rows = PackagingStock.objects.select_for_update(no_key=True).filter(pk=stock_id)
    stock = rows.first()
    if stock is None:
        raise NoSuchPackaging(f"No stock of packaging {stock_id}.")
    before = (stock.quantity, stock.reorder_at)
    stock.quantity, stock.reorder_at = quantity, reorder_at
    stock.save(update_fields=["quantity", "reorder_at"])
    history.write(
        subject=("packagingstock", str(stock.pk)),
        action="count_packaging",
        actor=actor,
        at=at,
        changes={"quantity": (before[0], quantity), "reorder_at": (before[1], reorder_at)},
    )
    return stock
