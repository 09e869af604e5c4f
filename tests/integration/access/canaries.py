"""Words that stand in every text of the other shop and nowhere else: seen once, there is a leak."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction

from sellers.models import Shop, User

CANARY = "Zq7Canary"
APPS = ("kernel", "sellers", "orders", "desk", "notifications")
SHORTEST = 20  # shorter columns are codes of currencies, countries, languages
_numbers = count(1)


def rows_of(shop: Shop) -> Iterator[tuple[type[models.Model], Any]]:
    """Yield each model with the rows in it that belong to the shop, by itself or through one above it."""
    yield Shop, Shop.objects.filter(pk=shop.pk)
    yield User, User.objects.filter(memberships__shop=shop)
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            path = _path_to_shop(model)
            if path:
                yield model, model._base_manager.filter(**{path: shop.pk})


def _path_to_shop(model: type[models.Model]) -> str:
    if _has_shop(model):
        return "shop_id"
    for field in model._meta.concrete_fields:
        above = field.related_model
        if isinstance(above, type) and above is not Shop and _has_shop(above):
            return f"{field.name}__shop_id"
    return ""


def _has_shop(model: Any) -> bool:
    return any(field.attname == "shop_id" for field in model._meta.concrete_fields)


def plant(shop: Shop) -> dict[str, int]:
    """Put a canary into every text of the shop's rows that the database lets us change; return where."""
    planted: dict[str, int] = {}
    for model, rows in rows_of(shop):
        ids = list(rows.values_list("pk", flat=True))
        for field in model._meta.concrete_fields:
            if _takes_any_text(field):
                where = f"{model._meta.label}.{field.name}"
                planted[where] = sum(_plant(model, pk, field) for pk in ids)
    return {where: number for where, number in planted.items() if number}


def _takes_any_text(field: Any) -> bool:
    inner = field.base_field if isinstance(field, ArrayField) else field
    if not isinstance(inner, models.CharField | models.TextField) or inner.choices:
        return False
    return not field.primary_key and (inner.max_length or SHORTEST) >= SHORTEST


def _plant(model: type[models.Model], pk: Any, field: Any) -> bool:
    word: Any = f"{CANARY}{next(_numbers)}"
    try:
        with transaction.atomic():
            value = [word] if isinstance(field, ArrayField) else word
            model._base_manager.filter(pk=pk).update(**{field.attname: value})
    except DatabaseError:
        return False  # a constraint, or a trigger of what is only ever added
    return True


def state_of(shop: Shop) -> dict[str, str | None]:
    """Return a checksum of the rows of the shop by model, to be compared before and after."""
    with connection.cursor() as cursor:
        cursor.execute(*_all_rows(shop))
        return dict(cursor.fetchall())


@lru_cache(maxsize=1)
def _all_rows(shop: Shop) -> tuple[str, list[Any]]:
    parts, values = [], []
    for model, rows in rows_of(shop):
        inner, bound = rows.order_by().query.sql_with_params()
        parts.append(f"select %s, md5(string_agg(r::text, '|' order by r::text)) from ({inner}) r")
        values += [model._meta.label, *bound]
    return " union all ".join(parts), values
