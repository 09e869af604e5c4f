"""Hand on promises: what is now two things was promised as one, and no time is won by it (C-27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Inherited:
    """One promise that somebody waits for, as both subjects have it now."""

    kind: str
    state: str
    due_at: datetime


def inherit(*, from_subject: UUID, to_subject: UUID, kinds: Sequence[str]) -> list[Inherited]:
    """Give ``to_subject`` every promise of ``kinds`` open about ``from_subject``, exactly as it stands.

    Same start, due time, credits, explanation and warnings, those told stay told; a missed one that is
    still waited for stays missed, and is not told again. One statement, in the caller's transaction.
    """
    values: dict[str, Any] = {"from": from_subject, "to": to_subject, "kinds": list(kinds)}
    with connection.cursor() as cursor:
        cursor.execute(_INHERIT, values)
        return [Inherited(*row) for row in cursor.fetchall()]


# Locked first: a sweep that is about to mark one waits, or has marked it and we copy the mark.
_COPIED = """shop_id, policy_id, state, opened_at, allowance_s, days, good_s, credited_s, calendar,
  calendar_version, good_at, due_at, levels, looks, warned, next_look_at, ended_at, noticed_at,
  closed_at, credited_through, explanation"""
_INHERIT = f"""
with held as (
  select * from kernel_deadline
  where subject_id = %(from)s and closed_at is null and kind = any(%(kinds)s::text[])
  order by id for no key update
)
insert into kernel_deadline (subject_id, kind, {_COPIED})
select %(to)s, kind, {_COPIED} from held order by id
returning kind, state, due_at
"""  # noqa: S608
