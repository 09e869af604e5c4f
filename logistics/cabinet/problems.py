"""“Problems”: what is wrong on the road, by due time, and the form that mends it (R-003-30)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.errors import Conflict, NotFound, Refusal
from logistics.cabinet.problem_forms import AgreeForm, CloseForm, CorrectForm, moment
from logistics.cabinet.problem_words import BUCKET_NAMES, FORM_NAMES, FORMS
from logistics.models import Problem
from logistics.rules.last_mile_words import WHAT_TO_DO, ProblemKind
from logistics.selectors.problems import Row, by_due, open_problems, problem_queue
from logistics.services.appointing import Slot, agree_on_delivery
from logistics.services.correcting import correct_address
from logistics.services.dealing import close_problem, give_problem
from orders.public import Agreement

MAKES = {"agree": AgreeForm, "correct": CorrectForm}


def problems(request: Any, shop: str) -> HttpResponse:
    """Show the queue, of one kind or of the reader alone if asked."""
    now, kind = timezone.now(), request.GET.get("kind", "")
    mine = request.GET.get("mine") == "1"
    owner_id = request.principal.user_id if mine else None
    rows = problem_queue(request.scope, kind=kind, owner_id=owner_id, now=now)
    groups = by_due(rows, now=now, zone=request.shop.zone)
    context = {
        "groups": [
            (BUCKET_NAMES[name], [_dressed(row) for row in found]) for name, found in groups
        ],
        "count": open_problems(request.scope),
        "mine": mine,
        "kind": kind,
        "now": now,
    }
    return render(request, "cabinet/logistics/problems.html", context)


def take(request: Any, shop: str, problem_id: UUID) -> HttpResponse:
    """Make the reader answer for a problem."""
    return _do(
        request,
        lambda: give_problem(
            problem_id=problem_id,
            scope=request.scope,
            owner_id=request.principal.user_id,
            actor=request.actor,
            now=timezone.now(),
        ),
        _("It is yours."),
    )


def close(request: Any, shop: str, problem_id: UUID) -> HttpResponse:
    """Say how a problem ended."""
    return _with(
        request,
        CloseForm(request.POST),
        lambda form: close_problem(
            problem_id=problem_id,
            scope=request.scope,
            because=form.cleaned_data["because"],
            comment=form.cleaned_data["comment"],
            actor=request.actor,
            now=timezone.now(),
        ),
        _("Closed."),
    )


def agree(request: Any, shop: str, problem_id: UUID) -> HttpResponse:
    """Note when the courier may come again (R-002-57, R-002-58)."""
    return _with(
        request,
        AgreeForm(request.POST),
        lambda form: agree_on_delivery(
            parcel_id=_parcel_of(request, problem_id),
            scope=request.scope,
            slot=_slot(form.cleaned_data, ZoneInfo(request.shop.zone)),
            accepts_cost=form.cleaned_data["accepts_cost"],
            actor=request.actor,
            now=timezone.now(),
        ),
        _("The agreed time is kept. Tell the carrier."),
    )


def correct(request: Any, shop: str, problem_id: UUID) -> HttpResponse:
    """Correct the address with the buyer's consent (R-002-63)."""
    now = timezone.now()
    return _with(
        request,
        CorrectForm(request.POST),
        lambda form: correct_address(
            problem_id=problem_id,
            scope=request.scope,
            changes=form.changes(),
            agreement=Agreement(
                with_whom=form.cleaned_data["with_whom"], how=form.cleaned_data["how"], at=now
            ),
            actor=request.actor,
            now=now,
        ),
        _("The address is corrected. Tell the carrier."),
    )


def _dressed(row: Row) -> dict[str, Any]:
    kind, of = ProblemKind(row.problem.kind), row.problem.pk.hex
    name = FORMS.get(kind, "")
    return {
        "one": row,
        "problem": row.problem,
        "label": kind.label,
        "todo": WHAT_TO_DO[kind],
        "act": name,
        "act_name": FORM_NAMES.get(name, ""),
        "form": MAKES[name](of=of) if name else None,
        "close_form": CloseForm(of=of),
    }


def _parcel_of(request: Any, problem_id: UUID) -> UUID:
    rows = Problem.objects.of(request.scope).filter(pk=problem_id)
    found: UUID | None = rows.values_list("parcel_id", flat=True).first()
    if found is None:
        raise Http404
    return found


def _slot(values: dict[str, Any], zone: ZoneInfo) -> Slot:
    return Slot(
        moment(values["day"], values["starts"], zone), moment(values["day"], values["ends"], zone)
    )


def _with(request: Any, form: forms.Form, call: Callable[[Any], object], done: str) -> HttpResponse:
    if not form.is_valid():
        faults = [f"{form.fields[name].label}: {text}" for name, texts in form.errors.items()
                  for text in texts if name in form.fields]  # fmt: skip
        messages.error(request, " ".join(faults))
        return redirect("logistics:problems", shop=request.shop.slug)
    return _do(request, lambda: call(form), done)


def _do(request: Any, call: Callable[[], object], done: str) -> HttpResponse:
    try:
        call()
    except NotFound as missing:
        raise Http404 from missing
    except (Refusal, Conflict) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("logistics:problems", shop=request.shop.slug)
