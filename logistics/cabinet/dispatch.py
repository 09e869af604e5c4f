"""Dispatch days as their shop sees them: its own parcels, who was told of them, and when the truck comes."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from logistics.models import DispatchDay
from logistics.selectors.dispatch_evidence import (
    days_of_shop,
    evidence_of,
    notices_of_day,
    open_warnings,
)
from logistics.services import acknowledge_warning
from logistics.states import NoticeState

TONES = {
    NoticeState.ACCEPTED: "calm",
    NoticeState.REFUSED: "late",
    NoticeState.UNKNOWN: "amber",
}


def days(request: Any, shop: str) -> HttpResponse:
    """Show the latest days with parcels of the shop."""
    context = {"days": days_of_shop(request.scope)}
    return render(request, "cabinet/logistics/dispatch_days.html", context)


def day(request: Any, shop: str, day_id: int) -> HttpResponse:
    """Show one day: the shop's own numbers and parcels; 404 where it had none."""
    found = DispatchDay.objects.select_related("warehouse", "channel").filter(pk=day_id).first()
    notices = notices_of_day(request.scope, day_id) if found else []
    if not notices or found is None:
        raise Http404
    rows = [
        {
            "one": one,
            "state": NoticeState(one.state).label,
            "tone": TONES.get(NoticeState(one.state), "blue"),
            "goes_later": one.pickup is not None and one.pickup.day_id != found.pk,
        }
        for one in notices
    ]
    context = {"day": found, "seen": evidence_of(found, request.scope), "rows": rows}
    return render(request, "cabinet/logistics/dispatch_day.html", context)


def warnings(request: Any, shop: str) -> HttpResponse:
    """Show what is at risk at the next cut-off and was not acknowledged; nothing where nothing is."""
    found = open_warnings(request.scope, now=timezone.now())
    context = {"warnings": found, "now": timezone.now()}
    return render(request, "cabinet/logistics/_warnings.html", context)


@require_POST
def acknowledge(request: Any, shop: str, warning_id: int) -> HttpResponse:
    """Note that somebody of the shop has seen a warning."""
    acknowledge_warning(
        warning_id,
        scope=request.scope,
        actor=request.principal.actor("cabinet"),
        at=timezone.now(),
    )
    return redirect("orders:today", shop=shop)
