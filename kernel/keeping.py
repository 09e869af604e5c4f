"""Keep rows that staff fill in by hand: whoever changes one stands in the history with what changed."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from kernel import history
from kernel.history import Actor


@transaction.atomic
def keep(row: models.Model, *, actor: Actor, at: datetime) -> None:
    """Store a row; history keeps each field that differs from what stood there."""
    kind = type(row)
    before = kind._base_manager.filter(pk=row.pk).first() if row.pk else None
    row.save()
    changes = {
        field.attname: (_shown(before, field), _shown(row, field))
        for field in kind._meta.concrete_fields
        if not field.primary_key and _shown(before, field) != _shown(row, field)
    }
    if changes:
        history.write(
            subject=(str(kind._meta.model_name), str(row.pk)),
            shop_id=getattr(row, "shop_id", None),
            action="change" if before else "add",
            actor=actor,
            at=at,
            changes=changes,
        )


def _shown(row: models.Model | None, field: "models.Field[Any, Any]") -> str:
    value = getattr(row, field.attname) if row is not None else None
    return "" if value is None else str(value)
