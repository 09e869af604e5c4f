"""Add policies: from some moment on other limits hold, and what was promised before stays promised."""

from collections.abc import Sequence
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


@transaction.atomic
def add_policy(
    *,
    kind: str,
    calendar: str,
    effective_from: datetime,
    actor: Actor,
    now: datetime,
    channel: str = "",
    shop_id: int | None = None,
    offer_id: int | None = None,
    allowance_s: int | None = None,
    good_s: int | None = None,
    days: int | None = None,
    warnings: Sequence[int] = (),
    credits_outages: bool = True,
    applies_to_running: bool = False,
) -> DeadlinePolicy:
    """Let a policy hold from ``effective_from`` on, which may not lie before ``now`` (R-004-20).

    With ``applies_to_running`` what runs under the policy it replaces moves to it at once, none into the
    past. Raises UnknownCalendar, PolicyRefused, PolicyExists or NothingToReprice; then nothing has changed.
    """
    work_table(calendar)
    policy = DeadlinePolicy(
        kind=kind,
        channel=channel,
        shop_id=shop_id,
        offer_id=offer_id,
        effective_from=effective_from,
        allowance_s=allowance_s,
        good_s=good_s,
        days=days,
        calendar=calendar,
        warnings=sorted(set(warnings)),
        credits_outages=credits_outages,
    )
    _check(policy, now, applies_to_running)
    _save(policy)
    history.write(
        subject=("deadlinepolicy", str(policy.pk)),
        shop_id=shop_id,
        action="added",
        actor=actor,
        at=now,
        changes={"limit_s": (None, allowance_s), "days": (None, days), "good_s": (None, good_s)},
    )
    transaction.on_commit(forget_policies)
    if applies_to_running:
        reprice(policy=policy, now=now, actor=actor)
    return policy


def _check(policy: DeadlinePolicy, now: datetime, applies_to_running: bool) -> None:
    if policy.effective_from < now:
        raise PolicyRefused(
            _("A policy cannot hold for the past: what was promised stays promised."),
            field="effective_from",
        )
    if applies_to_running and policy.effective_from > now:
        raise PolicyRefused(
            _("What runs can move only to a policy that holds now."), field="applies_to_running"
        )
    if policy.allowance_s is not None and policy.days is not None:
        raise PolicyRefused(_("Give working minutes or working days, not both."), field="days")
    if policy.good_s is not None and (policy.allowance_s or 0) < policy.good_s:
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
