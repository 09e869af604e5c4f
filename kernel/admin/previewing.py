"""Acts on calendars: their effect on running deadlines is shown before they are done (R-004-25)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from kernel.backoffice import StaffAdmin
from kernel.calendars import work_table
from kernel.calendars.models import WorkCalendar
from kernel.deadlines.repricing import Preview, preview_moves
from kernel.errors import Refusal

Values = dict[str, Any]
PREVIEW = "_preview"


@dataclass(frozen=True, slots=True)
class CalendarAct:
    """One act: what it is called, what it says beforehand and after, and the service it calls.

    ``first_look`` shows the effect before anything was filled in, where there is nothing to fill in.
    """

    title: Any
    says: Any
    done: Any
    run: Callable[[Values], object]
    first_look: Callable[[], Preview] | None = None


def previewed_act(
    page: StaffAdmin,
    request: Any,
    calendar: WorkCalendar,
    act: CalendarAct,
    form_class: type[Form] = Form,
    *,
    obj: Any = None,
) -> HttpResponse:
    """Show the form, then what would move, then do it and go back to the row; a refusal stays on the form."""
    asked = request.method == "POST"
    form = form_class(request.POST if asked else None)
    preview = None
    if asked and form.is_valid():
        try:
            if PREVIEW not in request.POST:
                act.run(form.cleaned_data)
                messages.success(request, act.done)
                return HttpResponseRedirect(page._back(obj or calendar))
            preview = _tried(calendar.code, act.run, form.cleaned_data)
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
    elif not asked and act.first_look is not None:
        preview = act.first_look()
    status = 200 if preview is not None or not asked else 422
    context = _context(page, request, calendar, act, obj) | {"form": form, "preview": preview}
    return TemplateResponse(request, "backoffice/kernel/act.html", context, status=status)


def _tried(code: str, run: Callable[[Values], object], values: Values) -> Preview:
    """Do it, look at what would move, and undo it. Raises what it would be refused with."""
    with transaction.atomic():
        run(values)
        preview = preview_moves(code, work_table(code), now=timezone.now())
        transaction.set_rollback(True)
    return preview


def _context(
    page: StaffAdmin, request: Any, calendar: WorkCalendar, act: CalendarAct, obj: Any
) -> dict[str, Any]:
    return {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "original": obj or calendar,
        "title": act.title,
        "says": act.says,
        "back": page._back(obj or calendar),
        "zone": ZoneInfo(calendar.zone),
    }
