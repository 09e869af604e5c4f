"""A wrong address: the seller corrects it in a day, with consent, or answers for it (R-002-63, C-15)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.history import Actor
from kernel.outbox.post import record
from kernel.scope import Scope
from logistics.events import SellerLiable
from logistics.models import ParcelOrder, Problem
from logistics.rules.last_mile_words import ClosedBecause, ProblemKind
from logistics.services.dealing import ProblemRefused, end_problem, open_problem
from orders.public import Agreement, correct_delivery


@transaction.atomic
def correct_address(
    *,
    problem_id: UUID,
    scope: Scope,
    changes: Mapping[str, str],
    agreement: Agreement,
    actor: Actor,
    now: datetime,
) -> Problem:
    """Put the corrected address or recipient onto the orders of the parcel, and close the problem.

    The buyer's consent is kept with each order; account data of the buyer stay locked (C-22). Raises
    NoSuchProblem, ProblemOver, ProblemRefused where nothing differs, and what `orders` refuses.
    """
    problem = open_problem(problem_id, scope)
    if problem.kind != ProblemKind.ADDRESS_WRONG:
        raise ProblemRefused(_("The carrier has not asked for another address."))
    rows = ParcelOrder.objects.filter(parcel=problem.parcel_id).order_by("order_id")
    corrected = [
        correct_delivery(
            order_id=order_id,
            scope=scope,
            actor=actor,
            now=now,
            changes=changes,
            agreement=agreement,
        )
        for order_id in rows.values_list("order_id", flat=True)
    ]
    if not any(corrected):
        raise ProblemRefused(
            _("Nothing was changed: correct the address, or close the problem."), field="address"
        )
    end_problem(problem, ClosedBecause.DONE, "", actor, now)
    return problem


@transaction.atomic
def note_liable(problem_id: UUID, *, due_at: datetime) -> bool:
    """Note that the seller answers for an address not corrected in time; once (C-15)."""
    found: Problem | None = (
        Problem.everything.select_for_update(no_key=True)
        .filter(pk=problem_id, closed_at=None, liable_since=None)
        .first()
    )
    if found is None:
        return False
    found.liable_since = due_at
    found.save(update_fields=["liable_since"])
    record(
        SellerLiable(
            occurred_at=due_at,
            shop_id=found.shop_id,
            problem_id=found.pk,
            parcel_id=found.parcel_id,
        )
    )
    return True
