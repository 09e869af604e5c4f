"""What the lead's board says through the day, and in the evening what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from warehouse.models import Outbound, Warehouse
from warehouse.rules.outlook import Why
from warehouse.selectors.lead_board import lead_board
from warehouse.states import OutboundState


@dataclass(frozen=True)
class Sample:
    """One look at the board: parcels due and not out yet, which of them would miss, and the end."""

    at: datetime
    due: frozenset[UUID]
    missing: frozenset[UUID]
    short: frozenset[UUID]
    done_at: datetime
    people: int


@dataclass(frozen=True)
class Judged:
    """A look at the board beside the truth; times in seconds, errors as said less true."""

    at_s: float
    due: int
    said: int
    true: int
    wrongly_named: int
    not_named: int
    end_error_s: float
    left_s: float


def look(place: Warehouse, *, now: datetime) -> Sample:
    """Read the board as its page does."""
    seen = lead_board(place, now=now)
    missing = {one.parcel.key for one in seen.outlook.missing}
    short = {one.parcel.key for one in seen.outlook.missing if one.why == Why.SHORT}
    rows = Outbound.everything.filter(warehouse=place, dispatched_at=None)
    waiting = rows.exclude(state__in=_SETTLED).filter(dispatch_by__lte=seen.cut_off)
    return Sample(
        at=now,
        due=frozenset(waiting.values_list("pk", flat=True)) | missing,
        missing=frozenset(missing),
        short=frozenset(short),
        done_at=seen.outlook.done_at,
        people=seen.people,
    )


def judge(samples: Sequence[Sample], place: Warehouse, *, cut_off: datetime) -> list[Judged]:
    """Compare what was said with what happened, of the parcels that were sent in the end.

    What was cancelled meanwhile is left out: no board can know it.
    """
    rows = Outbound.everything.filter(warehouse=place).exclude(state__in=_SETTLED)
    out = dict(rows.exclude(dispatched_at=None).values_list("pk", "dispatched_at"))
    return [_judged(one, samples[0].at, out, cut_off) for one in samples if one.due & out.keys()]


def _judged(
    sample: Sample, began: datetime, out: dict[UUID, datetime], cut_off: datetime
) -> Judged:
    known = sample.due & out.keys()
    said = sample.missing & known
    true = {pk for pk in known if out[pk] >= cut_off}
    ended = max(out[pk] for pk in known - sample.short) if known - sample.short else sample.at
    return Judged(
        at_s=(sample.at - began).total_seconds(),
        due=len(known),
        said=len(said),
        true=len(true),
        wrongly_named=len(said - true),
        not_named=len(true - said),
        end_error_s=(sample.done_at - ended).total_seconds(),
        left_s=(ended - sample.at).total_seconds(),
    )


_SETTLED = [OutboundState.ENDED, OutboundState.PUT_BACK, OutboundState.INTERCEPTED]
