"""Keep the matrix of lead times: rows are added, changes are agreed in advance (R-002-71, R-002-72)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Refusal
from kernel.history import Actor
from logistics.models import Carrier, LeadTime, LeadTimeChange
from logistics.rules.lead_file import Bad, LeadRow, read_lead_times
from logistics.services.carriers import carriers_by_spelling, spelled
from warehouse.public import warehouse_ids

MOST_SHOWN = 8


class LeadTimesNotRead(Refusal):
    """The file has rows that cannot be read; nothing of it was taken."""

    code = "lead_times_not_read"

    def __init__(self, bad: Sequence[Bad]) -> None:
        told = " ".join(f"{one.line}: {one.why}" for one in bad[:MOST_SHOWN])
        more = len(bad) - MOST_SHOWN
        super().__init__(f"{told} +{more}" if more > 0 else told, field="file")


class ChangeNotAgreed(Refusal):
    """A change of lead times was not agreed in advance: the old ones stand."""

    code = "lead_change_not_agreed"


@transaction.atomic
def upload_lead_times(text: str, *, actor: Actor, at: datetime) -> int:
    """Add every row of a CSV file, or none: raises LeadTimesNotRead naming each bad row by its line."""
    rows, bad = read_lead_times(text)
    carriers, origins = carriers_by_spelling(), warehouse_ids()
    bad = [*bad, *_unknown(rows, carriers, origins)]
    if bad:
        raise LeadTimesNotRead(sorted(bad, key=lambda one: one.line))
    if not rows:
        raise LeadTimesNotRead([Bad(1, str(_("there is no row under the heading.")))])
    made = LeadTime.objects.bulk_create(
        [
            LeadTime(
                origin_id=origins[row.origin] if row.origin else None,
                carrier=carriers[spelled(row.carrier)] if row.carrier else None,
                country=row.country,
                region=row.region,
                city=row.city,
                service=row.service,
                mode=row.mode,
                first_attempt_days=row.first_attempt_days,
                delivery_days=row.delivery_days,
                valid_from=row.valid_from or at,
            )
            for row in rows
        ]
    )
    history.write(
        subject=("leadtime", str(made[0].pk)),
        action="upload",
        actor=actor,
        at=at,
        changes={"rows": (None, len(made))},
    )
    return len(made)


@transaction.atomic
def agree_change(
    change_id: int, *, agreed_with: str, agreed_at: datetime, actor: Actor, now: datetime
) -> LeadTimeChange:
    """Record that the carrier agreed. Raises ChangeNotAgreed once the period has begun."""
    change = LeadTimeChange.objects.select_for_update().get(pk=change_id)
    if now >= change.starts_at:
        raise ChangeNotAgreed(
            _("The period has begun: what is not agreed in advance does not count.")
        )
    if agreed_at > now:
        raise ChangeNotAgreed(_("That moment has not come yet."), field="agreed_at")
    if change.recorded_at is not None:
        raise ChangeNotAgreed(_("It is agreed already. Enter another change for other days."))
    change.agreed_with, change.agreed_at, change.recorded_at = agreed_with.strip(), agreed_at, now
    change.save(update_fields=["agreed_with", "agreed_at", "recorded_at"])
    history.write(
        subject=("leadtimechange", str(change.pk)),
        action="agree",
        actor=actor,
        at=now,
        changes={"agreed_with": ("", change.agreed_with), "agreed_at": (None, str(agreed_at))},
    )
    return change


def _unknown(
    rows: Sequence[LeadRow], carriers: dict[str, Carrier], origins: dict[str, int]
) -> list[Bad]:
    bad = []
    for row in rows:
        if row.carrier and spelled(row.carrier) not in carriers:
            bad.append(
                Bad(row.line, str(_("no carrier is called “%(name)s”.") % {"name": row.carrier}))
            )
        if row.origin and row.origin not in origins:
            bad.append(
                Bad(row.line, str(_("no warehouse is called “%(name)s”.") % {"name": row.origin}))
            )
    return bad
