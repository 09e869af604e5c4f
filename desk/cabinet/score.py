"""The shop's score: the number, its formula in words, the orders behind it, and what if (R-003-18)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from desk import services
from desk.cabinet.words import PARTS, WRONG, slip_words
from desk.rules.score import LEAST, LONG, SHORT
from desk.selectors.score import (
    CostlyOrder,
    DueOrder,
    Line,
    Score,
    costly_orders,
    due_today,
    outlook,
    score_of,
)
from desk.services.objecting import LONGEST
from desk.states import ObjectionState
from kernel.errors import Refusal

GOOD, FAIR = 900, 750  # tenths of a point
TONES = {
    ObjectionState.OPEN: ("blue", "clock"),
    ObjectionState.ACCEPTED: ("calm", "check"),
    ObjectionState.REJECTED: ("grey", "x"),
}


def score_page(request: Any, shop: str) -> HttpResponse:
    """Show the score; what if stands in the address and changes nothing (R-003-18)."""
    return _drawn(request)


def object_to(request: Any, shop: str, order_id: UUID) -> HttpResponse:
    """File the shop's objection to one order (R-003-18)."""
    try:
        services.object_to_order(
            shop=request.shop,
            order_id=order_id,
            text=request.POST.get("text", ""),
            actor=request.actor,
            now=timezone.now(),
        )
    except Refusal as refusal:
        if refusal.status == 404:
            raise Http404 from None
        messages.error(request, str(refusal))
        return _drawn(request, status=refusal.status)
    messages.success(request, _("A moderator will answer your objection here."))
    return redirect(reverse("desk:score", args=[shop]) + "#orders")


def _drawn(request: Any, *, status: int = 200) -> HttpResponse:
    now, scope, zone = timezone.now(), request.scope, request.shop.zone
    score = score_of(scope)
    due = due_today(scope, now=now, zone=zone)
    chosen = _chosen(request.GET.getlist("ship"))
    shipped = chosen if request.GET.get("what_if") else {order.order_id for order in due}
    slips = costly_orders(scope, score, shop_id=request.shop.id, zone=zone)
    context = {
        "now": now,
        "score": score,
        "number": points(score.tenths),
        "tone": tone_of(score.tenths),
        "lines": _lines(score),
        "trend": _trend(score),
        "costly": [_costly(order) for order in slips],
        "due": [(order, order.order_id in shipped) for order in due],
        "outlook": _outlook(score, due, shipped),
        "short": SHORT,
        "long": LONG,
        "least": LEAST,
        "longest": LONGEST,
        "may_object": request.may("desk:object", "POST"),
    }
    return render(request, "cabinet/desk/score.html", context, status=status)


def points(tenths: int) -> str:
    """Return tenths of a point as people read them in their language."""
    return number_format(tenths / 10, decimal_pos=1)


def tone_of(tenths: int) -> str:
    """Return the tone of a score."""
    if tenths >= GOOD:
        return "calm"
    return "amber" if tenths >= FAIR else "red"


def _chosen(texts: Iterable[str]) -> set[UUID]:
    chosen = set()
    for text in texts:
        try:
            chosen.add(UUID(text))
        except ValueError:
            continue
    return chosen


def _lines(score: Score) -> list[dict[str, Any]]:
    """Return one line for each thing that is judged, with a cell for each window."""
    return [
        {
            "name": PARTS[name],
            "of": WRONG[name],
            "cells": [_cell(line) for line in score.table if line.part.name == name],
        }
        for name in PARTS
    ]


def _cell(line: Line) -> dict[str, Any]:
    return {
        "days": line.part.days,
        "weight": line.part.weight,
        "wrong": line.wrong,
        "judged": line.judged,
        "lost": number_format(float(line.lost), decimal_pos=1),
        "is_lost": bool(line.lost),
    }


def _costly(order: CostlyOrder) -> dict[str, Any]:
    objection = order.objection
    tone, icon = TONES[objection.state] if objection else ("grey", "point")
    return {
        "order": order,
        "slips": [(slip_words(slip), slip.at) for slip in order.slips],
        "points": number_format(float(order.points), decimal_pos=1),
        "objection": objection,
        "tone": tone,
        "icon": icon,
    }


def _outlook(score: Score, due: list[DueOrder], shipped: set[UUID]) -> dict[str, Any]:
    found = outlook(score, due, shipped)
    return {
        **found,
        "then": points(found["then"]),
        "tone": tone_of(found["then"]),
        "none": points(found["none"]),
        "all": points(found["all"]),
    }


def _trend(score: Score) -> dict[str, Any] | None:
    if len(score.trend) < 2:
        return None
    return {
        "title": _("Score at the end of each day"),
        "type": "line",
        "labels": [date_format(day, "j.m") for day, _tenths in score.trend],
        "series": [
            {
                "label": _("Score"),
                "tone": "accent",
                "values": [tenths / 10 for _day, tenths in score.trend],
            }
        ],
    }
