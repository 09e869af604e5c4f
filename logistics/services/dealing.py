"""What people do with a problem: take it, give it to somebody, close it with a reason (R-003-30)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.deadlines.settling import settle
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor
from kernel.scope import Scope
from logistics.models import Parcel, Problem
from logistics.rules.last_mile_words import BY_HAND, ClosedBecause, ProblemKind
from logistics.services.problems import clock_of
from sellers.public import people_of_shop


class NoSuchProblem(NotFound):
    """There is no such problem, or it is another shop's."""

    code = "no_such_problem"


class ProblemOver(Conflict):
    """The problem has passed or was closed meanwhile."""

    code = "problem_over"


class ProblemRefused(Refusal):
    """This cannot be done with the problem; ``field`` says what to correct."""

    code = "problem_refused"


@transaction.atomic
def give_problem(
    *, problem_id: UUID, scope: Scope, owner_id: int, actor: Actor, now: datetime
) -> Problem:
    """Make a person of its shop, or of staff who asks for it, answer for a problem. Again changes nothing.

    Raises NoSuchProblem, ProblemOver, ProblemRefused.
    """
    problem = open_problem(problem_id, scope)
    people = {person.user_id for person in people_of_shop(problem.shop_id)}
    if owner_id not in people and owner_id != actor.user_id:
        raise ProblemRefused(_("Choose somebody of the shop."), field="owner_id")
    if problem.owner_id != owner_id:
        keep_line(problem, "give", actor, now, {"owner": (problem.owner_id, owner_id)})
        problem.owner_id = owner_id
        problem.save(update_fields=["owner"])
    return problem


@transaction.atomic
def close_problem(
    *,
    problem_id: UUID,
    scope: Scope,
    because: str,
    comment: str,
    actor: Actor,
    now: datetime,
) -> Problem:
    """Say how a problem ended; the same occasion is not opened again.

    What is closed with nothing to be done needs a comment. Raises NoSuchProblem, ProblemOver, ProblemRefused.
    """
    problem = open_problem(problem_id, scope)
    said = comment.strip()[:500]
    if because not in BY_HAND:
        raise ProblemRefused(_("Choose how it ended."), field="because")
    if problem.kind == ProblemKind.ADDRESS_WRONG and because == ClosedBecause.DONE:
        raise ProblemRefused(_("Enter the corrected address: that closes it."), field="because")
    if because == ClosedBecause.GIVEN_UP and not said:
        raise ProblemRefused(_("Write why nothing can be done."), field="comment")
    end_problem(problem, because, said, actor, now)
    return problem


def open_problem(problem_id: UUID, scope: Scope) -> Problem:
    """Return an open problem under its lock, its parcel's first. Raises NoSuchProblem, ProblemOver."""
    rows = Problem.objects.of(scope).filter(pk=problem_id)
    parcel_id = rows.values_list("parcel_id", flat=True).first()
    if parcel_id is None:
        raise NoSuchProblem(_("There is no such problem."))
    Parcel.everything.select_for_update(no_key=True).get(pk=parcel_id)
    problem: Problem = rows.select_for_update(no_key=True).get()
    if problem.closed_at is not None:
        raise ProblemOver(
            _("This is closed already: %(how)s.") % {"how": problem.get_closed_because_display()}
        )
    return problem


def end_problem(problem: Problem, because: str, comment: str, actor: Actor, now: datetime) -> None:
    """Close a problem by hand, its deadline with it."""
    problem.closed_at, problem.closed_because = now, because
    problem.closed_by, problem.comment = actor.label[:200], comment
    problem.save(update_fields=["closed_at", "closed_because", "closed_by", "comment"])
    settle(subject_id=problem.pk, kinds=[clock_of(problem.kind)], at=now, now=now)
    keep_line(problem, "close", actor, now, {"closed": (None, because)}, comment)


def keep_line(
    problem: Problem,
    action: str,
    actor: Actor,
    now: datetime,
    changes: dict[str, tuple[object, object]],
    comment: str = "",
) -> None:
    """Write who did what with a problem."""
    history.write(
        subject=("problem", str(problem.pk)),
        shop_id=problem.shop_id,
        action=action,
        actor=actor,
        at=now,
        changes=changes,
        comment=comment,
    )
