"""How an act answers: a note in place for htmx, a redirect for a plain form."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kernel.errors import Refusal
from kernel.problems import problem_response

LEVELS = {
    "success": messages.SUCCESS,
    "info": messages.INFO,
    "warning": messages.WARNING,
    "error": messages.ERROR,
}


def noted(
    request: Any,
    text: str,
    *,
    level: str = "success",
    clear_selection: bool = False,
    status: int = 204,
) -> HttpResponse:
    """Say what happened and have the list look again."""
    if not request.htmx:
        messages.add_message(request, LEVELS[level], text)
        return redirect(back(request))
    events: dict[str, Any] = {"toast": {"level": level, "text": text}, "refresh": True}
    if clear_selection:
        events["clear-selection"] = True
    return HttpResponse(status=status, headers={"HX-Trigger": json.dumps(events)})


def back(request: Any) -> str:
    """Return where a plain form came from: the order in its address, else the list."""
    kwargs = request.resolver_match.kwargs
    where = {"shop": kwargs["shop"]}
    if "order_id" in kwargs:
        return reverse("orders:order", kwargs={**where, "order_id": kwargs["order_id"]})
    return reverse("orders:list", kwargs=where)


def refused(request: Any, refusal: Refusal) -> HttpResponse:
    """Say why an act was not done; the page keeps what was typed."""
    if request.htmx:
        return problem_response(refusal.status, refusal.code, refusal)
    messages.error(request, str(refusal))
    return redirect(back(request))


def uuids(texts: Iterable[str]) -> list[UUID]:
    """Return the ids among ``texts``; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
