"""Set who runs a shop (R-003-01)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from kernel.history import Actor
from sellers.models import Shop
from sellers.services.changing import lock_shop, note, set_fields
from sellers.states import OperatingModel


class NoSuchModel(Refusal):
    """There is no such operating model."""

    code = "no_such_model"


@transaction.atomic
def set_operating_model(*, shop_id: int, model: str, actor: Actor, at: datetime) -> Shop:
    """Set the shop's operating model; its seller then answers for that model's duties. Raises NoSuchModel."""
    if model not in OperatingModel.values:
        raise NoSuchModel(_("There is no such operating model."), field="model")
    shop = lock_shop(shop_id)
    changed = set_fields(shop, {"operating_model": model})
    if changed:
        note(shop, action="set_operating_model", actor=actor, at=at, changes=changed)
    return shop
