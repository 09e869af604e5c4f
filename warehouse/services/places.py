"""Keep places, shops in storage and packing as staff says, with what changed and who said so."""

from datetime import datetime

from django.db import models, transaction

from kernel import history
from kernel.history import Actor
from warehouse.models import Cell, Packaging, PackingRule, Station, Storage, Warehouse

Place = Warehouse | Cell | Station | Storage | Packaging | PackingRule


@transaction.atomic
def keep_place(place: Place, *, actor: Actor, at: datetime) -> None:
    """Store a place; history keeps each field that differs from what stood there."""
    kind = type(place)
    before = kind._base_manager.filter(pk=place.pk).first() if place.pk else None
    place.save()
    changes = {
        field.attname: (_shown(before, field), _shown(place, field))
        for field in kind._meta.concrete_fields
        if not field.primary_key and _shown(before, field) != _shown(place, field)
    }
    if changes:
        history.write(
            subject=(str(kind._meta.model_name), str(place.pk)),
            shop_id=getattr(place, "shop_id", None),
            action="change" if before else "add",
            actor=actor,
            at=at,
            changes=changes,
        )


def _shown(place: Place | None, field: "models.Field[object, object]") -> str:
    value = getattr(place, field.attname) if place is not None else None
    return "" if value is None else str(value)
