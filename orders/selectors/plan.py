"""The dispatch plan: what must leave when, by the dispatch deadline alone (R-003-19)."""

from datetime import datetime

from kernel.deadlines.reading import board
from kernel.scope import Scope
from orders.selectors.board import Bucket
from orders.selectors.listing import Filters, page_of
from orders.states import DISPATCH_CLOCK

SHOWN = 50
COLUMNS = {"late": ("late",), "today": ("hour", "today"), "tomorrow": ("tomorrow",)}
COLUMNS["later"] = ("later",)


def plan_of(scope: Scope, *, now: datetime, zone: str) -> list[Bucket]:
    """Return the columns late, today, tomorrow, later, each by due time, in a constant number of queries.

    Every order that has not left stands in one of them, by the deadline of its dispatch; its other clocks
    are the matter of Today. Counts are of all, each column has its first fifty.
    """
    clocks = board(scope, now=now, zone=zone, kinds=[DISPATCH_CLOCK], most=SHOWN)
    ids = [clock.subject_id for bucket in clocks.buckets for clock in bucket.clocks]
    page = page_of(scope, Filters(ids=ids), size=max(1, len(ids)))
    rows = {row["id"]: row for row in page.rows}
    columns = []
    for name, among in COLUMNS.items():
        buckets = [clocks[one] for one in among]
        due = [clock for bucket in buckets for clock in bucket.clocks][:SHOWN]
        columns.append(
            Bucket(
                name,
                sum(bucket.count for bucket in buckets),
                [{**rows[c.subject_id], "clock": c} for c in due if c.subject_id in rows],
            )
        )
    return columns
