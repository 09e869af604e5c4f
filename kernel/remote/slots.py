"""The bulkhead: no more calls of one partner at a moment than it has slots, over all processes (C8).

A slot is a row held for a bounded time, so that one whose holder was killed comes free by itself.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

from kernel.remote import hints
from kernel.remote.partners import LONGEST_S, Partner

HELD_S = LONGEST_S + 10  # seconds; by then the call is over, whatever happened to its worker


def take(partner: Partner, wanted: int) -> tuple[UUID, list[int]]:
    """Take up to ``wanted`` free slots; return what proves them ours, and their ids."""
    holder = uuid4()
    taken = _take(partner, wanted, holder)
    if not taken and wanted > 0:
        _make(partner)
        taken = _take(partner, wanted, holder)
    return holder, taken


def release(holder: UUID, slots: Sequence[int]) -> None:
    """Give slots back; those that somebody else holds by now are left alone."""
    if slots:
        hints.write(_RELEASE, [list(slots), holder])


def in_use(partner: str) -> int:
    """Return how many slots of a partner are held now."""
    return int(hints.write(_IN_USE, [partner])[0])


def _take(partner: Partner, wanted: int, holder: UUID) -> list[int]:
    return hints.write(_TAKE, [holder, HELD_S, partner.name, partner.at_once, wanted])


def _make(partner: Partner) -> None:
    """See to it that there are as many rows as the partner has slots."""
    hints.write(_MAKE, [partner.name, partner.at_once])


_TAKE = """
update kernel_remoteslot set holder = %s, held_until = statement_timestamp() + %s * interval '1 s'
where id = any(array(
  select id from kernel_remoteslot
  where partner = %s and number <= %s and (held_until is null or held_until < statement_timestamp())
  order by number limit %s for update skip locked))
returning id
"""
_RELEASE = """
update kernel_remoteslot set held_until = null, holder = null where id = any(%s) and holder = %s
"""
_MAKE = """
insert into kernel_remoteslot (partner, number)
select %s, n from generate_series(1, %s) n on conflict (partner, number) do nothing
"""
_IN_USE = """
select count(*) from kernel_remoteslot where partner = %s and held_until >= statement_timestamp()
"""
