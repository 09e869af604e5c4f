"""Keys of repeated requests: the first answer is the answer.

The key's row is written in the transaction of the effect, so there is never one without the other.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable
from psycopg.types.json import Jsonb

from kernel.errors import Conflict, Refusal

LONGEST_KEY = 255


class KeyReused(Refusal):
    """The key was used before for a different request."""

    code = "idempotency_key_reused"


class KeyInFlight(Conflict):
    """The first request under the key is still being worked on."""

    code = "idempotency_key_in_flight"


class BadKey(Refusal):
    """The key is empty, too long, or not made of printable ASCII characters."""

    code = "bad_idempotency_key"
    status = 400


class IdempotencyKey(models.Model):
    """One answered request of one caller."""

    id = models.BigAutoField(primary_key=True)
    owner = models.CharField(max_length=60)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="idempotency_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the request was answered, and whether this is a repeat of it."""

    status: int
    body: Any
    repeated: bool = False


def fingerprint(*parts: bytes) -> str:
    """Return the digest by which a changed repeat is told from a true one."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def once(
    *, owner: str, key: str, request: str, now: datetime, run: Callable[[], tuple[int, Any]]
) -> Answer:
    """Run ``run`` for the first request under ``key`` and answer every repeat with its (status, body).

    A twin in flight is waited for as long as locks are; KeyInFlight says that it takes longer. Raises
    KeyReused when the repeat is another request, BadKey. A refusal raised by ``run`` undoes the key too,
    so that the caller may mend the request and try again.
    """
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadKey(_("An Idempotency-Key has 1 to 255 printable ASCII characters."))
    with transaction.atomic():
        claimed = _claim(owner, key, request, now)
        if claimed is None:
            return _repeat(owner, key, request)
        status, body = run()
        stored = _store(claimed, status, body)
    return Answer(status, stored)


def _claim(owner: str, key: str, request: str, now: datetime) -> int | None:
    """Take the key, and return the id of its row; None when somebody had it before."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [owner, key, request, now])
            row = cursor.fetchone()
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise KeyInFlight(
                _(
                    "The first request with this Idempotency-Key is not done yet: repeat in a moment."
                )
            ) from error
        raise
    return None if row is None else int(row[0])


def _store(row_id: int, status: int, body: Any) -> Any:
    """Store the answer, and return it as it is stored: a repeat is to be answered by the very same."""
    values: list[Any] = [status, Jsonb(body), row_id]
    with connection.cursor() as cursor:
        cursor.execute(_ANSWER, values)
        return json.loads(cursor.fetchone()[0])


def _repeat(owner: str, key: str, request: str) -> Answer:
    row = IdempotencyKey.objects.get(owner=owner, key=key)
    if row.fingerprint != request:
        raise KeyReused(_("This Idempotency-Key was used for another request: take a new key."))
    return Answer(row.status, row.answer, repeated=True)


def forget_keys(*, before: datetime, limit: int = 10_000) -> int:
    """Delete up to ``limit`` keys used before that moment; return how many."""
    old = IdempotencyKey.objects.filter(created_at__lt=before).order_by("created_at")
    ids = list(old.values_list("pk", flat=True)[:limit])
    return IdempotencyKey.objects.filter(pk__in=ids).delete()[0]


_CLAIM = """
insert into kernel_idempotencykey (owner, key, fingerprint, status, answer, created_at)
values (%s, %s, %s, 0, '{}', %s) on conflict (owner, key) do nothing returning id
"""
_ANSWER = "update kernel_idempotencykey set status = %s, answer = %s where id = %s returning answer"
