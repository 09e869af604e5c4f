"""Keys of repeated requests: the first answer is the answer.

The key's row is written in the transaction of the effect, so there is never one without the other.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from psycopg.types.json import Jsonb

from kernel.errors import Refusal


class KeyReused(Refusal):
    """The key was used before for a different request."""

    code = "idempotency_key_reused"


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

    A twin in flight is waited for. Raises KeyReused when the repeat is another request; a refusal raised by
    ``run`` undoes the key too, so that the caller may mend the request and try again.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [owner, key, request, now])
            claimed = cursor.fetchone()
        if claimed is None:
            return _repeat(owner, key, request)
        status, body = run()
        with connection.cursor() as cursor:
            cursor.execute(_ANSWER, [status, Jsonb(body), claimed[0]])
    return Answer(status, body)


def _repeat(owner: str, key: str, request: str) -> Answer:
    row = IdempotencyKey.objects.get(owner=owner, key=key)
    if row.fingerprint != request:
        raise KeyReused("This Idempotency-Key was used for another request: take a new key.")
    return Answer(row.status, row.answer, repeated=True)


_CLAIM = """
insert into kernel_idempotencykey (owner, key, fingerprint, status, answer, created_at)
values (%s, %s, %s, 0, '{}', %s) on conflict (owner, key) do nothing returning id
"""
_ANSWER = "update kernel_idempotencykey set status = %s, answer = %s where id = %s"
