"""Our own outages: noticed by the silence of a heartbeat, credited to promises as their policy says."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from kernel.deadlines.models import Outage


@transaction.atomic
def note_heartbeat(*, name: str, now: datetime) -> Outage | None:
    """Record that ``name`` is alive; after a long silence record and return the outage it proves."""
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, {"name": name, "now": now})
        (before,) = cursor.fetchone()
    if before is None or now - before < timedelta(seconds=settings.OUTAGE_AFTER_SECONDS):
        return None
    reason = f"No sign of {name}"
    return Outage.objects.get_or_create(
        started_at=before, defaults={"ended_at": now, "reason": reason}
    )[0]


_BEAT = """
with before as (select seen_at from kernel_heartbeat where name = %(name)s for update),
now_seen as (
  insert into kernel_heartbeat as h (name, seen_at) values (%(name)s, %(now)s)
  on conflict (name) do update set seen_at = greatest(h.seen_at, excluded.seen_at)
)
select (select seen_at from before)
"""
