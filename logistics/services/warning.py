"""Warn before a cut-off of what is at risk, louder until somebody has seen it (issue 5)."""

from collections import defaultdict
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import NotFound
from kernel.history import Actor
from kernel.outbox.post import record_many
from kernel.scope import Scope
from logistics.events import CutOffNear
from logistics.models import CutOffWarning
from logistics.rules.dispatching import warning_due
from warehouse.public import CutOff, next_cut_off_of_each, parcels_at_risk

MOST_ORDERS = 50


class NoSuchWarning(NotFound):
    """There is no such warning of this shop or warehouse."""

    code = "no_such_warning"


def warn_of_cut_offs(*, now: datetime) -> int:
    """Give each warehouse, and each shop with parcels at risk there, the warning whose hour has come.

    Returns how many were given. Who has acknowledged one is left in peace until the next cut-off.
    """
    return sum(
        _warn(cut, now)
        for cut in next_cut_off_of_each(now=now)
        if warning_due(now, cut.due_at, ()) is not None
    )


@transaction.atomic
def _warn(cut: CutOff, now: datetime) -> int:
    _lock(cut.warehouse_id)
    told, seen = _given(cut)
    made = [
        CutOffWarning(
            warehouse_id=cut.warehouse_id,
            shop_id=shop_id,
            due_at=cut.due_at,
            minutes=minutes,
            told_at=now,
            parcels=len(numbers),
            orders=numbers[:MOST_ORDERS],
        )
        for shop_id, numbers in _at_risk(cut).items()
        if shop_id not in seen and (minutes := warning_due(now, cut.due_at, told[shop_id]))
    ]
    CutOffWarning.everything.bulk_create(made)
    record_many(_fact(one, cut, now) for one in made)
    return len(made)


def _lock(warehouse_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('logistics.warn'), %s)", [warehouse_id]
        )


def _given(cut: CutOff) -> tuple[dict[int | None, list[int]], set[int | None]]:
    """Return which warnings each shop (none: the warehouse) has had, and who has seen one."""
    told: dict[int | None, list[int]] = defaultdict(list)
    seen: set[int | None] = set()
    for one in CutOffWarning.everything.filter(warehouse_id=cut.warehouse_id, due_at=cut.due_at):
        told[one.shop_id].append(one.minutes)
        if one.acknowledged_at:
            seen.add(one.shop_id)
    return told, seen


def _at_risk(cut: CutOff) -> dict[int | None, list[str]]:
    found: dict[int | None, list[str]] = defaultdict(list)
    for shop_id, number in parcels_at_risk(cut.warehouse_id, due_at=cut.due_at):
        found[None].append(number)
        found[shop_id].append(number)
    return dict(found)


def _fact(one: CutOffWarning, cut: CutOff, now: datetime) -> CutOffNear:
    return CutOffNear(
        occurred_at=now,
        warning_id=one.pk,
        warehouse_id=cut.warehouse_id,
        warehouse=cut.name,
        shop_id=one.shop_id,
        due_at=cut.due_at,
        zone=cut.zone,
        minutes=one.minutes,
        parcels=one.parcels,
    )


@transaction.atomic
def acknowledge_warning(
    warning_id: int, *, scope: Scope, actor: Actor, at: datetime
) -> CutOffWarning:
    """Note that somebody has seen a warning: louder ones of the same cut-off are not given any more.

    Again changes nothing: the first who saw it stands there. Raises NoSuchWarning.
    """
    warning = CutOffWarning.objects.of(scope).filter(pk=warning_id).first()
    if warning is None:
        raise NoSuchWarning(_("There is no such warning."))
    _lock(warning.warehouse_id)
    rows = CutOffWarning.everything.filter(
        warehouse_id=warning.warehouse_id, shop_id=warning.shop_id, due_at=warning.due_at
    )
    if rows.filter(acknowledged_at=None).update(acknowledged_at=at, acknowledged_by=actor.label):
        history.write(
            subject=("cutoffwarning", str(warning.pk)),
            shop_id=warning.shop_id,
            action="acknowledge",
            actor=actor,
            at=at,
        )
    warning.refresh_from_db()
    return warning
