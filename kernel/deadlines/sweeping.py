"""The one sweep that serves every deadline: warn at the levels reached, mark the missed ones."""

from datetime import datetime

from django.db import connection, transaction

from kernel.deadlines.events import DeadlineMissed, DeadlineWarned
from kernel.outbox import bell
from kernel.outbox.registry import handler_names


@transaction.atomic
def sweep(*, now: datetime, limit: int = 1000, shop_id: int | None = None) -> int:
    """Look at up to ``limit`` running deadlines whose next look is due; return how many were looked at.

    One statement claims, marks and records. A missed promise is told once, under its true due time; a level
    that was slept through is told once too, unless the promise is missed by now. While an outage of ours is
    not credited yet, nothing is called missed. A scope with a clock of its own (`OwnClock`) is passed by, and
    swept alone when ``shop_id`` names it and ``now`` is its time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _SWEEP,
            {
                "now": now,
                "limit": limit,
                "shop": shop_id,
                "missed_topic": DeadlineMissed.topic,
                "missed_handlers": handler_names(DeadlineMissed.topic),
                "warned_topic": DeadlineWarned.topic,
                "warned_handlers": handler_names(DeadlineWarned.topic),
            },
        )
        looked, told = cursor.fetchone()
    if told:
        transaction.on_commit(bell.ring)
    return int(looked)


# At the due moment itself the promise can still be kept: missed means that it has passed. What is picked is
# locked in its newest version, so everything after reads the picked row and not the snapshot's.
_SWEEP = """
with picked as (
  select id, due_at, levels, looks, warned as warned_before from kernel_deadline
  where state = 'running' and next_look_at <= %(now)s
    and case when %(shop)s::bigint is null
             then shop_id is null or shop_id <> all (array(select shop_id from kernel_ownclock))
             else shop_id = %(shop)s end
    and not (due_at >= %(now)s and next_look_at = due_at)
    and not (%(shop)s::bigint is null and due_at < %(now)s
             and exists (select 1 from kernel_outage where credited_at is null))
  order by next_look_at limit %(limit)s
  for no key update skip locked
), looked as (
  update kernel_deadline d set
    state = case when p.due_at < %(now)s then 'missed' else 'running' end,
    ended_at = case when p.due_at < %(now)s then p.due_at end,
    noticed_at = case when p.due_at < %(now)s then %(now)s end,
    warned = greatest(p.warned_before, reached.level),
    next_look_at = coalesce(reached.next_at, p.due_at)
  from picked p cross join lateral (
    select coalesce(max(l) filter (where t <= %(now)s), 0) as level,
           min(t) filter (where t > %(now)s and l > p.warned_before) as next_at
    from unnest(p.levels, p.looks) as w(l, t)
  ) as reached
  where d.id = p.id
  returning d.id, d.kind, d.subject_id, d.shop_id, d.state, d.due_at, d.noticed_at, d.levels,
            d.looks, d.warned, p.warned_before
), missed as (
  insert into kernel_delivery (topic, handler, payload, occurred_at, next_try_at, state, attempts,
                               last_error)
  select %(missed_topic)s, handler, jsonb_build_object(
      'occurred_at', d.due_at, 'deadline_id', d.id, 'kind', d.kind, 'subject_id', d.subject_id,
      'shop_id', d.shop_id, 'due_at', d.due_at, 'noticed_at', d.noticed_at),
    d.due_at, statement_timestamp(), 'pending', 0, ''
  from looked d cross join unnest(%(missed_handlers)s::text[]) as handler
  where d.state = 'missed'
  returning 1
), warned as (
  insert into kernel_delivery (topic, handler, payload, occurred_at, next_try_at, state, attempts,
                               last_error)
  select %(warned_topic)s, handler, jsonb_build_object(
      'occurred_at', d.looks[array_position(d.levels, d.warned::smallint)], 'deadline_id', d.id,
      'kind', d.kind, 'subject_id', d.subject_id, 'shop_id', d.shop_id, 'level', d.warned,
      'due_at', d.due_at),
    d.looks[array_position(d.levels, d.warned::smallint)], statement_timestamp(), 'pending', 0, ''
  from looked d cross join unnest(%(warned_handlers)s::text[]) as handler
  where d.state = 'running' and d.warned > d.warned_before
  returning 1
)
select (select count(*) from looked),
       (select count(*) from missed) + (select count(*) from warned)
"""
