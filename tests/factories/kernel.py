"""Policies and promises for tests; the hours are those of the shipped calendar ``ua-orders``."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from kernel.deadlines.models import Deadline, DeadlinePolicy
from kernel.deadlines.opening import Opening, open_many
from kernel.deadlines.policies import forget_policies
from kernel.ids import new_id
from tests.moments import TUESDAY_18

SINCE = datetime(2000, 1, 1, tzinfo=UTC)
KIND = "test.promise"
HOUR = 3600


def make_policy(**values: Any) -> DeadlinePolicy:
    """Return a new policy: three working hours, the first one excellent, warnings at 50 and 80 %."""
    known = {
        "kind": KIND,
        "effective_from": SINCE,
        "calendar": "ua-orders",
        "warnings": [50, 80],
    }
    if "days" not in values:
        known |= {"allowance_s": 3 * HOUR, "good_s": HOUR}
    policy = DeadlinePolicy.objects.create(**{**known, **values})
    forget_policies()
    return policy


def promise(at: datetime = TUESDAY_18, **values: Any) -> Deadline:
    """Open a deadline through the real service and return it; a policy is made when there is none."""
    known: dict[str, Any] = {"kind": KIND, "subject_id": new_id(), "shop_id": 1, "at": at}
    opening = Opening(**{**known, **values})
    if not DeadlinePolicy.objects.filter(kind=opening.kind).exists():
        make_policy(kind=opening.kind)
    open_many([opening])
    return deadline_of(opening.subject_id, opening.kind)


def promises(number: int, at: datetime = TUESDAY_18, **values: Any) -> list[Deadline]:
    """Open several like deadlines in one statement and return them in order."""
    if not DeadlinePolicy.objects.filter(kind=KIND).exists():
        make_policy()
    subjects = [new_id() for _ in range(number)]
    shop = {"shop_id": 1, **values}
    open_many(Opening(kind=KIND, subject_id=subject, at=at, **shop) for subject in subjects)
    return list(Deadline.objects.filter(subject_id__in=subjects).order_by("id"))


def deadline_of(subject_id: UUID, kind: str = KIND) -> Deadline:
    """Return the newest deadline of a subject."""
    return Deadline.objects.filter(subject_id=subject_id, kind=kind).latest("id")


def states_of(deadlines: Iterable[Deadline]) -> list[str]:
    """Return the states of these rows as they are now, in order of their ids."""
    rows = Deadline.objects.filter(pk__in=[row.pk for row in deadlines]).order_by("id")
    return list(rows.values_list("state", flat=True))
