"""History: who moved or changed what, when, why, from what to what. Rows are only ever added (D-08)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import trips
from kernel.arrays import columns


class ActorKind(StrEnum):
    """Who acts: history tells them apart."""

    SELLER = "seller"
    BUYER = "buyer"
    PLATFORM = "platform"
    INTEGRATOR = "integrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, and through which door.

    ``source`` is cabinet, api, telegram, backoffice, import or worker.
    """

    kind: str
    label: str
    user_id: int | None = None
    source: str = "worker"


SYSTEM = Actor(kind=ActorKind.PLATFORM, label="Otgruz", source="worker")


class History(models.Model):
    """One change of one subject. The database refuses to change or remove it."""

    id = models.BigAutoField(primary_key=True)
    subject_kind = models.CharField(_("about"), max_length=40)
    subject_id = models.CharField(_("id"), max_length=64)
    version = models.PositiveIntegerField(
        null=True, help_text="What the subject's version became; empty if it did not change."
    )
    shop_id = models.BigIntegerField(_("shop"), null=True)
    action = models.CharField(_("what"), max_length=60)
    changes = models.JSONField(default=dict, help_text="field -> [from, to]")
    reason = models.CharField(_("reason"), max_length=80, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    actor_kind = models.CharField(_("kind of person"), max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(_("who"), max_length=200)
    source = models.CharField(_("through which door"), max_length=20)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("line of history")
        verbose_name_plural = _("history")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="history_of_subject")
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.action}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of history to be written."""

    subject: tuple[str, str]
    action: str
    actor: Actor
    at: datetime
    shop_id: int | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""
    comment: str = ""
    version: int | None = None


def write(**entry: Any) -> None:
    """Add one line; the keywords are those of `Entry`."""
    write_many([Entry(**entry)])


def write_many(entries: Iterable[Entry]) -> None:
    """Add lines, in one statement, in the caller's transaction."""
    rows = [
        (
            entry.subject[0],
            str(entry.subject[1]),
            entry.shop_id,
            entry.action,
            json.dumps({name: [_plain(v) for v in pair] for name, pair in entry.changes.items()}),
            entry.reason,
            entry.comment,
            entry.actor.kind,
            entry.actor.user_id,
            entry.actor.label,
            entry.actor.source,
            entry.at,
            entry.version,
        )
        for entry in entries
    ]
    if rows:
        trips.write(_INSERT, columns(rows))


def of(kind: str, subject_id: object) -> models.QuerySet[History]:
    """Return the history of one subject, oldest first."""
    return History.objects.filter(subject_kind=kind, subject_id=str(subject_id)).order_by("id")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, _KEPT) else str(value)


_KEPT = (str, int, bool, list, dict)


_INSERT = """
insert into kernel_history (subject_kind, subject_id, shop_id, action, changes, reason, comment,
                            actor_kind, actor_id, actor_label, source, at, version)
select * from unnest(%s::text[], %s::text[], %s::bigint[], %s::text[], %s::jsonb[], %s::text[],
                     %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[],
                     %s::int[])
"""
