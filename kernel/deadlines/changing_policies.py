"""Add policies: from some moment on other limits hold, and what was promised before stays promised."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.calendars import work_table
from kernel.deadlines.models import DeadlinePolicy
from kernel.deadlines.policies import forget_policies
from kernel.deadlines.repricing import reprice
from kernel.errors import Conflict, Refusal
from kernel.history import Actor


class PolicyRefused(Refusal):
    """The policy makes no sense as it stands; ``field`` says where."""

    code = "policy_refused"


class PolicyExists(Conflict):
    """There is a policy for the same promises from the same moment on."""

    code = "policy_exists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a policy says: for which promises, from when on, how long they may take."""

    kind: str
    calendar: str
    effective_from: datetime
    channel: str = ""
    shop_id: int | None = None
    offer_id: int | None = None
    allowance_s: int | None = None
    good_s: int | None = None
    days: int | None = None
    warnings: Sequence[int] = ()
    credits_outages: bool = True


@transaction.atomic
def add_policy(
    terms: Terms, *, actor: Actor, now: datetime, applies_to_running: bool = False
) -> DeadlinePolicy:
    """Let a policy hold from a moment on that does not lie before ``now`` (R-004-20).

    With ``applies_to_running`` what runs under the policy it replaces moves to it at once, none into the
    past. Raises UnknownCalendar, PolicyRefused, PolicyExists or NothingToReprice; then nothing has changed.
    """
    work_table(terms.calendar)
    _check(terms, now, applies_to_running)
    policy = DeadlinePolicy(**{**asdict(terms), "warnings": sorted(set(terms.warnings))})
    _save(policy)
    limits = {name: getattr(terms, name) for name in ("allowance_s", "good_s", "days")}
    history.write(
        subject=("deadlinepolicy", str(policy.pk)),
        shop_id=terms.shop_id,
        action="added",
        actor=actor,
        at=now,
        changes={name: (None, limit) for name, limit in limits.items()},
    )
    transaction.on_commit(forget_policies)
    if applies_to_running:
        reprice(policy=policy, now=now, actor=actor)
    return policy


def _check(terms: Terms, now: datetime, applies_to_running: bool) -> None:
    if terms.effective_from < now:
        raise PolicyRefused(
            _("A policy cannot hold for the past: what was promised stays promised."),
            field="effective_from",
        )
    if applies_to_running and terms.effective_from > now:
        raise PolicyRefused(
            _("What runs can move only to a policy that holds now."), field="applies_to_running"
        )
    if terms.allowance_s is not None and terms.days is not None:
        raise PolicyRefused(_("Give working minutes or working days, not both."), field="days")
    if terms.good_s is not None and (terms.allowance_s or 0) < terms.good_s:
        raise PolicyRefused(
            _("The excellent part cannot be longer than the whole."), field="good_min"
        )


def _save(policy: DeadlinePolicy) -> None:
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
    except IntegrityError as error:
        raise PolicyExists(
            _("There is a policy for these promises from that very moment."), field="effective_from"
        ) from error
