"""What the partner's journal says, beside what was scanned and what our rows say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, connection

SHOWN = 5


@dataclass
class Reckoning:
    """Effects expected, done, lost and doubled, by the outside's own journal; and all that is wrong."""

    expected: int = 0
    done: int = 0
    lost: int = 0
    doubled: int = 0
    faults: list[str] = field(default_factory=list)


def under_way() -> int:
    """Return how much has not come to an end yet; what waits for a person does not end by itself."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_UNDER_WAY)
            return int(cursor.fetchone()[0])
    except DatabaseError:
        connection.close()
        return -1


def reckon(codes: Sequence[str], effects: Counter[str], *, is_settled: bool) -> Reckoning:
    """Compare: each parcel that was scanned has one effect there, one witness here, and nothing is left."""
    lost = [code for code in codes if not effects[code]]
    doubled = [code for code in codes if effects[code] > 1]
    strange = sorted(set(effects) - set(codes))
    told = Reckoning(len(codes), len(codes) - len(lost), len(lost), len(doubled))
    for name, some in (("lost", lost), ("doubled", doubled), ("not ours", strange)):
        if some:
            told.faults.append(f"{len(some)} effects {name}: {', '.join(some[:SHOWN])}")
    if not is_settled:
        told.faults.append("Not everything came to an end.")
    with connection.cursor() as cursor:
        for name, sql in _WRONG.items():
            cursor.execute(sql, [list(codes)])
            if count := cursor.fetchone()[0]:
                told.faults.append(f"{name}: {count}")
    return told


_WRONG = {
    "parcels without exactly one witness of their scan": """
select count(*) from warehouse_outbound o where o.code = any(%s) and 1 <> (
  select count(*) from warehouse_scan s where s.action = 'dispatch' and s.verdict = 'ok'
     and s.subject_kind = 'outbound' and s.subject_id = o.id::text)""",
    "parcels that were scanned out and are not": """
select count(*) from warehouse_outbound where code = any(%s) and dispatched_at is null""",
    "facts given up": """
select count(*) from kernel_delivery where state = 'parked' and %s::text[] is not null""",
    "calls that died with their worker": """
select count(*) from kernel_remotecall where state = 'sent' and next_look_at < now() - interval '20 s'
   and %s::text[] is not null""",
    "facts and calls that were due and nobody came": """
select (select count(*) from kernel_delivery
         where state = 'pending' and next_try_at < now() - interval '20 s')
     + (select count(*) from kernel_remotecall where state in ('planned', 'unknown')
           and ended_at is null and next_look_at < now() - interval '20 s')
 where %s::text[] is not null""",
    "calls left to a person": """
select count(*) from kernel_remotecall where person_since is not null and ended_at is null
   and %s::text[] is not null""",
}
_UNDER_WAY = """
select (select count(*) from kernel_delivery where state = 'pending')
     + (select count(*) from kernel_inboxmessage where state = 'pending')
     + (select count(*) from kernel_remotecall where ended_at is null and person_since is null)
"""
